// The facets of a parcel beside its stage, each in a few words: a parcel can be in
// operation, graded D, in breach and partly low-efficient at once.
import { i18n } from '@/i18n'
import { moneyText, muText } from './format'
import { isHidden } from './hidden'
import { codeName } from './names'
import type { Json, JsonObject, Parcel } from './types'

const t = (key: string, values: Record<string, unknown> = {}) => i18n.global.t(key, values)

/** good and calm are as they should be; warn and bad are not; none says nothing. */
export type Tone = 'good' | 'calm' | 'warn' | 'bad' | 'none'

export interface Facet {
  key: string
  value: string
  more: string[]
  tone: Tone
  /** Parts of a whole, 0 to 1: cleared and remaining of what was identified. */
  bar?: { cleared: number; remaining: number }
}

const object = (v: Json | undefined): JsonObject => (v && typeof v === 'object' && !Array.isArray(v) ? v : {})
const list = (v: Json | undefined): JsonObject[] => (Array.isArray(v) ? (v as JsonObject[]) : [])
const text = (v: Json | undefined) => (v === undefined || v === null ? '' : String(v))
const number = (v: Json | undefined) => Number(v ?? 0)
const some = (...parts: (string | false | undefined)[]) => parts.filter(Boolean) as string[]

/** Where each facet comes from: one that cannot be told for what is hidden there says so. */
const SOURCES: Record<string, string[]> = {
  grade: ['operation', 'operation.grade'], lowEff: ['lowEfficiency'], idle: ['idleCases'], construction: ['construction', 'construction.suspended'], production: ['operation', 'operation.halted'],
  compliance: ['compliance', 'breaches', 'penalties'], encumbrance: ['encumbrances'], legacy: ['legacy', 'issues'], soil: ['soil'], plans: ['plans'], bond: ['bond'], users: ['users'], lineage: ['lineage'],
}

const veiled = (p: Parcel, key: string) => SOURCES[key]?.some((path) => isHidden(path.split('.').reduce<Json | undefined>((at, step) => object(at)[step], p))) ?? false

export function facets(p: Parcel): Facet[] {
  return told(p).map((f) => (veiled(p, f.key) ? { key: f.key, value: t('hidden.mark'), more: [], tone: 'none' } : f))
}

function told(p: Parcel): Facet[] {
  return [grade(p), lowEfficiency(p), idle(p), construction(p), production(p), compliance(p), encumbrance(p), legacy(p), soil(p), plans(p), bond(p), holders(p), users(p), lineage(p)]
}

const none = (key: string): Facet => ({ key, value: t('facet.none'), more: [], tone: 'none' })

function grade(p: Parcel): Facet {
  const o = object(p.operation)
  const is = text(o.grade)
  if (!is || is === 'UNRATED') return { ...none('grade'), value: t('facet.unrated') }
  const past = list(o.ratings).slice(-4).map((r) => `${text(r.year).slice(2)} ${text(r.grade)}`)
  return { key: 'grade', value: codeName('grade', is), more: past.length ? [past.join(' · ')] : [text(o.gradeYear)], tone: is === 'D' ? 'bad' : is === 'C' ? 'warn' : 'good' }
}

function lowEfficiency(p: Parcel): Facet {
  const low = object(p.lowEfficiency)
  const [identified, cleared, remaining] = [number(low.identified), number(low.cleared), number(low.remaining)]
  if (!identified) return none('lowEff')
  return {
    key: 'lowEff', tone: remaining ? 'warn' : 'good', bar: { cleared: cleared / identified, remaining: remaining / identified },
    value: t('facet.remaining', { a: muText(remaining) }), more: [t('facet.identified', { a: muText(identified) }), t('facet.cleared', { a: muText(cleared) })],
  }
}

function idle(p: Parcel): Facet {
  const last = list(p.idleCases).at(-1)
  if (!last) return none('idle')
  const status = text(last.status)
  return {
    key: 'idle', value: codeName('idle_status', status), tone: status === 'DISPOSED' ? 'calm' : status === 'DETERMINED' ? 'bad' : 'warn',
    more: some(codeName('idle_kind', text(last.kind)), Boolean(last.cause) && codeName('idle_cause', text(last.cause)), last.area ? muText(number(last.area)) : '', Boolean(last.measure) && codeName('idle_measure', text(last.measure))),
  }
}

function construction(p: Parcel): Facet {
  const c = object(p.construction)
  const stopped = object(c.suspended)
  if (c.suspended) return { key: 'construction', value: t('facet.suspended'), tone: 'warn', more: some(text(stopped.since), codeName('suspension_cause', text(stopped.cause))) }
  if (c.completedOn) return { key: 'construction', value: t('facet.completed'), tone: 'good', more: [text(c.completedOn)] }
  if (c.startedOn) {
    const progress = object(c.progress)
    return { key: 'construction', value: t('facet.active'), tone: 'calm', more: some(text(c.startedOn), c.progress ? `${text(progress.percent)} %` : '') }
  }
  return p.contract ? { key: 'construction', value: t('facet.notStarted'), tone: 'calm', more: [] } : none('construction')
}

function production(p: Parcel): Facet {
  const o = object(p.operation)
  const halt = object(o.halted)
  if (o.halted) return { key: 'production', value: codeName('halt_degree', text(halt.degree)), tone: 'bad', more: [t('facet.halted', { d: text(halt.since) }), codeName('halt_cause', text(halt.cause))] }
  if (!o.producingSince) return { ...none('production'), value: t('facet.notProducing') }
  return { key: 'production', value: t('facet.normal'), tone: 'good', more: [text(o.producingSince)] }
}

