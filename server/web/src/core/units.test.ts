import { describe, expect, it } from 'vitest'
import { area, divide, grouped, money, ratio, readArea, readMoney } from './units'

describe('money', () => {
  it.each([
    ['1', 'wan', 1_000_000],
    ['0.1', 'yuan', 10],
    ['1234.56', 'yuan', 123_456],
    ['1,234.5678', 'wan', 1_234_567_800],
    ['90071992547409.91', 'yuan', Number.MAX_SAFE_INTEGER],
    ['-3.5', 'wan', -3_500_000],
    ['0', 'wan', 0],
    // 1.005 and 4.35 are not binary fractions: float arithmetic gives 100.49999…
    ['1.005', 'wan', 1_005_000],
    ['4.35', 'yuan', 435],
    ['2.3', 'yi', 23_000_000_000],
  ] as const)('reads %s %s', (text, unit, value) => expect(readMoney(text, unit)).toEqual({ value }))

  it.each([
    ['0.001', 'yuan', 'exact'],
    ['0.0000001', 'wan', 'exact'],
    ['90071992547409.92', 'yuan', 'range'],
    ['1e3', 'yuan', 'form'],
    ['', 'wan', 'form'],
    ['.5', 'wan', 'form'],
    ['十', 'wan', 'form'],
    ['+1', 'wan', 'form'],
  ] as const)('refuses %s %s', (text, unit, problem) => expect(readMoney(text, unit)).toEqual({ problem }))

  it('writes what it reads', () => {
    for (const fen of [0, 1, 99, 100, 123_456_789, -5, Number.MAX_SAFE_INTEGER]) {
      for (const unit of ['yuan', 'wan', 'yi'] as const) expect(readMoney(money(fen, unit), unit)).toEqual({ value: fen })
    }
  })

  it('rounds only where places are asked', () => {
    expect(money(123_456_789, 'wan')).toBe('123.456789')
    expect(money(123_456_789, 'wan', 2)).toBe('123.46')
    expect(money(-150, 'yuan', 0)).toBe('-2')
  })
})

describe('area', () => {
  it.each([
    ['1', 'ha', 1_000_000],
    ['666.67', 'm2', 66_667],
    ['1', 'mu', 66_667],
    ['3', 'mu', 200_000],
    ['15', 'mu', 1_000_000],
    ['0.5', 'mu', 33_333],
    ['1.25', 'km2', 125_000_000],
  ] as const)('reads %s %s', (text, unit, value) => expect(readArea(text, unit)).toEqual({ value }))

  it('refuses what 0.01 m² cannot hold', () => {
    expect(readArea('1.001', 'm2')).toEqual({ problem: 'exact' })
    expect(readArea('0.0000001', 'ha')).toEqual({ problem: 'exact' })
  })

  it('writes', () => {
    expect(area(1_000_000, 'mu')).toBe('15')
    expect(area(66_667, 'mu', 2)).toBe('1.00')
    expect(area(28_400_000, 'ha')).toBe('28.4')
    expect(area(1, 'm2')).toBe('0.01')
  })

  it('keeps every stored area through 亩 with four decimals, to 0.01 m² of 6.7 m²', () => {
    for (const stored of [1_000_000, 2_000_001, 12_345_678]) {
      const back = readArea(area(stored, 'mu'), 'mu')
      expect('value' in back && Math.abs(back.value - stored)).toBeLessThanOrEqual(4)
    }
  })
})

describe('division', () => {
  it('rounds half up, away from zero', () => {
    expect(divide(5n, 2n)).toBe(3n)
    expect(divide(-5n, 2n)).toBe(-3n)
    expect(divide(4n, 3n)).toBe(1n)
    expect(ratio(1n, 3n, 4)).toBe('0.3333')
    expect(ratio(-1n, 200n, 2)).toBe('-0.01')
    expect(ratio(7n, 2n, 0)).toBe('4')
  })
  it('groups thousands', () => expect(['1234567.8901', '-1234', '999'].map(grouped)).toEqual(['1,234,567.8901', '-1,234', '999']))
})
