// The HTTP API. Every refusal carries the server's words in both languages and,
// for a fact, the JSON pointer of each place.
import type { Fact, Problem, WriteAnswer } from './types'
import { caughtUp } from './catchup'

const PREFIX = '/api/v1'

/** An answer that is not 2xx; status 0 when no answer came. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly zh: string,
    readonly en: string,
    readonly problems: Problem[] = [],
  ) {
    super(`${status} ${code}: ${zh}`)
  }

  /** Whether the same request may be sent again under the same key. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 503 || this.status === 502 || this.status === 429
  }

  /** Whether it is not the request that was refused, but who asks. */
  get nobody(): boolean {
    return this.status === 401 || this.code === 'no_authority'
  }
}

export type Query = Record<string, string | number | undefined>

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(PREFIX + path, init)
  } catch {
    throw new Refused(0, 'no_answer', '连不上服务器,请检查网络后重试', 'the server cannot be reached; check the network and try again')
  }
  if (response.ok) return response
  const refused = await refusal(response)
  if (refused.nobody && !path.startsWith('/session')) hear()
  throw refused
}

let hear = () => {}
/** Calls back when the server no longer knows who is signed in, or gives him no authority. */
export const onRefused = (heard: () => void) => void (hear = heard)

async function refusal(response: Response): Promise<Refused> {
  const body = (await response.json().catch(() => ({}))) as { error?: { code?: string; zh?: string; en?: string; problems?: Problem[]; request?: string } }
  const { code = 'unknown', zh = `服务器回答 ${response.status}`, en = `the server answered ${response.status}`, problems = [], request } = body.error ?? {}
  const named = code === 'internal' && request // what the server's log calls it
  return new Refused(response.status, code, named ? `${zh}（请求 ${request}）` : zh, named ? `${en} (request ${request})` : en, problems ?? [])
}

const address = (path: string, query: Query = {}) => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

/** Reads. What a server that has just started cannot show yet is read when it can. */
export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      const response = await request(address(path, query), { signal })
      return (await response.json()) as T
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'catching_up') throw error
      await caughtUp()
      if (signal?.aborted) throw error
    }
  }
}

/** Sends a fact. The key names the attempt: sent again with the same key, it is recorded once. */
export async function record(parcel: string | null, fact: Fact, key: string, dryRun: boolean): Promise<WriteAnswer> {
  const path = parcel === null ? '/parcels' : `/parcels/${encodeURIComponent(parcel)}/events`
  const response = await request(address(path, { dryRun: dryRun ? 'true' : undefined }), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(fact),
  })
  return (await response.json()) as WriteAnswer
}

/** Sends what is not a fact: a session, a token, an entry in a book under its key. */
export async function send<T>(path: string, body?: unknown, method = 'POST', key?: string): Promise<T> {
  const headers: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' }
  if (key) headers['Idempotency-Key'] = key
  const response = await request(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  return (await response.json()) as T
}

/** Runs a read-only query on the analytics. */
export async function query(sql: string): Promise<{ columns: { name: string; type: string }[]; rows: unknown[][] }> {
  const response = await request('/query', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ sql }) })
  return await response.json()
}

/** Fetches a file and hands it to the browser to save. */
export async function download(path: string, name: string, query?: Query): Promise<void> {
  const response = await request(address(path, query))
  const given = /filename="?([^";]+)"?/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  const url = URL.createObjectURL(await response.blob())
  const link = Object.assign(document.createElement('a'), { href: url, download: given ?? name })
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** A key for one attempt: 128 random bits, also where the page is not a secure context. */
export function attemptKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `web-${Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')}`
}
