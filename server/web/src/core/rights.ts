// What a view shows and what it hides, from the fields of the catalogue as they are
// declared; what one may do is said by the server, see session.ts.
import type { EventType, Field } from './types'

export const VIEWS = ['PUBLIC', 'INTERNAL', 'RESTRICTED', 'AUDITOR'] as const
export type View = (typeof VIEWS)[number]

const rank = (view: string) => VIEWS.indexOf(view as View)
/** Whether who has a view sees what needs another; a view that is not known shows nothing. */
export const shows = (view: string, needs: View) => rank(view) >= rank(needs) && rank(view) >= 0

/** What a field needs to be seen, and whether only in some cases more than else. */
export function needs(field: Field): { view: View; atTimes: boolean } {
  const [level, ...cases] = (field.sight ?? '').split(',')
  if (level === 'public') return { view: cases.length ? 'INTERNAL' : 'PUBLIC', atTimes: false }
  if (level === 'restricted') return { view: 'RESTRICTED', atTimes: cases.some((c) => !c.startsWith('as=')) }
  return { view: 'INTERNAL', atTimes: false }
}

export interface HiddenField { path: Field[]; view: View; atTimes: boolean }

/** The fields of an event that a view does not show, the outermost of each. */
export function hiddenFields(fields: readonly Field[], view: string, above: Field[] = []): HiddenField[] {
  return fields.flatMap((field) => {
    const path = [...above, field]
    const need = needs(field)
    if (!shows(view, need.view)) return [{ path, ...need }]
    return hiddenFields(field.fields ?? [], view, path)
  })
}

/** The event types that have hidden fields, with those that need exactly one view. */
export function hiddenTypes(types: readonly EventType[], view: string, of: View): { type: EventType; fields: HiddenField[] }[] {
  return types.map((type) => ({ type, fields: hiddenFields(type.fields, view).filter((f) => f.view === of) })).filter((x) => x.fields.length > 0)
}
