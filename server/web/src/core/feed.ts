// The client of the live feed (taizhang.feed.v1). It loses nothing and repeats
// nothing: every frame says it covers (prev, seq], and only a frame that begins
// at the cursor moves it. Positions are opaque texts ordered by <.
import type { FeedItem, Principal } from './types'

export const PROTOCOL = 'taizhang.feed.v1'

export type LinkState = 'connecting' | 'catching_up' | 'live' | 'lost' | 'refused'

export interface FeedFilter { district?: string[]; stage?: string[]; event?: string[]; parcel?: string[] }

export type Frame =
  | { type: 'welcome'; log: string; head: string; you: Principal; time: string; heartbeat: number }
  | { type: 'events'; prev: string; seq: string; live: boolean; items: FeedItem[] }
  | { type: 'progress'; prev: string; seq: string; head: string; time: string }
  | { type: 'caught_up'; prev: string; seq: string; time: string }
  | { type: 'error'; code: string; zh: string; en: string }
  | { type: 'bye'; resume: boolean }

/** What the feed uses of a WebSocket. */
export interface Socket {
  onopen: (() => void) | null
  onmessage: ((message: { data: unknown }) => void) | null
  onclose: ((close: { code: number }) => void) | null
  send(text: string): void
  close(code?: number): void
}

export interface FeedOptions {
  open: () => Socket
  filter?: FeedFilter
  /** Where to begin when no position is known. */
  from: 'start' | 'live'
  /** Items in the order of the ledger; each is given exactly once. */
  onItems: (items: FeedItem[], live: boolean) => void
  onState: (state: LinkState, problem?: { code: string; zh: string; en: string }) => void
  /** The ledger behind the address is another one: what was shown is void. */
  onReset: () => void
  /** A sign of life: the server's clock, where it was sent. */
  onAlive?: (serverTime?: string) => void
  random?: () => number
}

const RETRY_MS = 300
const RETRY_MAX_MS = 15_000
const HEARTBEAT_SECONDS = 10
/** Heartbeats that may be missing before the link counts as dead. */
const MISSED_HEARTBEATS = 2.5
/** No token, or one whose authority was withdrawn while the feed was open: coming back is of no use. */
const REFUSED = [4001, 1008]

/** The wait before attempt n (from 0): doubling, capped, half of it random so that a hall of screens does not return at once. */
export function retryDelay(attempt: number, random: number): number {
  const full = Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** Math.min(attempt, 16))
  return full / 2 + (full / 2) * random
}

export class Feed {
  /** Everything up to and including it has been looked at; undefined before the first frame. */
  cursor: string | undefined
  private log: string | undefined
  private socket: Socket | undefined
  private attempt = 0
  private heartbeat = HEARTBEAT_SECONDS
  private retry: ReturnType<typeof setTimeout> | undefined
  private watchdog: ReturnType<typeof setTimeout> | undefined
  private stopped = true

  constructor(private readonly options: FeedOptions) {}

  start(): void {
    if (!this.stopped) return
    this.stopped = false
    this.attempt = 0
    this.connect()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.retry)
    this.drop()
  }

  private connect(): void {
    this.options.onState('connecting')
    const socket = this.options.open()
    this.socket = socket
    socket.onopen = () => socket.send(JSON.stringify(this.hello()))
    socket.onmessage = ({ data }) => this.receive(socket, String(data))
    socket.onclose = ({ code }) => this.closed(socket, code)
    this.watch()
  }

  private hello() {
    const { filter, from } = this.options
    const place = this.cursor === undefined ? { from } : { after: this.cursor }
    return { type: 'hello', ...(this.log !== undefined && { log: this.log }), ...place, ...(filter && { filter }) }
  }

  private receive(socket: Socket, text: string): void {
    if (socket !== this.socket) return
    let frame: Frame
    try {
      frame = JSON.parse(text) as Frame
    } catch {
      return this.reconnect()
    }
    this.watch()
    this.options.onAlive?.('time' in frame ? frame.time : undefined)
    this.take(frame)
  }

  private take(frame: Frame): void {
    switch (frame.type) {
      case 'welcome':
        return this.welcomed(frame)
      case 'events':
        return void this.cover(frame.prev, frame.seq, frame.items, frame.live)
      case 'progress':
        return void this.cover(frame.prev, frame.seq, [], false)
      case 'caught_up':
        return this.cover(frame.prev, frame.seq, [], false) ? this.caughtUp() : undefined
      case 'error':
        return this.refused(frame)
      case 'bye':
        return this.reconnect()
    }
  }

  private welcomed(frame: Extract<Frame, { type: 'welcome' }>): void {
    if (this.log !== undefined && this.log !== frame.log) this.forget()
    this.log = frame.log
    this.heartbeat = frame.heartbeat || HEARTBEAT_SECONDS
    this.options.onState('catching_up')
  }

  /** Applies a frame that covers (prev, seq]; false when it leaves a gap. */
  private cover(prev: string, seq: string, items: FeedItem[], live: boolean): boolean {
    if (this.cursor !== undefined && prev > this.cursor) {
      this.reconnect() // a gap: resume from the cursor
      return false
    }
    const cursor = this.cursor
    const fresh = cursor === undefined || prev === cursor ? items : items.filter((item) => item.position > cursor)
    if (cursor === undefined || seq > cursor) this.cursor = seq
    if (fresh.length > 0) this.options.onItems(fresh, live)
    return true
  }

  private caughtUp(): void {
    this.attempt = 0
    this.options.onState('live')
  }

  private refused(problem: Extract<Frame, { type: 'error' }>): void {
    switch (problem.code) {
      case 'unauthorized':
      case 'denied':
      case 'bad_request':
        this.stop()
        return this.options.onState('refused', problem)
      case 'log_replaced':
      case 'position_ahead': // a ledger restored from an older copy
        this.forget()
    }
    this.reconnect()
  }

  private forget(): void {
    this.cursor = undefined
    this.log = undefined
    this.options.onReset()
  }

  private closed(socket: Socket, code: number): void {
    if (socket !== this.socket) return
    if (REFUSED.includes(code)) {
      this.stop()
      return this.options.onState('refused', { code: 'unauthorized', zh: '登录已失效', en: 'not signed in any more' })
    }
    this.reconnect()
  }

  private reconnect(): void {
    this.drop()
    if (this.stopped) return
    this.options.onState('lost')
    clearTimeout(this.retry)
    this.retry = setTimeout(() => this.connect(), retryDelay(this.attempt++, (this.options.random ?? Math.random)()))
  }

  /** Lets go of the socket: what it still delivers is not heard. */
  private drop(): void {
    clearTimeout(this.watchdog)
    const socket = this.socket
    this.socket = undefined
    socket?.close()
  }

  private watch(): void {
    clearTimeout(this.watchdog)
    this.watchdog = setTimeout(() => this.reconnect(), this.heartbeat * MISSED_HEARTBEATS * 1000)
  }
}
