// The shapes of the HTTP API and the feed. Names and units are the server's:
// money is integer 分 (fen), area integer 0.01 m², ratios are decimal text.

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json | undefined }
export type JsonObject = { [name: string]: Json | undefined }

export interface Officer { id: string; name?: string; department: string; level: string; district?: string }
/** Who asks: a person or a system with one role, one view, one place. */
export interface Principal { id: string; name: string; role: string; view: string; department?: string; level: string; district?: string; park?: string; until?: string }
export interface Me extends Principal { acts: string[] }
/** With its names: before anybody has signed in no catalogue says them. */
export interface DemoPrincipal { officer: Principal; token: string; title: Wording; place: Wording; view: Wording }
export interface Wording { zh: string; en: string }
/** What one may do with events of a type, or by which rule not. */
export interface Remit { event: string; records: boolean; draft?: boolean; cases?: Wording[]; cosigns: boolean; cosignCases?: Wording[]; denied?: Problem; by: string[] }
export interface Competence { acts: { act: string; denied?: Problem }[]; version: string; events: Remit[] }
/** One authority that was given, and what became of it. */
export interface Grant {
  id: string
  subject: string
  name: string
  role: string
  view: string
  department?: string
  level: string
  district?: string
  park?: string
  until?: string
  reason: string
  on: string
  by: Officer
  recordedAt: string
  status: 'OPEN' | 'IN_FORCE' | 'REPLACED' | 'WITHDRAWN'
  approvedBy?: Officer
  approvedAt?: string
  endedBy?: Officer
  endedAt?: string
}
export interface Token { id: string; subject: string; issuedAt: string; issuedBy?: string; until?: string; revokedAt?: string }
/** One line of the trace of reads. */
export interface Access {
  id: string
  at: string
  principal?: string
  name?: string
  role?: string
  view?: string
  source?: string
  /** The request's name, as its answer bears it. */
  request?: string
  act?: string
  route?: string
  parcel?: string
  subject?: string
  restricted?: boolean
  rows?: number
  outcome: 'SERVED' | 'DENIED' | 'FAILED' | 'LOST'
  rule?: string
  times?: number
}
export interface AccessPage { items: Access[]; next?: string }

export interface LedgerInfo {
  kind: 'DEMO' | 'REAL'
  log: string
  version: string
  head: string
  today: string
  time: string
  live: { state: 'ok' | 'catching_up'; share?: number; position: string; lag?: number }
  analytics: { state: 'ok' | 'catching_up' | 'off' | 'failed'; position?: string; lag?: number }
  /** Ways to sign in: TOKEN, OIDC. */
  signIn: string[]
}

export interface CodeName { code: string; zh: string; en: string }
export interface Field {
  name: string
  zh: string
  en: string
  kind: string
  list?: boolean
  codes?: string
  required?: boolean
  derived?: boolean
  /** What view it needs: public, restricted, perhaps in one case only; absent is internal. */
  sight?: string
  min?: number
  max?: number
  fields?: Field[]
}
export interface EventType { name: string; zh: string; en: string; phase: string; from: string[] | null; fields: Field[] }
export interface StageName { stage: string; zh: string; en: string; phase: string }
/** A rule of the table R01 to R32. */
export interface AlarmRule { code: string; zh: string; en: string; triggerZh: string; triggerEn: string; levels: string[]; owner: string; clearedBy?: string[]; source: string }
export interface Catalogue {
  /** Event types of books: parameters, programme, authority. */
  books: EventType[]
  /** The rules that say who may not. */
  denials: { code: string; zh: string; en: string }[]
  alarms: AlarmRule[]
  types: EventType[]
  codes: Record<string, CodeName[]>
  districts: CodeName[]
  industries: CodeName[]
  stages: StageName[]
  phases: { phase?: string; code?: string; zh: string; en: string }[]
}

export interface StageCount { stage: string; parcels: number; area: number }
export interface DistrictCount { district: string; parcels: number; area: number; overdue: number; dueSoon: number; stages: Record<string, number> }
export interface Overview {
  position: string
  today: string
  parcels: number
  area: number
  events?: number
  stages: StageCount[]
  districts: DistrictCount[]
  overdue: number
  dueSoon: number
  noData: number
  redacted?: string[]
}

