import { describe, expect, it, vi } from 'vitest'
import { Attempt } from './attempt'

vi.mock('@/core/api', () => ({ attemptKey: () => 'unused' }))

const fact = (area: number) => ({ type: 'LandDelivered', occurredOn: '2026-03-13', data: { area } })

describe('attempt', () => {
  it('keeps its key over retries and draws a new one for other content', () => {
    let n = 0
    const attempt = new Attempt(() => `k${++n}`)
    expect([attempt.keyFor('p', fact(1)), attempt.keyFor('p', fact(1))]).toEqual(['k1', 'k1'])
    expect(attempt.keyFor('p', fact(2))).toBe('k2')
    expect(attempt.keyFor('q', fact(2))).toBe('k3')
    attempt.accepted()
    expect(attempt.keyFor('q', fact(2))).toBe('k4')
  })
})
