// The state of a parcel in words, section by section, and what one event changed.
import { i18n, say } from '@/i18n'
import { codeName, eventType } from './names'
import { isHidden } from './hidden'
import { lines } from './values'
import type { Field, Json, JsonObject, Parcel } from './types'

const t = (key: string) => i18n.global.t(key)

export interface Row { key: string; label: string; lines: string[]; absent: string; hidden?: boolean }
export interface Section { key: string; title: string; rows: Row[] }
export interface Change { key: string; section: string; label: string; kind: '+' | '−' | '~'; was: string; now: string }

/** A field of the state that is no field of an event. */
const own = (name: string, kind: string, codes?: string): Field => ({ name, zh: '', en: '', kind, codes })

interface Shape {
  key: string
  /** The event whose fields the section has. */
  type?: string
  own?: Field[]
  /** Fields named even when nothing is on record: 未载. */
  always?: string[]
  skip?: string[]
  /** Fields that hold what a whole event said. */
  nested?: Record<string, string>
  /** What comes after the supply is not known of parcels known from their supply only. */
  afterSupply?: boolean
}

const SHAPES: Shape[] = [
  { key: 'land', type: 'ParcelRegistered', always: ['parcelCode', 'registeredArea', 'ownership', 'rightNature', 'useRegistered', 'termEnd', 'holder', 'industry', 'titleNo', 'controlZone'], skip: ['geometry', 'source', 'district'] },
  { key: 'survey', type: 'ParcelSurveyed' },
  { key: 'users' },
  { key: 'lowEfficiency', own: [own('identified', 'area'), own('cleared', 'area'), own('remaining', 'area'), own('since', 'date'), own('criteria', 'code', 'low_efficiency_criterion'), own('clearedOn', 'date')] },
  { key: 'legacy', type: 'LegacyLandFlagged', own: [own('flaggedOn', 'date'), own('resolved', 'area'), own('resolvedOn', 'date')] },
  { key: 'issues', type: 'IssueRaised', own: [own('raisedOn', 'date'), own('resolvedOn', 'date'), own('resolution', 'text')] },
  { key: 'soil', own: [own('status', 'code', 'soil_state'), own('keySupervised', 'bool'), own('surveyedOn', 'date'), own('reportNo', 'text')] },
  { key: 'plans', type: 'AnnualPlanListed' },
  { key: 'project', type: 'ProjectProposed' },
  { key: 'entry', type: 'EntryReviewed' },
  { key: 'supply', type: 'SupplyAnnounced' },
  { key: 'award', type: 'SupplyAwarded' },
  { key: 'contract', type: 'GrantContractSigned', own: [own('signedOn', 'date'), own('deliverOn', 'date'), own('startOn', 'date'), own('completeOn', 'date'), own('paid', 'money')], always: ['signedOn', 'contractNo', 'supervisionNo', 'price', 'deliverOn', 'startOn', 'completeOn'], skip: ['deliverBy', 'startBy', 'completeBy'] },
  { key: 'agreement', type: 'SupervisionAgreementSigned' },
  { key: 'bond', own: [own('required', 'money'), own('parts', 'bond')] },
  { key: 'title', type: 'TitleRegistered', own: [own('registeredOn', 'date')] },
  { key: 'term', own: [own('start', 'date'), own('end', 'date')] },
  { key: 'landLease', type: 'LandLeased', own: [own('signedOn', 'date'), own('convertedOn', 'date')] },
  { key: 'permits', type: 'PermitIssued', own: [own('on', 'date')] },
  { key: 'construction', own: [own('deliveredOn', 'date'), own('startedOn', 'date'), own('completedOn', 'date')], always: ['deliveredOn', 'startedOn', 'completedOn'], nested: { completion: 'ConstructionCompleted', suspended: 'ConstructionSuspended' }, afterSupply: true },
  { key: 'operation', own: [own('producingSince', 'date'), own('industry', 'industry'), own('capacityOn', 'date'), own('capacity', 'code', 'acceptance_result'), own('capacityDue', 'date'), own('grade', 'code', 'grade'), own('gradeYear', 'int'), own('lastCheckOn', 'date')], always: ['producingSince'], nested: { lastReport: 'OperationReported', lastCheck: 'OperationChecked', halted: 'ProductionHalted' }, afterSupply: true },
  { key: 'breaches', type: 'BreachFound', own: [own('foundOn', 'date'), own('status', 'breach'), own('orderNo', 'text'), own('due', 'date'), own('closedOn', 'date')] },
  { key: 'penalties', type: 'PenaltyImposed', own: [own('imposedOn', 'date'), own('paid', 'money'), own('settledOn', 'date')] },
  { key: 'records', type: 'ComplianceRecorded', own: [own('on', 'date')] },
  { key: 'measures', type: 'MeasureApplied', own: [own('appliedOn', 'date'), own('withdrawnOn', 'date')] },
  { key: 'idleCases', own: [own('caseNo', 'text'), own('status', 'code', 'idle_status'), own('kind', 'code', 'idle_kind'), own('cause', 'code', 'idle_cause'), own('area', 'area'), own('idleFrom', 'date'), own('openedOn', 'date'), own('determinedOn', 'date'), own('measure', 'code', 'idle_measure'), own('disposedOn', 'date'), own('newStartBy', 'date')] },
  { key: 'litigations', type: 'LitigationRecorded', own: [own('recordedOn', 'date')] },
  { key: 'bankruptcies', type: 'BankruptcyAccepted', own: [own('acceptedOn', 'date')] },
  { key: 'redevelopments', type: 'RedevelopmentStarted', own: [own('startedOn', 'date'), own('finishedOn', 'date')] },
  { key: 'transfers', type: 'RightTransferred', own: [own('on', 'date')] },
  { key: 'leases', type: 'LeasedOut', own: [own('endedOn', 'date')] },
  { key: 'encumbrances', type: 'EncumbranceSet', own: [own('setOn', 'date'), own('liftedOn', 'date')] },
  { key: 'compensations', own: [own('agreementNo', 'text'), own('agreedOn', 'date'), own('agreed', 'money'), own('paid', 'money'), own('vacateBy', 'date')] },
  { key: 'exit', type: 'ExitInitiated', own: [own('initiatedOn', 'date'), own('completedOn', 'date'), own('vacatedOn', 'date')], nested: { completion: 'ExitCompleted' } },
]