function compliance(p: Parcel): Facet {
  const open = list(p.breaches).filter((b) => ['OPEN', 'RECTIFYING'].includes(text(b.status)))
  const unpaid = list(p.penalties).reduce((n, x) => n + Math.max(0, (number(x.decided) || number(x.amount)) - number(x.paid)), 0)
  const tone: Record<string, Tone> = { CLEAR: 'good', WATCH: 'warn', RECTIFYING: 'warn', BREACH: 'bad' }
  return {
    key: 'compliance', value: p.compliance ? codeName('compliance', p.compliance) : t('facet.none'), tone: tone[p.compliance] ?? 'none',
    more: some(open.length > 0 && t('facet.openBreaches', { n: open.length }), ...open.slice(0, 2).map((b) => codeName('metric', text(b.metric)) || text(b.clause)), unpaid > 0 && t('facet.penalties', { a: moneyText(unpaid) })),
  }
}

function encumbrance(p: Parcel): Facet {
  const open = list(p.encumbrances).filter((e) => !e.liftedOn)
  if (!open.length) return none('encumbrance')
  const kinds = [...new Set(open.map((e) => text(e.kind)))]
  return {
    key: 'encumbrance', value: kinds.map((k) => `${codeName('encumbrance_kind', k)} ${open.filter((e) => e.kind === k).length}`).join(' · '), tone: kinds.includes('SEIZURE') ? 'bad' : 'calm',
    more: some(open.some((e) => e.amount) && moneyText(open.reduce((n, e) => n + number(e.amount), 0))),
  }
}

function legacy(p: Parcel): Facet {
  const open = list(p.legacy).filter((c) => number(c.area) > number(c.resolved))
  const issues = list(p.issues).filter((i) => !i.resolvedOn)
  if (!open.length && !issues.length) return none('legacy')
  return {
    key: 'legacy', tone: 'warn', value: open.length ? codeName('legacy_class', text(open[0]!.class)) : t('facet.issues', { n: issues.length }),
    more: some(open.length > 0 && muText(open.reduce((n, c) => n + number(c.area) - number(c.resolved), 0)), open.length > 0 && issues.length > 0 && t('facet.issues', { n: issues.length })),
  }
}

function soil(p: Parcel): Facet {
  const s = object(p.soil)
  const status = text(s.status)
  if (!status && !s.keySupervised) return none('soil')
  const tone: Record<string, Tone> = { DUE: 'warn', RISK: 'bad', SURVEYED: 'good', REMEDIATED: 'good' }
  return { key: 'soil', value: status ? codeName('soil_state', status) : t('facet.keySupervised'), tone: tone[status] ?? 'calm', more: some(Boolean(s.keySupervised && status) && t('facet.keySupervised'), text(s.surveyedOn)) }
}

function plans(p: Parcel): Facet {
  const all = list(p.plans)
  if (!all.length) return none('plans')
  const last = all.at(-1)!
  return { key: 'plans', value: all.map((x) => text(x.planYear)).join('、'), tone: last.finishedOn ? 'good' : 'calm', more: some(codeName('redevelopment_mode', text(last.mode)), last.area ? muText(number(last.area)) : '', last.finishedOn ? `✓ ${text(last.finishedOn)}` : '') }
}

function bond(p: Parcel): Facet {
  const b = object(p.bond)
  const parts = list(b.parts)
  const required = number(b.required)
  if (!parts.length && !required) return none('bond')
  const sum = (name: string) => parts.reduce((n, x) => n + number(x[name]), 0)
  const balance = sum('posted') - sum('released') - sum('forfeited')
  const shortage = Math.max(0, required - sum('released') - balance)
  return { key: 'bond', value: t('facet.balance', { a: moneyText(balance) }), tone: shortage ? 'warn' : 'calm', more: some(shortage > 0 && t('facet.shortage', { a: moneyText(shortage) })) }
}

/** The parties with their shares in %. */
const parties = (all: JsonObject[], share: (x: JsonObject) => string) => all.slice(0, 3).map((x) => [text(object(x.party).name), share(x)].filter(Boolean).join(' '))

function holders(p: Parcel): Facet {
  const all = list(p.holders)
  const single = text(object(object(p.contract).holder).name) || text(object(object(p.land).holder).name)
  if (!all.length) return single ? { key: 'holders', value: single, more: [], tone: 'calm' } : none('holders')
  const share = (x: JsonObject) => (x.share ? `${+(number(x.share) * 100).toFixed(2)} %` : '')
  if (all.length === 1) return { key: 'holders', value: parties(all, share)[0] ?? '', more: [], tone: 'calm' }
  return { key: 'holders', value: t('facet.shares', { n: all.length }), more: parties(all, share), tone: 'calm' }
}

function users(p: Parcel): Facet {
  const all = list(p.users)
  if (!all.length) return none('users')
  const total = all.reduce((n, x) => n + number(x.area), 0)
  return { key: 'users', value: t('facet.shares', { n: all.length }), more: parties(all, (x) => (total && x.area ? `${Math.round((number(x.area) / total) * 100)} %` : '')), tone: 'calm' }
}

function lineage(p: Parcel): Facet {
  const l = object(p.lineage)
  const [parents, children] = [list(l.parents), list(l.successors)]
  if (!parents.length && !children.length) return none('lineage')
  return {
    key: 'lineage', tone: 'calm', value: parents.length ? t('facet.parents', { n: parents.length }) : t('facet.children', { n: children.length }),
    more: some(parents.length > 0 && children.length > 0 && t('facet.children', { n: children.length }), ...[...parents, ...children].slice(0, 3).map((k) => text(k.code) || text(k.parcel).slice(0, 8))),
  }
}
