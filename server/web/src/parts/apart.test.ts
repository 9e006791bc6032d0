import { expect, it } from 'vitest'
import { apart } from './apart'

it.each([
  [[], []],
  [[10, 50], [10, 50]],
  [[10, 10], [5, 15]],
  [[10, 12, 40], [6, 16, 40]],
  [[10, 12, 20], [4, 14, 24]],
])('%j is put apart', (wanted, places) => expect(apart(wanted, 10)).toEqual(places))
