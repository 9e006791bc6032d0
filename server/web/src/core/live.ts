// The one feed of this page: what every screen shows of the link, the latest events
// in a ring, and the events as they come for whoever listens.
import { onUnmounted, reactive, readonly } from 'vue'
import { query } from './api'
import { Feed, PROTOCOL, type LinkState, type Socket } from './feed'
import { may, refreshLedger, renew, session } from './session'
import type { FeedItem } from './types'

/** Events kept for the ticker; a wall runs for months, so nothing here grows. */
const RING = 120

interface Live {
  state: LinkState
  items: FeedItem[]
  /** Seconds from the recording of the last event to its arrival here. */
  lag: number | null
  /** When the server was last heard, by this machine's clock; 0 for never. */
  aliveAt: number
  /** Server clock minus this machine's, in ms. */
  offset: number
  /** This machine's clock, once a second. */
  now: number
  /** Ids that arrived live, to mark them in the ticker. */
  fresh: Record<string, true>
}

const state = reactive<Live>({ state: 'connecting', items: [], lag: null, aliveAt: 0, offset: 0, now: Date.now(), fresh: {} })
export const live = readonly(state) as Readonly<Live>
export const serverNow = () => state.now + state.offset

type Listener = (items: FeedItem[]) => void
const listeners = new Set<Listener>()
const resets = new Set<() => void>()
let feed: Feed | undefined

setInterval(() => (state.now = Date.now()), 1000)

/** Calls back with new events while the component is there; reset when the ledger was replaced or the link came back. */
export function useEvents(listener: Listener, reset?: () => void): void {
  listeners.add(listener)
  if (reset) resets.add(reset)
  onUnmounted(() => {
    listeners.delete(listener)
    if (reset) resets.delete(reset)
  })
}

/** Follows the ledger in the name of who is signed in; again after another signs in. */
export function follow(): void {
  feed?.stop()
  state.items = []
  state.fresh = {}
  void recent()
  feed = new Feed({ open, from: 'live', onItems: take, onState, onReset: reset, onAlive: alive })
  feed.start()
}

function open(): Socket {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(`${scheme}//${location.host}/api/v1/feed`, PROTOCOL) as Socket
}

function take(items: FeedItem[], isLive: boolean): void {
  show(items)
  if (isLive) {
    for (const item of items) state.fresh[item.id] = true
    const last = items[items.length - 1]!
    state.lag = Math.max(0, (Date.now() + state.offset - Date.parse(last.recordedAt)) / 1000)
  }
  for (const listener of listeners) listener(items)
}

/** Puts events into the ring, newest first, each once. */
function show(items: readonly FeedItem[]): void {
  const byId = new Map([...state.items, ...items].map((i) => [i.id, i]))
  state.items = [...byId.values()].sort((a, b) => (a.recordedAt !== b.recordedAt ? (a.recordedAt < b.recordedAt ? 1 : -1) : a.position < b.position ? 1 : -1)).slice(0, RING)
  for (const id of Object.keys(state.fresh)) if (!byId.has(id)) delete state.fresh[id]
}

function alive(time?: string): void {
  state.aliveAt = Date.now()
  if (time) state.offset = Date.parse(time) - state.aliveAt
}

function onState(next: LinkState, problem?: { code: string }): void {
  const back = next === 'live' && state.state !== 'live'
  state.state = next
  if (next === 'refused' && problem?.code === 'unauthorized') void renewed()
  if (back) for (const listener of resets) listener()
}

/** Who was refused may be signed in again after a restart, or have become another in another tab: then the feed goes on from its cursor. */
async function renewed(): Promise<void> {
  const refused = feed
  const before = session.me?.id
  if ((await renew()) && session.me?.id === before && refused === feed) feed?.start()
}

/** Ends the feed of somebody who has signed out, and lets go of what it brought. */
export function leave(): void {
  feed?.stop()
  feed = undefined
  state.items = []
  state.fresh = {}
}

function reset(): void {
  state.items = []
  void refreshLedger()
  for (const listener of resets) listener()
}

const RECENT = `SELECT position, toString(event_id), toString(parcel), type, toString(occurred_on), formatDateTime(recorded_at, '%Y-%m-%dT%H:%i:%SZ'),
  officer, department, level, district, stage, length(findings), backfill, toString(corrects)
FROM events FINAL WHERE parcel != toUUID('00000000-0000-0000-0000-000000000000') ORDER BY position DESC LIMIT 60`

/** Fills the ticker with what happened before this page was opened, for who may ask the analytics freely. */
async function recent(): Promise<void> {
  if (!may('QUERY')) return
  const answer = await query(RECENT).catch(() => null)
  if (!answer) return
  show(
    answer.rows.map((r) => {
      const [position, id, parcel, type, occurredOn, recordedAt, name, department, level, district, stage, findings, backfill, corrects] = r.map((v) => (v === null ? '' : String(v)))
      return { position, id, parcel, code: '', revision: 0, type, occurredOn, recordedAt, by: { name, department, level }, district, stage, findings: Number(findings), backfill: backfill === 'true' || backfill === '1', corrects: corrects || undefined } as FeedItem
    }),
  )
}
