// Alarms in words: rules, levels and what an alarm compared.
import { isHidden, lacks } from './hidden'
import { i18n, say } from '@/i18n'
import { moneyText, muText, percent } from './format'
import { codeName, eventName } from './names'
import { session } from './session'
import type { Alarm, AlarmCount, AlarmRule } from './types'

/** From the gravest down. */
export const LEVELS = ['RED', 'ORANGE', 'YELLOW', 'INFO'] as const

/** Levels differ by shape too, for who cannot tell the colours apart. */
export const SHAPE: Record<string, string> = { RED: '⬣', ORANGE: '▲', YELLOW: '◆', INFO: '●' }

export const ruleOf = (code: string): AlarmRule | undefined => session.catalogue?.alarms.find((r) => r.code === code) as AlarmRule | undefined
export const ruleName = (code: string) => {
  const rule = ruleOf(code)
  const name = rule ? say(rule) : code
  return name.charAt(0).toUpperCase() + name.slice(1)
}
export const triggerOf = (rule: AlarmRule) => say({ zh: rule.triggerZh, en: rule.triggerEn })

/** The events that end an alarm; without any the calendar does. */
export function clearing(alarm: { clearedBy?: string[] }): string {
  const events = alarm.clearedBy ?? []
  const list = events.map(eventName).join(i18n.global.locale.value === 'en' ? ', ' : '、')
  return events.length ? i18n.global.t('alarms.clearedBy', { e: list }) : i18n.global.t('alarms.noClearing')
}

/** How the values that an alarm compared are read: money in 分, area in 0.01 m², codes of a list, shares. */
const MONEY = new Set(['unpaid', 'penalty', 'price', 'proposedFee', 'invested', 'totalInvestment', 'required', 'balance', 'shortage'])
const AREA = new Set(['idleArea', 'area', 'developedArea', 'dueArea', 'remaining', 'outlineArea', 'kinArea'])
const SHARE = new Set(['shortfall', 'investedRatio', 'discount'])
const CODES: Record<string, string> = {
  cause: 'idle_cause', caseStatus: 'idle_status', proposedExit: 'exit_type', candidate: 'low_efficiency_criterion', metric: 'metric', grade: 'grade', degree: 'halt_degree', source: 'department',
}
/** The kind of an alarm is that of what its rule is about. */
const KINDS: Record<string, string> = { R14: 'penalty_kind', R04: 'idle_kind', R03: 'idle_kind', R29: 'compliance_kind', R31: 'permit_kind' }

function valueText(rule: string, name: string, value: string): string {
  const codes = name === 'kind' ? KINDS[rule] : CODES[name]
  if (codes) return codeName(codes, value)
  if (MONEY.has(name)) return moneyText(Number(value))
  if (AREA.has(name)) return muText(Number(value))
  return SHARE.has(name) ? percent(value) : value
}

export const detailText = (alarm: Alarm & { redacted?: string[] }) => lacks(alarm, 'detail') || isHidden(alarm.detail) ? i18n.global.t('hidden.mark') : (alarm.detail ?? []).map((d) => `${codeName('alarm_detail', d.name)} ${valueText(alarm.rule, d.name, d.value)}`).join(' · ')

/** What of the parcel an alarm is about: an instalment by its number, else as it is named. */
export const subjectText = (alarm: Alarm) => (alarm.rule === 'R10' && alarm.subject ? i18n.global.t('alarms.instalment', { n: alarm.subject }) : (alarm.subject ?? '').slice(0, 24))

/** Who has to act: a department, or whom it was escalated to. */
export const withText = (alarm: Alarm) => {
  const named = codeName('alarm_with', alarm.with)
  return named === alarm.with ? codeName('department', alarm.with) : named
}

export const countOf = (counts: readonly AlarmCount[], where: { rule?: string; level?: string }) =>
  counts.filter((c) => (!where.rule || c.rule === where.rule) && (!where.level || c.level === where.level)).reduce((n, c) => n + c.alarms, 0)
