// Names for the codes of the ledger, in the present language, from its catalogue.
import { computed, shallowRef } from 'vue'
import { i18n, say } from '@/i18n'
import { session } from './session'
import type { CodeName, EventType, StageName } from './types'

const index = computed(() => {
  const c = session.catalogue
  const byCode = (list: readonly CodeName[] = []) => new Map(list.map((n) => [n.code, n]))
  return {
    types: new Map([...(c?.types ?? []), ...(c?.books ?? [])].map((t) => [t.name, t as EventType])),
    stages: new Map((c?.stages ?? []).map((s) => [s.stage, s as StageName])),
    phases: new Map((c?.phases ?? []).map((p) => [p.phase ?? p.code ?? '', p])),
    districts: byCode(c?.districts as CodeName[]),
    industries: byCode(c?.industries as CodeName[]),
    /** Without the letter of the section: "36" for "C36". */
    divisions: new Map(((c?.industries ?? []) as CodeName[]).map((n) => [n.code.replace(/^[A-Z]/, ''), n])),
    lists: new Map(Object.entries(c?.codes ?? {}).map(([name, list]) => [name, byCode(list as CodeName[])])),
  }
})

const named = (pair: { zh: string; en: string } | undefined, code: string) => {
  const name = pair ? say(pair) : code
  return name.charAt(0).toUpperCase() + name.slice(1)
}

export const eventType = (name: string): EventType | undefined => index.value.types.get(name)
export const eventName = (name: string) => named(index.value.types.get(name), name)
export const stageName = (stage: string) => named(index.value.stages.get(stage), stage)
export const phaseName = (phase: string) => named(index.value.phases.get(phase), phase)
export const phaseOf = (stage: string) => index.value.stages.get(stage)?.phase ?? 'SURVEY'

/** The name of a district; of one outside the city with its province, from the table of the whole country. */
export function districtName(code: string): string {
  const pair = index.value.districts.get(code)
  if (pair || !code) return named(pair, code)
  return country.value?.get(code) ?? country.value?.get(code.slice(0, 4)) ?? country.value?.get(code.slice(0, 2)) ?? code
}

interface Division { name: string; city: string; province: string }
const country = shallowRef<Map<string, string>>()

/** Reads the names of all county-level divisions; a real ledger may hold parcels of anywhere. */
export async function learnCountry(): Promise<void> {
  const table = (await fetch('/data/areas.json').then((r) => r.json())) as Record<string, Division>
  const names = new Map<string, string>()
  for (const [code, d] of Object.entries(table)) {
    names.set(code, d.province + d.city + (d.name === d.city ? '' : d.name))
    names.set(code.slice(0, 4), d.province + d.city)
    names.set(code.slice(0, 2), d.province)
  }
  country.value = names
}
export const codeName = (list: string, code: string) => named(index.value.lists.get(list)?.get(code), code)
/** Names one after the other, as the present language lists them. */
export const listed = (names: readonly string[]) => names.join(i18n.global.t('comma'))

export const codesOf = (list: string) => [...(index.value.lists.get(list)?.values() ?? [])]

/** The name of an industry; a class below the listed ones takes the name of the group it is in. */
export function industryName(code: string): string {
  for (let length = code.length; length >= 2; length--) {
    const pair = index.value.industries.get(code.slice(0, length)) ?? index.value.divisions.get(code.slice(0, length))
    if (pair) return named(pair, code)
  }
  return code
}
