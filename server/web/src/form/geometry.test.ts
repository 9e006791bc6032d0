import { describe, expect, it } from 'vitest'
import { readPolygon } from './geometry'

const ring = '[[117.123456789012,39.10],[117.2,39.1],[117.2,39.2],[117.123456789012,39.10]]'
const want = [[['117.123456789012', '39.10'], ['117.2', '39.1'], ['117.2', '39.2'], ['117.123456789012', '39.10']]]

describe('outlines', () => {
  it.each([
    ['a polygon', `{"type":"Polygon","coordinates":[${ring}]}`],
    ['a feature', `{"type":"Feature","properties":{"n":"a \\"1.5\\" b","m":2},"geometry":{"type":"Polygon","coordinates":[${ring}]}}`],
    ['coordinates', `[${ring}]`],
    ['heights, which it leaves out', `[${ring.replace('117.2,39.1]', '117.2,39.1,5.5]')}]`],
  ])('reads %s with its digits', (_, text) => expect(readPolygon(text)).toEqual(want))

  it.each([['not JSON', '[[117'], ['a point', '{"type":"Point","coordinates":[1,2]}'], ['two points', '[[[1,2],[3,4]]]'], ['nothing', '[]'], ['words', '[[["a","b"],["a","b"],["a","b"],["a","b"]]]']])('refuses %s', (_, text) => expect(readPolygon(text)).toBeNull())
})
