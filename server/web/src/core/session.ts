// Who is signed in, and what the ledger is. A token is given to the server once and
// kept nowhere here: the browser holds a session cookie that no script can read.
import { reactive, readonly } from 'vue'
import type { Catalogue, Competence, DemoPrincipal, LedgerInfo, Me } from './types'
import { get, onRefused, Refused, send } from './api'

/** Set in this tab once somebody has signed out of a demo, which else signs in by itself. */
const SIGNED_OUT = 'taizhang.signedOut'

interface Session {
  me: Me | null
  competence: Competence | null
  ledger: LedgerInfo | null
  catalogue: Catalogue | null
  /** Whom a visitor of a demo can be; the first is whom he begins as. */
  demo: DemoPrincipal[]
  ready: boolean
  /** Why nobody is signed in, in the server's words. */
  problem: Refused | null
  /** Whether somebody was, until the server said no. */
  ended: boolean
}

const state = reactive<Session>({ me: null, competence: null, ledger: null, catalogue: null, demo: [], ready: false, problem: null, ended: false })

export const session = readonly(state) as Readonly<Session>
export const isDemo = () => state.ledger?.kind === 'DEMO'

/** Whether the server admits who is signed in to an act. */
export const may = (act: string) => state.competence?.acts.some((a) => a.act === act && !a.denied) ?? false

/** What who is signed in may do with events of a type, wherever they lie. */
export const remitOf = (event: string) => state.competence?.events.find((r) => r.event === event)

/** Reads what the ledger is and who is signed in; on a demo ledger signs in the first of its principals unless somebody is or has signed out. */
export async function begin(): Promise<void> {
  await refreshLedger()
  await readDemo()
  const first = state.demo[0]
  if (!(await resume()) && first && !sessionStorage.getItem(SIGNED_OUT)) await signIn(first.token)
  if (!state.ended) state.problem = null
  state.ready = true
}

export async function refreshLedger(): Promise<void> {
  state.ledger = await get<LedgerInfo>('/ledger')
}

async function readDemo(): Promise<void> {
  state.demo = isDemo() ? await get<DemoPrincipal[]>('/demo/officers').catch(() => []) : []
}

/** Gives the server a token; from then on the browser's cookie says who it is. */
export const signIn = (token: string): Promise<boolean> => enter(() => send<Me>('/session', { token }))

/** Takes up the session of this browser, which another tab may have begun. */
const resume = (): Promise<boolean> => enter(() => get<Me>('/session'))

async function enter(ask: () => Promise<Me>): Promise<boolean> {
  try {
    const me = await ask()
    state.catalogue ??= await get<Catalogue>('/catalogue')
    state.competence = await get<Competence>('/me/competence')
    state.me = me
    state.problem = null
    state.ended = false
    sessionStorage.removeItem(SIGNED_OUT)
    return true
  } catch (error) {
    if (!(error instanceof Refused) || error.status === 0) throw error
    state.problem = error
    return false
  }
}

let renewing: Promise<boolean> | undefined

/** The server has refused who was signed in: takes up what the browser's session is now, after a restart of a demo the same person anew; else nobody is signed in, and why is said. */
export function renew(): Promise<boolean> {
  renewing ??= again().finally(() => (renewing = undefined))
  return renewing
}

async function again(): Promise<boolean> {
  const id = state.me?.id
  if (await resume().catch(() => true)) return true // no answer is not a refusal
  await readDemo()
  const same = state.demo.find((d) => d.officer.id === id)
  if (same && (await signIn(same.token).catch(() => false))) return true
  state.ended = state.me !== null
  forget()
  return false
}

export async function signOut(): Promise<void> {
  sessionStorage.setItem(SIGNED_OUT, '1')
  await send('/session', undefined, 'DELETE').catch(() => undefined)
  state.ended = false
  state.problem = null
  forget()
}

function forget(): void {
  state.me = null
  state.competence = null
}

onRefused(() => state.me && void renew())