/** The row that stands for everything after the supply, where that is not known. */
const UNKNOWN = 'afterSupply'

const MAIN = [own('stage', 'code'), own('stageSince', 'date'), own('compliance', 'code', 'compliance'), own('supplyOnly', 'noData'), own('cycle', 'cycle')]

/** The state, section by section; sections without any fact are left out. */
export function sections(parcel: Parcel): Section[] {
  const all = SHAPES.flatMap((shape) => [section(shape, parcel), ...nestedSections(shape, parcel)])
  return all.filter((s) => s.rows.some((r) => r.lines.length > 0) || (s.key === 'land' && s.rows.length > 0))
}

function section(shape: Shape, parcel: Parcel): Section {
  const value = parcel[shape.key]
  if (isHidden(value)) return { key: shape.key, title: t(`section.${shape.key}`), rows: [{ key: shape.key, label: t('hidden.section'), lines: [t('hidden.mark')], absent: '', hidden: true }] }
  const items = Array.isArray(value) ? (value as JsonObject[]) : value ? [value as JsonObject] : []
  const rows = items.flatMap((item, i) => rowsOf(shape, item, items.length > 1 ? `${i + 1}.` : ''))
  if (shape.afterSupply && parcel.supplyOnly) {
    return { key: shape.key, title: t(`section.${shape.key}`), rows: [{ key: UNKNOWN, label: t('noData'), lines: [t('noDataHint')], absent: '' }] }
  }
  const bare = shape.key === 'construction' || shape.key === 'operation' ? rows.some((r) => r.lines.length > 0) : true
  return { key: shape.key, title: t(`section.${shape.key}`), rows: bare ? rows : [] }
}

