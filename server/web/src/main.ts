import { createApp } from 'vue'
import App from './App.vue'
import { i18n, setLocale, type Locale } from './i18n'
import { router } from './router'
import { installElements } from './elements'
import './style.css'

setLocale(i18n.global.locale.value as Locale)
const app = createApp(App).use(i18n).use(router)
installElements(app)
app.mount('#app')
