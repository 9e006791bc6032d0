// The metrics M01 to M24 as the server defines them, and their values. Nothing is
// computed here: a figure of the whole city comes from the server too.
import { shallowRef } from 'vue'
import { get } from './api'

export interface Words { zh: string; en: string }
export interface Term { quantity: string; name: Words; unit: { name: Words }; from: { event: string; fields: string[] | null }[] | null }
export interface MetricPart { part: string; name: Words; numerator?: Term; denominator?: Term }
export interface MetricDefinition {
  code: string
  name: Words
  unit: Words
  formula: Words
  aggregation: string
  numerator: Term
  denominator: Term
  hundredfold: boolean
  decimals: number
  bases: string[] | null
  parts: MetricPart[] | null
  coverage: Words
  unknown: Words
  source: string
}
export interface LandBase { base: string; name: Words; text: Words }
export interface MetricsAnswer { metrics: MetricDefinition[]; bases: LandBase[]; coverageMin: string; cellMin: number }

export interface MetricRow {
  group: string
  period: string
  part?: string
  value: string | null
  numerator: string | null
  denominator: string | null
  coverage: string | null
  cases: number
  known: number
  withheld: boolean
}
export interface MetricAnswer { metric: MetricDefinition; by: string; per: string; base?: string; position: string; coverageMin: string; targets: { value: string; year: number }[]; rows: MetricRow[] | null }

/** The group of the whole city. */
export const CITY = 'city'

export const definitions = shallowRef<MetricsAnswer | null>(null)

/** Reads the definitions once. */
export async function learnMetrics(): Promise<void> {
  definitions.value ??= await get<MetricsAnswer>('/metrics')
}

/** Whether a figure covers too little to be read without doubt. */
export const isThin = (row: MetricRow, least: string) => Number(row.coverage ?? 0) < Number(least)

/** Metrics of reported figures have values by quarter. */
export const isQuarterly = (m: MetricDefinition) => m.aggregation === 'RATIO_OF_SUMS' && (m.numerator.from ?? []).some((f) => f.event === 'OperationReported') && m.code !== 'M15'
