import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Feed, retryDelay, type Frame, type LinkState, type Socket } from './feed'
import type { FeedItem } from './types'

/** A server of one log: it answers hello as the contract says and can be cut, restarted and made to misbehave. */
class Server {
  log = 'log-1'
  events = 0
  down = false
  hellos: Record<string, unknown>[] = []
  sockets: Line[] = []
  position = (n: number) => String(n).padStart(8, '0')
  item = (n: number) => ({ position: this.position(n), id: `e${n}` }) as FeedItem

  open = (): Socket => {
    const line = new Line(this)
    this.sockets.push(line)
    return line
  }

  get line() {
    return this.sockets.at(-1)!
  }

  record(n = 1) {
    for (let i = 0; i < n; i++) this.events++
  }
}

class Line implements Socket {
  onopen: Socket['onopen'] = null
  onmessage: Socket['onmessage'] = null
  onclose: Socket['onclose'] = null
  at = 0
  closed = false

  constructor(private server: Server) {
    setTimeout(() => (server.down ? this.cut(1006) : this.onopen?.()), 1)
  }

  send(text: string) {
    const hello = JSON.parse(text) as { after?: string; from?: string; log?: string }
    this.server.hellos.push(hello)
    this.push({ type: 'welcome', log: this.server.log, head: this.server.position(this.server.events), you: {} as never, time: '', heartbeat: 10 })
    if (hello.log && hello.log !== this.server.log) return this.push({ type: 'error', code: 'log_replaced', zh: '', en: '' })
    this.at = hello.after !== undefined ? Number(hello.after) : hello.from === 'live' ? this.server.events : 0
    this.deliver()
    this.push({ type: 'caught_up', prev: this.server.position(this.at), seq: this.server.position(this.at), time: '' })
  }

  /** Delivers what is new, three events to a frame. */
  deliver() {
    while (this.at < this.server.events) {
      const to = Math.min(this.at + 3, this.server.events)
      this.push({ type: 'events', prev: this.server.position(this.at), seq: this.server.position(to), live: to === this.server.events, items: Array.from({ length: to - this.at }, (_, i) => this.server.item(this.at + i + 1)) })
      this.at = to
    }
  }

  push(frame: Frame) {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }

  cut(code: number) {
    if (this.closed) return
    this.closed = true
    this.onclose?.({ code })
  }

  close() {
    this.closed = true
  }
}

function follow(server: Server, from: 'start' | 'live' = 'start') {
  const seen: string[] = []
  const states: LinkState[] = []
  const reset = vi.fn(() => void seen.splice(0))
  const feed = new Feed({
    open: server.open,
    from,
    onItems: (items) => seen.push(...items.map((i) => i.id)),
    onState: (s) => states.push(s),
    onReset: reset,
    random: () => 1,
  })
  feed.start()
  return { feed, seen, states, reset }
}

const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `e${from + i}`)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('feed', () => {
  it('delivers everything in order, then is live', async () => {
    const server = new Server()
    server.record(7)
    const { seen, states } = follow(server)
    await vi.advanceTimersByTimeAsync(5)
    expect(seen).toEqual(ids(1, 7))
    expect(states).toEqual(['connecting', 'catching_up', 'live'])
    expect(server.hellos[0]).toEqual({ type: 'hello', from: 'start' })
  })

  it('begins at the head when asked for live events only', async () => {
    const server = new Server()
    server.record(7)
    const { seen } = follow(server, 'live')
    await vi.advanceTimersByTimeAsync(5)
    server.record()
    server.line.deliver()
    expect(seen).toEqual(['e8'])
  })

  it('resumes after a restart of the server, without loss and without repeats', async () => {
    const server = new Server()
    server.record(4)
    const { seen, states } = follow(server)
    await vi.advanceTimersByTimeAsync(5)
    server.down = true
    server.line.cut(1012)
    server.record(5)
    await vi.advanceTimersByTimeAsync(4_000)
    expect(states.at(-1)).not.toBe('live')
    server.down = false
    await vi.advanceTimersByTimeAsync(20_000)
    expect(seen).toEqual(ids(1, 9))
    expect(server.hellos.at(-1)).toEqual({ type: 'hello', log: 'log-1', after: '00000004' })
    expect(states.at(-1)).toBe('live')
  })

  it('drops what a frame repeats', async () => {
    const server = new Server()
    server.record(3)
    const { seen, feed } = follow(server)
    await vi.advanceTimersByTimeAsync(5)
    server.line.push({ type: 'events', prev: server.position(1), seq: server.position(4), live: true, items: [2, 3, 4].map(server.item) })
    expect(seen).toEqual(ids(1, 4))
    server.line.push({ type: 'progress', prev: server.position(0), seq: server.position(2), head: '', time: '' })
    expect(feed.cursor).toBe(server.position(4))
  })

  it('reconnects from the cursor when a frame leaves a gap', async () => {
    const server = new Server()
    server.record(3)
    const { seen, feed } = follow(server)
    await vi.advanceTimersByTimeAsync(5)
    server.record(3)
    server.line.push({ type: 'events', prev: server.position(5), seq: server.position(6), live: true, items: [server.item(6)] })
    expect(seen).toEqual(ids(1, 3))
    expect(feed.cursor).toBe(server.position(3))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(seen).toEqual(ids(1, 6))
  })

  it('treats a gap before caught_up as a gap', async () => {
    const server = new Server()
    server.record(2)
    const { states } = follow(server)
    await vi.advanceTimersByTimeAsync(5)
    server.line.push({ type: 'caught_up', prev: server.position(9), seq: server.position(9), time: '' })
    expect(states.at(-1)).toBe('lost')
  })

  it('moves the cursor when nothing matches', async () => {
    const server = new Server()
    const { feed, seen } = follow(server)
    await vi.advanceTimersByTimeAsync(5)
    server.line.push({ type: 'progress', prev: server.position(0), seq: server.position(4096), head: server.position(9000), time: '' })
    expect(feed.cursor).toBe(server.position(4096))
    expect(seen).toEqual([])
  })

  it('gives up a silent connection', async () => {
    const server = new Server()
    server.record(1)
    const { states } = follow(server)
    await vi.advanceTimersByTimeAsync(24_000)
    expect(states.at(-1)).toBe('live')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(server.sockets.length).toBe(2)
    expect(server.sockets[0]!.closed).toBe(true)
  })

  it('hears nothing more from a connection it gave up', async () => {
    const server = new Server()
    server.record(2)
    const { seen } = follow(server)
    await vi.advanceTimersByTimeAsync(5)
    const old = server.line
    old.push({ type: 'bye', resume: true })
    await vi.advanceTimersByTimeAsync(1_000)
    old.push({ type: 'events', prev: server.position(2), seq: server.position(3), live: true, items: [server.item(3)] })
    expect(seen).toEqual(ids(1, 2))
  })

  it('starts over when the ledger was replaced', async () => {
    const server = new Server()
    server.record(5)
    const { seen, reset } = follow(server)
    await vi.advanceTimersByTimeAsync(5)
    server.log = 'log-2'
    server.events = 2
    server.line.cut(1012)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(reset).toHaveBeenCalled()
    expect(seen).toEqual(ids(1, 2))
    expect(server.hellos.at(-1)).toEqual({ type: 'hello', from: 'start' })
  })

  it.each([4001, 1008])('stops when who asks is refused with %i', async (code) => {
    const server = new Server()
    const { states } = follow(server)
    await vi.advanceTimersByTimeAsync(5)
    server.line.cut(code)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(states.at(-1)).toBe('refused')
    expect(server.sockets.length).toBe(1)
  })

  it('stays stopped', async () => {
    const server = new Server()
    const { feed } = follow(server)
    await vi.advanceTimersByTimeAsync(5)
    feed.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.sockets.length).toBe(1)
  })
})

