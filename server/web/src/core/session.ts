// Who is signed in, and what the ledger is. The token lives in this tab's
// sessionStorage and in the Authorization header, never in an address.
import { reactive, readonly } from 'vue'
import type { Catalogue, DemoOfficer, LedgerInfo, Officer } from './types'
import { get, Refused } from './api'

const TOKEN = 'taizhang.token'

interface Session {
  token: string
  officer: Officer | null
  ledger: LedgerInfo | null
  catalogue: Catalogue | null
  demoOfficers: DemoOfficer[]
  ready: boolean
  /** Why nobody is signed in, in the server's words. */
  problem: Refused | null
}

const state = reactive<Session>({ token: sessionStorage.getItem(TOKEN) ?? '', officer: null, ledger: null, catalogue: null, demoOfficers: [], ready: false, problem: null })

export const session = readonly(state) as Readonly<Session>
export const isDemo = () => state.ledger?.kind === 'DEMO'
export const token = () => state.token

/** Reads what the ledger is; on a demo ledger signs in the first of its officers unless somebody is signed in. */
export async function begin(): Promise<void> {
  await refreshLedger()
  state.demoOfficers = isDemo() ? await get<DemoOfficer[]>('/demo/officers').catch(() => []) : []
  const known = state.token !== '' && (await signIn(state.token))
  if (!known && state.demoOfficers[0]) await signIn(state.demoOfficers[0].token)
  state.ready = true
}

export async function refreshLedger(): Promise<void> {
  state.ledger = await get<LedgerInfo>('/ledger')
}

/** Takes a token if the server knows it. */
export async function signIn(token: string): Promise<boolean> {
  const before = state.token
  state.token = token
  try {
    state.officer = await get<Officer>('/me')
    state.catalogue ??= await get<Catalogue>('/catalogue')
    state.problem = null
    sessionStorage.setItem(TOKEN, token)
    return true
  } catch (error) {
    state.token = state.officer ? before : ''
    state.problem = error instanceof Refused ? error : null
    if (!state.officer) sessionStorage.removeItem(TOKEN)
    return false
  }
}

/** After a restart a demo ledger has new tokens for the same officers: takes the one of who is signed in. */
export async function renew(): Promise<boolean> {
  const id = state.officer?.id
  if (!isDemo() || !id) return false
  state.demoOfficers = await get<DemoOfficer[]>('/demo/officers').catch(() => [])
  const same = state.demoOfficers.find((d) => d.officer.id === id)
  return same !== undefined && same.token !== state.token && (await signIn(same.token))
}

export function signOut(): void {
  sessionStorage.removeItem(TOKEN)
  state.token = ''
  state.officer = null
}
