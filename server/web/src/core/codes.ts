// Parcel codes by identity, where a screen has learnt them: events of before carry
// only the identity.
import { shallowReactive } from 'vue'

const known = shallowReactive(new Map<string, string>())

export const learnCodes = (pairs: Iterable<[string, string]>) => {
  for (const [id, code] of pairs) known.set(id, code)
}
export const codeOf = (id: string, code = '') => code || known.get(id) || id.slice(0, 8)