/** A small reproducible source of chance. */
function chance(seed: number) {
  let s = seed
  return () => (s = (s * 48_271) % 2_147_483_647) / 2_147_483_647
}

/** Puts a line through what networks and proxies do: frames get lost, come twice, come late and overlap; lines are cut. */
async function storm(server: Server, seed: number): Promise<void> {
  const random = chance(seed)
  let stale: Frame | undefined
  for (let i = 0; i < 120; i++) {
    server.record(1 + Math.floor(random() * 3))
    const line = server.line
    const from = line.at
    const frame = (a: number, b: number): Frame => ({ type: 'events', prev: server.position(a), seq: server.position(b), live: true, items: Array.from({ length: b - a }, (_, k) => server.item(a + k + 1)) })
    const fault = random()
    if (line.closed || line.at === 0) await vi.advanceTimersByTimeAsync(400)
    else if (fault < 0.12) line.at = server.events // lost
    else if (fault < 0.24) for (const f of [frame(from, server.events), frame(from, server.events)]) line.push(f) // twice
    else if (fault < 0.36) line.push(frame(Math.max(0, from - 4), server.events)) // overlapping
    else if (fault < 0.44 && stale) line.push(stale) // late
    else if (fault < 0.5) line.cut(1006)
    else line.deliver()
    if (fault >= 0.12 && fault < 0.36) line.at = server.events
    stale = frame(Math.max(0, from - 2), from)
    await vi.advanceTimersByTimeAsync(random() < 0.1 ? 30_000 : 20)
  }
  await vi.advanceTimersByTimeAsync(60_000)
  server.line.deliver()
}

/** A client that trusts the order of arrival: it must be caught. */
function naive(server: Server) {
  const seen: string[] = []
  const connect = () => {
    const line = server.open()
    line.onopen = () => line.send(JSON.stringify({ from: seen.length ? undefined : 'start', after: seen.length ? server.position(Number(seen.at(-1)!.slice(1))) : undefined }))
    line.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as Frame
      if (frame.type === 'events') seen.push(...frame.items.map((i) => i.id))
    }
    line.onclose = () => setTimeout(connect, 300)
  }
  connect()
  return seen
}

describe('in a storm', () => {
  const seeds = Array.from({ length: 40 }, (_, i) => 7 + i * 1009)
  it.each(seeds)('every event is seen once and in order (%i)', async (seed) => {
    const server = new Server()
    const { seen } = follow(server)
    await storm(server, seed)
    expect(seen).toEqual(ids(1, server.events))
  })
  it('catches a client that does not check what frames cover', async () => {
    let wrong = 0
    for (const seed of seeds) {
      const server = new Server()
      const seen = naive(server)
      await storm(server, seed)
      if (seen.join() !== ids(1, server.events).join()) wrong++
    }
    expect(wrong).toBe(seeds.length)
  })
})

describe('retry delay', () => {
  it('doubles, is capped and keeps half of it random', () => {
    expect([0, 1, 2, 10, 1000].map((n) => retryDelay(n, 1))).toEqual([300, 600, 1200, 15_000, 15_000])
    expect(retryDelay(3, 0)).toBe(1200)
  })
})
