// Who somebody is, in words: role, department, place, view.
import { i18n } from '@/i18n'
import { codeName, districtName } from './names'
import type { Principal } from './types'

type Placed = Pick<Principal, 'level' | 'district' | 'park'>

/** The land of an authority: the city, a district, a park. */
export const placeText = (p: Placed) => [p.district ? districtName(p.district) : codeName('level', p.level), p.park].filter(Boolean).join(' · ')

/** In one line: of an officer his department, of others their role, and of which place. */
export const titleOf = (p: Principal) => [p.role === 'OFFICER' && p.department ? codeName('department', p.department) : codeName('role', p.role), placeText(p)].join(' · ')

/** The last day of an authority, or that it has none. */
export const untilText = (p: Pick<Principal, 'until'>) => p.until ?? i18n.global.t('me.noEnd')
