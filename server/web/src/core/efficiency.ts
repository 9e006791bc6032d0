// Output per land from the analytics: the figures that are drawn, and the whole
// city as a ratio of sums.
import { divide, ratio } from './units'
import type { EfficiencyRow } from './types'

export type Metric = 'outputPerKm2' | 'outputPerMu' | 'taxPerMu'

/** Below this share of reporting parcels a figure is shown grey. */
export const COVERAGE_MIN = 0.8

export const ALL = 'ALL'

/** The coverage that belongs to the metric. */
export const coverageOf = (row: EfficiencyRow, metric: Metric) => (metric === 'taxPerMu' ? (row.taxCoverage ?? row.coverage) : row.coverage)

export const isLow = (row: EfficiencyRow, metric: Metric) => Number(coverageOf(row, metric) ?? 0) < COVERAGE_MIN

/** One row a period for all groups together: ratios of sums, over the land of which the figure is known. */
export function totals(rows: readonly EfficiencyRow[]): EfficiencyRow[] {
  const periods = [...new Set(rows.map((r) => r.period))].sort()
  return periods.map((period) => total(period, rows.filter((r) => r.period === period)))
}

function total(period: string, rows: readonly EfficiencyRow[]): EfficiencyRow {
  const sum = (pick: (r: EfficiencyRow) => bigint | number | null | undefined) => rows.reduce((n, r) => n + BigInt(pick(r) ?? 0), 0n)
  const [output, tax, land] = [sum((r) => r.output), sum((r) => r.tax), sum((r) => r.area)]
  const [outputLand, taxLand] = [sum((r) => known(r.area, r.coverage)), sum((r) => known(r.area, r.taxCoverage ?? r.coverage))]
  // 分 over 0.01 m²: 亿元/km² = fen / (100 area), 万元/亩 = fen / (15 area).
  const per = (fen: bigint, land: bigint, factor: bigint) => (land === 0n ? null : ratio(fen, land * factor, 2))
  const share = (part: bigint) => (land === 0n ? null : ratio(part, land, 4))
  return {
    group: ALL, period, output: outputLand ? Number(output) : null, tax: taxLand ? Number(tax) : null, area: Number(land),
    outputPerKm2: per(output, outputLand, 100n), outputPerMu: per(output, outputLand, 15n), taxPerMu: per(tax, taxLand, 15n),
    coverage: share(outputLand), taxCoverage: share(taxLand),
    parcels: Number(sum((r) => r.parcels)), reporting: Number(sum((r) => r.reporting)), taxReporting: Number(sum((r) => r.taxReporting ?? r.reporting)),
  }
}

/** The land of which the figure is known: coverage is its share of the land, with four decimals. */
const known = (area: number, coverage: string | null) => divide(BigInt(area) * BigInt(Math.round(Number(coverage ?? 0) * 10_000)), 10_000n)
