import { describe, expect, it } from 'vitest'
import { hiddenFields, hiddenTypes, needs, shows } from './rights'
import type { EventType, Field } from './types'

const field = (name: string, sight?: string, fields?: Field[]): Field => ({ name, zh: name, en: name, kind: 'text', sight, fields })
const names = (fields: Field[], view: string) => hiddenFields(fields, view).map((h) => h.path.map((f) => f.name).join('/'))

describe('views', () => {
  it('show what those before them show', () => {
    expect([shows('PUBLIC', 'INTERNAL'), shows('INTERNAL', 'INTERNAL'), shows('AUDITOR', 'RESTRICTED')]).toEqual([false, true, true])
    expect(shows('', 'PUBLIC')).toBe(false)
  })
  it('read what a field needs from its declaration', () => {
    expect(needs(field('a')).view).toBe('INTERNAL')
    expect(needs(field('a', 'public')).view).toBe('PUBLIC')
    expect(needs(field('a', 'public,if=publishedOn')).view).toBe('INTERNAL')
    expect(needs(field('a', 'restricted'))).toEqual({ view: 'RESTRICTED', atTimes: false })
    expect(needs(field('a', 'restricted,metric=TAX'))).toEqual({ view: 'RESTRICTED', atTimes: true })
  })
})

describe('hidden fields', () => {
  const report = [field('period'), field('taxPaid', 'restricted'), field('holder', 'public', [field('name', 'public'), field('phone')]), field('goals', 'public', [field('target', 'restricted,metric=TAX')])]
  it('are those beyond the view, within objects too', () => {
    expect(names(report, 'AUDITOR')).toEqual([])
    expect(names(report, 'INTERNAL')).toEqual(['taxPaid', 'goals/target'])
    expect(names(report, 'PUBLIC')).toEqual(['period', 'taxPaid', 'holder/phone', 'goals/target'])
  })
  it('are told by the view they need', () => {
    const types = [{ name: 'A', zh: '', en: '', phase: '', from: null, fields: report }, { name: 'B', zh: '', en: '', phase: '', from: null, fields: [field('x', 'public')] }] as EventType[]
    expect(hiddenTypes(types, 'PUBLIC', 'RESTRICTED').map((x) => [x.type.name, x.fields.length])).toEqual([['A', 2]])
  })
})
