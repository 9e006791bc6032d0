// Who somebody is, in words: role, department, place, view.
import { i18n, say } from '@/i18n'
import { codeName, districtName, listed } from './names'
import { session } from './session'
import type { Principal, Problem, Remit } from './types'

type Placed = Pick<Principal, 'level' | 'district' | 'park'>

/** The land of an authority: the city, a district, a park. */
export const placeText = (p: Placed) => [p.district ? districtName(p.district) : codeName('level', p.level), p.park].filter(Boolean).join(' · ')

/** In one line: of an officer his department, of others their role, and of which place. */
export const titleOf = (p: Principal) => [p.role === 'OFFICER' && p.department ? codeName('department', p.department) : codeName('role', p.role), placeText(p)].join(' · ')

/** The last day of an authority, or that it has none. */
export const untilText = (p: Pick<Principal, 'until'>) => p.until ?? i18n.global.t('me.noEnd')

/** A rule that says who may not, in the present language and without the codes that it looked at. */
export function ruleText(denied: Problem): string {
  const rule = session.catalogue?.denials.find((d) => d.code === denied.rule)
  return say(rule ?? denied)
}

/** Why one does not record an event, and who does. */
export function whyNot(remit: Pick<Remit, 'by'> & { denied?: Problem }): string {
  if (!remit.denied) return ''
  const departments = remit.by.filter((code) => code !== 'ANY').map((code) => codeName('department', code))
  return ruleText(remit.denied) + (departments.length ? i18n.global.t('me.by', { d: listed([...new Set(departments)]) }) : '')
}
