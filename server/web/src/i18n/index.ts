import { createI18n } from 'vue-i18n'
import zh from './zh'
import en from './en'

export type Locale = 'zh-CN' | 'en'

const LOCALE = 'taizhang.locale'
const stored = localStorage.getItem(LOCALE)

export const i18n = createI18n({
  legacy: false,
  locale: (stored === 'en' ? 'en' : 'zh-CN') as Locale,
  fallbackLocale: 'zh-CN' as Locale,
  messages: { 'zh-CN': zh, en },
})

export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  localStorage.setItem(LOCALE, locale)
  document.documentElement.lang = locale
}

/** The text of the present language out of a pair. */
export const say = (pair: { zh: string; en: string }): string => (i18n.global.locale.value === 'en' ? pair.en || pair.zh : pair.zh || pair.en)
