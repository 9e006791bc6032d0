// What the server left out of an answer. It says where, by pointers; here each place
// gets a mark, so that nothing hidden is taken for empty or for zero.
import type { Json } from './types'

/** Stands where a value is that one may not see. No value of the ledger is it. */
export const HIDDEN = '▒▒▒'
export const isHidden = (value: unknown): boolean => value === HIDDEN

/** Puts the mark at each pointer of an answer. An element of a list that was left out gets its place back, so that the pointers after it hold. */
export function withHidden<T>(answer: T, redacted: readonly string[] = []): T {
  for (const pointer of redacted) mark(answer as Json, pointer.slice(1).split('/').map(unescaped))
  return answer
}

const unescaped = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~')

function mark(at: Json | undefined, [step, ...rest]: string[]): void {
  if (step === undefined || typeof at !== 'object' || at === null) return
  if (Array.isArray(at)) {
    if (rest.length === 0) at.splice(Number(step), 0, HIDDEN)
    else mark(at[Number(step)], rest)
  } else if (rest.length === 0) at[step] = HIDDEN
  else mark(at[step], rest)
}

/** Whether a member of a row or of a page was left out. */
export const lacks = (of: { redacted?: readonly string[] } | null | undefined, name: string) => of?.redacted?.includes(`/${name}`) ?? false
