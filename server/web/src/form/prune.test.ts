import { describe, expect, it } from 'vitest'
import type { Field } from '@/core/types'
import { initial, prune } from './prune'

const field = (name: string, kind: string, more: Partial<Field> = {}): Field => ({ name, zh: name, en: name, kind, ...more })

describe('the fact of a form', () => {
  it('leaves out what was left empty, and keeps zero and no', () => {
    expect(prune({ a: '', b: '  x ', c: { d: '' }, e: [{}, { f: 0 }, ''], g: false, h: undefined, i: 0 })).toEqual({ b: 'x', e: [{}, { f: 0 }], g: false, i: 0 })
    expect(prune({ a: { b: [''] } })).toBeUndefined()
  })
  it('opens what is required', () => {
    const fields = [field('verifiedBy', 'text', { list: true, required: true }), field('holder', 'object', { fields: [field('name', 'text')] }), field('source', 'object', { required: true, fields: [field('rows', 'object', { list: true, required: true, fields: [] })] }), field('set', 'money', { required: true })]
    expect(initial(fields)).toEqual({ verifiedBy: [''], source: { rows: [{}] } })
  })
})
