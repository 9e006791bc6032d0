import { describe, expect, it } from 'vitest'
import { decodeRing, districts, divisions } from './tables'

describe('tables', () => {
  it('decodes a ring: differences, zigzag, 1024 to the degree, closed', () => {
    const character = (n: number) => String.fromCharCode((n < 0 ? -2 * n - 1 : 2 * n) + 64)
    const text = [10, 0, 0, 10, -10, 0].map(character).join('')
    const origin: [number, number] = [117 * 1024, 39 * 1024]
    const d = 10 / 1024
    const at = (x: number, y: number) => [117 + x, 39 + y].map((v) => Math.round(v * 1e6) / 1e6)
    expect(decodeRing(text, origin)).toEqual([at(d, 0), at(d, d), at(0, d), at(d, 0)])
  })
  it('has the 16 districts and the divisions of the country', () => {
    expect(districts().features.map((f) => f.id)).toHaveLength(16)
    expect(divisions()['120116']).toEqual({ name: '滨海新区', city: '', province: '天津市' })
  })
})