export interface ParcelRow {
  id: string
  code: string
  district: string
  stage: string
  stageSince?: string
  holder: string
  area: number
  industry: string
  grade: string
  compliance: string
  lowEffArea: number
  overdue: number
  dueSoon: number
  supplyOnly: boolean
  findings: number
  lastOn?: string
  point: [number, number] | null
  redacted?: string[]
}
export interface ParcelPage { items: ParcelRow[]; next?: string; total: number; position: string }

export interface Obligation { kind: string; key?: string; due: string; status: string; days: number; owner: string }
export interface ObligationRow extends Obligation { parcel: string; code: string; district: string; stage: string; holder: string }
export interface ObligationPage { items: ObligationRow[]; total: number; today: string; next?: string; redacted?: string[] }

export interface Alarm {
  rule: string
  subject?: string
  level: string
  since: string
  deadline?: string
  state: string
  with: string
  owner: string
  clearedBy?: string[]
  detail?: { name: string; value: string }[]
}
/** A promise held against what is on record. */
export interface CommitmentState {
  metric: string
  operator: string
  target: string
  unit?: string
  basis?: string
  stage?: string
  status: 'MET' | 'MISSED' | 'NOT_YET_DUE' | 'NO_DATA'
  dueOn?: string
  within?: boolean
  actual?: string
  shortfall?: string
  daysLate?: number
  source?: string
  on?: string
  period?: string
}
export interface AlarmRow extends Alarm { redacted?: string[]; parcel: string; code: string; district: string; stage: string; holder: string }
export interface AlarmCount { rule: string; level: string; alarms: number; escalated: number }
export interface AlarmPage { items: AlarmRow[]; next?: string; total: number; counts: AlarmCount[]; today: string; redacted?: string[] }

export interface Finding { rule: string; path?: string; detail?: string }
/** The folded state of a parcel; sections are read by name, see state.ts. */
export interface Parcel extends JsonObject { id: string; stage: string; cycle: number; compliance: string }
export interface ParcelAnswer { parcel: Parcel; obligations: Obligation[] | null; alarms: Alarm[] | null; commitments: CommitmentState[] | null; revision: number; position: string; redacted?: string[] }

export interface Evidence { docNo: string; title?: string; issuer?: string; issuedOn?: string; sha256?: string }
export interface Override { rule: string; path: string; reason: string }
export interface Entry {
  id: string
  revision: number
  type: string
  occurredOn: string
  recordedAt: string
  by: Officer
  backfill?: boolean
  data: JsonObject
  evidence?: Evidence[] | null
  overrides?: Override[] | null
  findings?: Finding[] | null
  /** Whether it counts: IN_EFFECT, PENDING (see awaits), REFUSED, ANNULLED. */
  status: string
  awaits?: string[] | null
  corrects?: string
  correctedBy?: string[] | null
  effective?: { occurredOn: string; data: JsonObject }
  /** Pointers of what was left out. */
  redacted?: string[]
}
export interface HistoryAnswer { parcel: string; asOf?: string; knownAt?: string; state: Parcel; entries: Entry[]; redacted?: string[] }
export interface Step { id: string; revision: number; type: string; occurredOn: string; recordedAt: string; stage: string; state: Parcel; redacted?: string[] }

export interface Fact { type: string; occurredOn: string; backfill?: boolean; data: JsonObject; evidence?: Evidence[]; overrides?: Override[] }
export interface Problem { path: string; rule: string; zh: string; en: string; override?: boolean }
export interface WriteAnswer {
  parcel: string
  position: string
  stage: string
  repeated: boolean
  events: { id: string; revision: number; type: string; occurredOn: string; recordedAt?: string; findings?: Finding[] | null; awaits?: string[] | null }[]
}

/** An event behind a figure, with the fact as it is stored. */
export interface EfficiencyEvent {
  position: string
  id: string
  parcel: string
  type: string
  occurredOn: string
  recordedAt: string
  officer: string
  department: string
  fact?: { data: JsonObject }
  redacted?: string[]
}
export interface FeedItem {
  position: string
  id: string
  parcel: string
  code: string
  revision: number
  type: string
  occurredOn: string
  recordedAt: string
  by: { name?: string; department: string; level: string; district?: string }
  district: string
  stage: string
  findings?: number
  backfill?: boolean
  corrects?: string
}
