// What a form holds, as the fact that is sent: what was left empty is left out.
import type { Field, Json, JsonObject } from '@/core/types'

/** The value without empty texts, empty objects and empty items at the end of lists; undefined when nothing is left. */
export function prune(value: Json | undefined): Json | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim()
  if (Array.isArray(value)) {
    const items = value.map(prune)
    const length = items.findLastIndex((v) => v !== undefined) + 1
    // An empty item before others stays, so that the others keep their places.
    return length > 0 ? items.slice(0, length).map((v, i) => v ?? (typeof value[i] === 'object' ? {} : '')) : undefined
  }
  if (typeof value === 'object') {
    const kept = Object.entries(value).flatMap(([name, v]) => {
      const pruned = prune(v)
      return pruned === undefined ? [] : [[name, pruned] as const]
    })
    return kept.length > 0 ? Object.fromEntries(kept) : undefined
  }
  return value
}

/** An empty item of a list. */
export const blank = (field: Field): Json => (field.kind === 'object' ? {} : '')

/** What the form begins with: required lists have one item, required groups are open. */
export function initial(fields: Field[]): JsonObject {
  const data: JsonObject = {}
  for (const f of fields) {
    if (!f.required || f.derived) continue
    if (f.list) data[f.name] = [f.kind === 'object' ? initial(f.fields ?? []) : '']
    else if (f.kind === 'object') data[f.name] = initial(f.fields ?? [])
  }
  return data
}
