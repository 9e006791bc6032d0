import { describe, expect, it } from 'vitest'
import { HIDDEN, lacks, withHidden } from './hidden'

describe('withHidden', () => {
  it('marks members, also below lists', () => {
    const entry = { data: { output: 5, reports: [{ year: 1 }, { year: 2 }] } }
    expect(withHidden(entry, ['/data/taxPaid', '/data/reports/1/taxPaid'])).toEqual({ data: { output: 5, taxPaid: HIDDEN, reports: [{ year: 1 }, { year: 2, taxPaid: HIDDEN }] } })
  })
  it('gives elements of a list their places back', () => {
    expect(withHidden({ list: ['a', 'd'] as string[] }, ['/list/1', '/list/2'])).toEqual({ list: ['a', HIDDEN, HIDDEN, 'd'] })
    expect(withHidden({ list: [{ n: 0 }, { n: 2 }] as object[] }, ['/list/1', '/list/2/tax'])).toEqual({ list: [{ n: 0 }, HIDDEN, { n: 2, tax: HIDDEN }] })
  })
  it('reads escaped steps and passes over what is not there', () => {
    expect(withHidden({ a: {} }, ['/a/x~1y', '/b/c', '/a/x~1y/z'])).toEqual({ a: { 'x/y': HIDDEN } })
  })
  it('leaves an answer alone from which nothing was left out', () => {
    const answer = { tax: 0 }
    expect(withHidden(answer)).toBe(answer)
    expect(answer).toEqual({ tax: 0 })
    expect([lacks({ redacted: ['/grade'] }, 'grade'), lacks({ redacted: ['/grade'] }, 'code'), lacks(null, 'grade')]).toEqual([true, false, false])
  })
})
