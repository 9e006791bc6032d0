// What is known of a grant before the server is asked. The server decides.
import type { Grant, JsonObject } from './types'

/** The furthest view of each role, which the server holds to. */
export const VIEW_MOST: Record<string, number> = { OFFICER: 2, AUDITOR: 3, ANALYST: 2, WALL: 1, SERVICE: 2, ADMINISTRATOR: 3 }

/** Whether a grant needs a second administrator: administrators, auditors, and any restricted view. */
export const isGrave = (g: { role: string; view: string }) => g.role === 'ADMINISTRATOR' || g.role === 'AUDITOR' || g.view === 'RESTRICTED' || g.view === 'AUDITOR'

/** Why somebody cannot approve a grant: it is his own, or he proposed it. */
export function approvalBar(g: Pick<Grant, 'subject' | 'by'>, me: string): 'own' | 'second' | null {
  if (g.subject === me) return 'own'
  return g.by.id === me ? 'second' : null
}

/** What is entered of a grant: nothing of a place that its level does not have. */
export function grantData(draft: Record<string, string>): JsonObject {
  const kept = { ...draft }
  if (kept.level === 'CITY') kept.district = ''
  if (kept.level !== 'PARK') kept.park = ''
  return Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value))
}
