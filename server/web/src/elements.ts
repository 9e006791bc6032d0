// The Element Plus components in use, each with its style: nothing else of the
// library gets into the build.
import type { App } from 'vue'
import { ElAlert, ElButton, ElConfigProvider, ElDatePicker, ElDrawer, ElDropdown, ElDropdownItem, ElDropdownMenu, ElInput, ElInputNumber, ElOption, ElOptionGroup, ElRadioButton, ElRadioGroup, ElSelect, ElSwitch, ElTooltip } from 'element-plus'
import 'element-plus/theme-chalk/dark/css-vars.css'
import 'element-plus/es/components/base/style/css'
import 'element-plus/es/components/alert/style/css'
import 'element-plus/es/components/button/style/css'
import 'element-plus/es/components/date-picker/style/css'
import 'element-plus/es/components/drawer/style/css'
import 'element-plus/es/components/dropdown/style/css'
import 'element-plus/es/components/dropdown-item/style/css'
import 'element-plus/es/components/dropdown-menu/style/css'
import 'element-plus/es/components/input/style/css'
import 'element-plus/es/components/input-number/style/css'
import 'element-plus/es/components/option/style/css'
import 'element-plus/es/components/option-group/style/css'
import 'element-plus/es/components/radio-button/style/css'
import 'element-plus/es/components/radio-group/style/css'
import 'element-plus/es/components/select/style/css'
import 'element-plus/es/components/switch/style/css'
import 'element-plus/es/components/tooltip/style/css'

const used = { ElAlert, ElButton, ElConfigProvider, ElDatePicker, ElDrawer, ElDropdown, ElDropdownItem, ElDropdownMenu, ElInput, ElInputNumber, ElOption, ElOptionGroup, ElRadioButton, ElRadioGroup, ElSelect, ElSwitch, ElTooltip }

export function installElements(app: App): void {
  for (const [name, component] of Object.entries(used)) app.component(name, component)
}

// The checker of the templates reads the names from here.
declare module 'vue' {
  export interface GlobalComponents {
    ElAlert: typeof ElAlert
    ElButton: typeof ElButton
    ElConfigProvider: typeof ElConfigProvider
    ElDatePicker: typeof ElDatePicker
    ElDrawer: typeof ElDrawer
    ElDropdown: typeof ElDropdown
    ElDropdownItem: typeof ElDropdownItem
    ElDropdownMenu: typeof ElDropdownMenu
    ElInput: typeof ElInput
    ElInputNumber: typeof ElInputNumber
    ElOption: typeof ElOption
    ElOptionGroup: typeof ElOptionGroup
    ElRadioButton: typeof ElRadioButton
    ElRadioGroup: typeof ElRadioGroup
    ElSelect: typeof ElSelect
    ElSwitch: typeof ElSwitch
    ElTooltip: typeof ElTooltip
  }
}
