// How figures, days and moments are shown. Days and times are those of
// Asia/Shanghai (UTC+8, no daylight saving since 1991), wherever the screen hangs.
import { i18n } from '@/i18n'
import { area, grouped, money } from './units'

const t = (key: string, values: Record<string, unknown> = {}) => i18n.global.t(key, values)
const SHANGHAI_MS = 8 * 3600_000
const two = (n: number) => String(n).padStart(2, '0')

/** Area as an officer reads it: 公顷 from one hectare, with 亩 beside; else m². */
export function areaText(hundredths: number): string {
  const mu = `${grouped(area(hundredths, 'mu', 2))} ${t('unit.mu')}`
  return hundredths >= 1_000_000 ? `${grouped(area(hundredths, 'ha', 2))} ${t('unit.ha')} · ${mu}` : `${grouped(area(hundredths, 'm2', 2))} ${t('unit.m2')} · ${mu}`
}

export const muText = (hundredths: number) => `${grouped(area(hundredths, 'mu', 2))} ${t('unit.mu')}`

/** Money in 万元, exactly; below 1 万元 in 元. */
export function moneyText(fen: number): string {
  return Math.abs(fen) >= 1_000_000 ? `${grouped(money(fen, 'wan'))} ${t('unit.wan')}` : `${grouped(money(fen, 'yuan'))} ${t('unit.yuan')}`
}

export const count = (n: number) => grouped(String(n))

const shifted = (moment: string | number) => new Date(new Date(moment).getTime() + SHANGHAI_MS)
export const dayOf = (moment: string | number) => shifted(moment).toISOString().slice(0, 10)
export const clockOf = (moment: string | number) => shifted(moment).toISOString().slice(11, 19)
export const momentText = (moment: string | number) => `${dayOf(moment)} ${clockOf(moment).slice(0, 5)}`

export function dayWithWeekday(moment: number): string {
  const d = shifted(moment)
  const weekday = i18n.global.tm('weekday') as string[]
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${weekday[d.getUTCDay()]}`
}

/** Days from a to b, both YYYY-MM-DD. */
export const daysBetween = (a: string, b: string) => Math.round((Date.parse(b) - Date.parse(a)) / 86_400_000)

export function ageText(seconds: number): string {
  if (seconds < 90) return t('time.s', { n: Math.max(0, Math.round(seconds)) })
  if (seconds < 5400) return t('time.m', { n: Math.round(seconds / 60) })
  if (seconds < 129_600) return t('time.h', { n: Math.round(seconds / 3600) })
  return t('time.d', { n: Math.round(seconds / 86_400) })
}

/** Today as YYYY-MM-DD by this machine's clock. */
export const today = () => dayOf(Date.now())

export const percent = (ratio: string | null) => (ratio === null ? '—' : `${Math.round(Number(ratio) * 100)} %`)