function rowsOf(shape: Shape, item: JsonObject, prefix: string): Row[] {
  const fields = [...(shape.own ?? []), ...fieldsOf(shape)].filter((f) => !shape.skip?.includes(f.name))
  const seen = new Set<string>()
  const rows: Row[] = []
  for (const f of fields) {
    if (seen.has(f.name)) continue
    seen.add(f.name)
    const said = text(f, item[f.name])
    if (said.length > 0 || shape.always?.includes(f.name)) rows.push({ key: `${shape.key}.${prefix}${f.name}`, label: `${prefix}${labelOf(f)}`, lines: said, absent: t('absent'), hidden: isHidden(item[f.name]) })
  }
  return rows
}

/** What a whole event said that the state keeps, each as a section of its own. */
function nestedSections(shape: Shape, parcel: Parcel): Section[] {
  const outer = parcel[shape.key] as JsonObject | undefined
  return Object.entries(shape.nested ?? {}).map(([name, type]) => {
    const inner = outer?.[name] as JsonObject | undefined
    const rows = (eventType(type)?.fields ?? []).map((f) => ({ key: `${shape.key}.${name}.${f.name}`, label: say(f), lines: inner ? text(f, inner[f.name]) : [], absent: '', hidden: isHidden(inner?.[f.name]) }))
    return { key: `${shape.key}.${name}`, title: t(`state.${name}`), rows: rows.filter((r) => r.lines.length > 0) }
  })
}

function fieldsOf(shape: Shape): Field[] {
  if (shape.key === 'users') return eventType('ParcelSurveyed')?.fields.find((f) => f.name === 'users')?.fields ?? []
  return shape.type ? (eventType(shape.type)?.fields ?? []) : []
}

const labelOf = (f: Field) => (f.zh ? say(f) : t(`state.${f.name}`))

function text(f: Field, value: Json | undefined): string[] {
  if (value === undefined || value === null) return []
  if (isHidden(value)) return [t('hidden.mark')]
  switch (f.kind) {
    case 'breach':
      return [t(`breach.${String(value)}`)]
    case 'noData':
      return value ? [t('yes')] : []
    case 'bond': // what is left of each part, by milestone
      return (value as JsonObject[]).map((part) => `${part.milestone ? codeName('bond_milestone', String(part.milestone)) : t('all')} ${lines(own('', 'money'), Number(part.posted) - Number(part.released ?? 0) - Number(part.forfeited ?? 0)).join('')}`)
    case 'cycle':
      return value ? [i18n.global.t('parcel.cycle', { n: Number(value) + 1 })] : []
    case 'money':
      if (typeof value === 'object') return lines(f, Object.values(value).reduce((n: number, v) => n + Number(v), 0)) // paid, by instalment
  }
  if (['identified', 'cleared', 'remaining'].includes(f.name) && value === 0) return []
  if (f.name === 'grade' && value === 'UNRATED') return []
  return lines(f, value)
}

function flat(parcel: Parcel | null): Map<string, { section: string; label: string; text: string }> {
  const rows = new Map<string, { section: string; label: string; text: string }>()
  if (!parcel) return rows
  for (const f of MAIN) {
    const said = text(f, parcel[f.name])
    if (said.length > 0) rows.set(f.name, { section: '', label: t(`state.${f.name}`), text: said.join('\n') })
  }
  for (const s of sections(parcel)) for (const r of s.rows) if (r.lines.length > 0 && r.key !== UNKNOWN) rows.set(r.key, { section: s.title, label: r.label, text: r.lines.join('\n') })
  return rows
}

/** What differs in words between two states; the earlier may be none. */
export function changes(before: Parcel | null, after: Parcel): Change[] {
  const [was, now] = [flat(before), flat(after)]
  const keys = [...new Set([...now.keys(), ...was.keys()])]
  return keys.flatMap((key): Change[] => {
    const [a, b] = [was.get(key), now.get(key)]
    if (a?.text === b?.text) return []
    const { section, label } = (b ?? a)!
    return [{ key, section, label, kind: !a ? '+' : !b ? '−' : '~', was: a?.text ?? '', now: b?.text ?? '' }]
  })
}
