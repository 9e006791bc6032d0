// Parcel codes by identity, where a screen has learnt them: events of before carry
// only the identity.
import { shallowReactive } from 'vue'
import { get } from './api'

const known = shallowReactive(new Map<string, string>())

interface Collection { features: { properties: { id: string; code: string } }[] }

/** Learns the codes of all parcels on the map, once. */
export async function ensureCodes(): Promise<void> {
  if (known.size > 0) return
  const map = await get<Collection>('/parcels.geojson').catch(() => null)
  if (map) learnCodes(map.features.map((f) => [f.properties.id, f.properties.code]))
}

export const learnCodes = (pairs: Iterable<[string, string]>) => {
  for (const [id, code] of pairs) known.set(id, code)
}
export const codeOf = (id: string, code = '') => code || known.get(id) || id.slice(0, 8)
