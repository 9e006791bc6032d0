import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { get } from './api'
import { catchUp } from './catchup'

vi.mock('./session', () => ({ token: () => 'tz_test' }))

/** A server that folds a quarter of the ledger with every question how far it is. */
let folded = 0
let asked: string[] = []
const json = (status: number, body: unknown) => Promise.resolve(new Response(JSON.stringify(body), { status }))

beforeEach(() => {
  folded = 0
  asked = []
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url)
    if (url === '/api/v1/ledger') {
      folded += 0.25
      return json(200, { live: folded < 1 ? { state: 'catching_up', share: folded } : { state: 'ok' } })
    }
    return folded < 1 ? json(503, { error: { code: 'catching_up', zh: '正在追赶', en: 'catching up' } }) : json(200, { parcels: 7 })
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('waits for a server that is catching up, says how far it is, and then loads', async () => {
  const overview = get<{ parcels: number }>('/overview')
  const list = get<{ parcels: number }>('/parcels')
  await vi.advanceTimersByTimeAsync(500)
  expect(catchUp.share).toBe(0.25)
  await vi.advanceTimersByTimeAsync(1000)
  expect(catchUp.share).toBe(0.5)
  await vi.advanceTimersByTimeAsync(2000)
  expect(await overview).toEqual({ parcels: 7 })
  expect(await list).toEqual({ parcels: 7 })
  expect(catchUp.share).toBeNull()
  expect(asked.filter((url) => url === '/api/v1/ledger')).toHaveLength(4) // one question for both
})

it('asks again while the server does not answer', async () => {
  const answers = globalThis.fetch
  const overview = get<{ parcels: number }>('/overview')
  await vi.advanceTimersByTimeAsync(100)
  vi.stubGlobal('fetch', () => Promise.reject(new Error('down')))
  await vi.advanceTimersByTimeAsync(3000)
  expect(catchUp.share).toBe(0.25)
  vi.stubGlobal('fetch', answers)
  await vi.advanceTimersByTimeAsync(4000)
  expect(await overview).toEqual({ parcels: 7 })
})

it('gives up when what asked is gone', async () => {
  const gone = new AbortController()
  const overview = get('/overview', {}, gone.signal).catch((e: unknown) => e)
  await vi.advanceTimersByTimeAsync(100)
  gone.abort()
  await vi.advanceTimersByTimeAsync(5000)
  expect(await overview).toMatchObject({ code: 'catching_up' })
})
