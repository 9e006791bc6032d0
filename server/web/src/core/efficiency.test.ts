import { describe, expect, it } from 'vitest'
import { isLow, totals } from './efficiency'
import type { EfficiencyRow } from './types'

const row = (group: string, period: string, more: Partial<EfficiencyRow>): EfficiencyRow => ({ group, period, output: null, tax: null, area: 0, outputPerMu: null, taxPerMu: null, outputPerKm2: null, coverage: '1', parcels: 1, reporting: 1, ...more })

describe('the whole city', () => {
  it('is a ratio of sums, not a mean of ratios', () => {
    // 1 km² with 40 亿元 and 3 km² with 240 亿元: 70 亿元/km², where the mean of 40 and 80 is 60.
    const rows = [row('a', '2025', { output: 40e10, area: 1e8, parcels: 3 }), row('b', '2025', { output: 240e10, area: 3e8, parcels: 5 })]
    const [city] = totals(rows)
    expect(city).toMatchObject({ outputPerKm2: '70.00', coverage: '1.0000', parcels: 8 })
    // 1 km² = 1500 亩: 280 亿元 on 6000 亩 is 466.67 万元/亩.
    expect(city!.outputPerMu).toBe('466.67')
  })
  it('leaves land out whose output is not known', () => {
    const [city] = totals([row('a', '2025', { output: 40e10, area: 1e8 }), row('b', '2025', { output: 200e10, area: 9e8, coverage: '0.4444', taxCoverage: '0' })])
    expect(city).toMatchObject({ outputPerKm2: '48.00', coverage: '0.5000', taxCoverage: '0.1000' })
  })
  it('says which figures are thin', () => {
    expect(isLow(row('a', '2025', { coverage: '0.79' }), 'outputPerMu')).toBe(true)
    expect(isLow(row('a', '2025', { coverage: '0.8', taxCoverage: '0.2' }), 'outputPerKm2')).toBe(false)
    expect(isLow(row('a', '2025', { coverage: '0.8', taxCoverage: '0.2' }), 'taxPerMu')).toBe(true)
  })
})
