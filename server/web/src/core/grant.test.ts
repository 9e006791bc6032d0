import { describe, expect, it } from 'vitest'
import { approvalBar, grantData, isGrave } from './grant'

const by = { id: 'a', department: 'SYS', level: 'CITY' }

describe('grants', () => {
  it('that give more than ordinary sight are grave', () => {
    expect(isGrave({ role: 'OFFICER', view: 'INTERNAL' })).toBe(false)
    expect(isGrave({ role: 'OFFICER', view: 'RESTRICTED' })).toBe(true)
    expect(isGrave({ role: 'AUDITOR', view: 'PUBLIC' })).toBe(true)
    expect(isGrave({ role: 'ADMINISTRATOR', view: 'INTERNAL' })).toBe(true)
  })
  it('are approved by neither who proposed them nor whom they are for', () => {
    expect(approvalBar({ subject: 'x', by }, 'a')).toBe('second')
    expect(approvalBar({ subject: 'x', by }, 'x')).toBe('own')
    expect(approvalBar({ subject: 'x', by }, 'b')).toBe(null)
  })
  it('say no place that their level does not have, and nothing that is empty', () => {
    const draft = { subject: ' x ', level: 'CITY', district: '120116', park: 'P', until: '', reason: 'r' }
    expect(grantData(draft)).toEqual({ subject: 'x', level: 'CITY', reason: 'r' })
    expect(grantData({ ...draft, level: 'DISTRICT' })).toEqual({ subject: 'x', level: 'DISTRICT', district: '120116', reason: 'r' })
    expect(grantData({ ...draft, level: 'PARK' })).toEqual({ subject: 'x', level: 'PARK', district: '120116', park: 'P', reason: 'r' })
  })
})
