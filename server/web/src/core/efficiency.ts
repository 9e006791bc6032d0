// Output per land from the analytics: the figures that are drawn, and the whole
// city as a ratio of sums.
import { ratio } from './units'
import type { EfficiencyRow } from './types'

export type Metric = 'outputPerKm2' | 'outputPerMu' | 'taxPerMu'

/** Below this share of reporting parcels a figure is shown grey. */
export const COVERAGE_MIN = 0.8

export const ALL = 'ALL'

/** The coverage that belongs to the metric. */
export const coverageOf = (row: EfficiencyRow, metric: Metric) => (metric === 'taxPerMu' ? (row.taxCoverage ?? row.coverage) : row.coverage)

export const isLow = (row: EfficiencyRow, metric: Metric) => Number(coverageOf(row, metric) ?? 0) < COVERAGE_MIN

/** One row a period for all groups together: ratios of sums over the groups that have the figure. */
export function totals(rows: readonly EfficiencyRow[]): EfficiencyRow[] {
  const periods = [...new Set(rows.map((r) => r.period))].sort()
  return periods.map((period) => total(period, rows.filter((r) => r.period === period)))
}

function total(period: string, rows: readonly EfficiencyRow[]): EfficiencyRow {
  const sum = (of: readonly EfficiencyRow[], pick: (r: EfficiencyRow) => number) => of.reduce((n, r) => n + BigInt(pick(r)), 0n)
  const withOutput = rows.filter((r) => r.output !== null)
  const withTax = rows.filter((r) => r.tax !== null)
  const [output, outputLand] = [sum(withOutput, (r) => r.output!), sum(withOutput, (r) => r.area)]
  const [tax, taxLand] = [sum(withTax, (r) => r.tax!), sum(withTax, (r) => r.area)]
  const parcels = sum(rows, (r) => r.parcels)
  const reporting = sum(rows, (r) => r.reporting)
  const taxReporting = sum(rows, (r) => r.taxReporting ?? r.reporting)
  // 分 over 0.01 m²: 亿元/km² = fen / (100 area), 万元/亩 = fen / (15 area).
  const per = (fen: bigint, land: bigint, factor: bigint) => (land === 0n ? null : ratio(fen, land * factor, 2))
  const share = (n: bigint) => (parcels === 0n ? null : ratio(n, parcels, 4))
  return {
    group: ALL, period, output: withOutput.length ? Number(output) : null, tax: withTax.length ? Number(tax) : null, area: Number(outputLand),
    outputPerKm2: per(output, outputLand, 100n), outputPerMu: per(output, outputLand, 15n), taxPerMu: per(tax, taxLand, 15n),
    coverage: share(reporting), taxCoverage: share(taxReporting), parcels: Number(parcels), reporting: Number(reporting), taxReporting: Number(taxReporting),
  }
}
