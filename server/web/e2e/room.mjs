// One demo city, one browser and the helpers that the browser tests share.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { launch, Server, until } from './browser.mjs'

export const room = {
  server: undefined,
  browser: undefined,
  /** The tokens of the demo's principals, by who they are; new ones with every start. */
  tokens: {},
  /** Everything that a page complained about: script errors, refused content, failed requests. */
  complaints: [],
  /** While the server is down on purpose, requests fail. */
  down: false,
}

before(async () => {
  room.server = await Server.demo()
  await room.server.start()
  room.browser = await launch()
  await readTokens()
})
after(async () => {
  await room.browser?.close()
  await room.server?.remove()
})

/** Reads whom a visitor of the demo can be. */
export async function readTokens() {
  const principals = await (await fetch(`${room.server.url}/api/v1/demo/officers`)).json()
  room.tokens = Object.fromEntries(principals.map((p) => [p.officer.id, p.token]))
}

/** Who the pages and requests of a test are, when it says nothing. */
export const OFFICER = 'demo-IIT'

/** Opens a page of its own in a browser where nobody is signed in, and hears what it complains about. */
export async function blank(path = '/') {
  const context = await room.browser.newContext({ viewport: { width: 1920, height: 1080 }, acceptDownloads: true })
  const page = await context.newPage()
  page.on('close', () => context.close().catch(() => undefined)) // the browser may be gone with it
  page.on('pageerror', (e) => room.complaints.push(`${path}: ${e.message}`))
  page.on('console', (m) => m.type() === 'error' && !room.down && !expected(m) && room.complaints.push(`${path}: ${m.text()}`))
  return page
}

/** What a browser reports of an answer that the page itself speaks of: a form refused, nobody signed in. */
const expected = (m) => /status of (400|403|422)/.test(m.text()) || (/status of 401/.test(m.text()) && /\/api\/v1\//.test(m.location().url))

/** Signs the browser of a page in; it keeps the cookie, as any browser does. */
export async function signIn(page, token) {
  const answer = await page.context().request.post(`${room.server.url}/api/v1/session`, { data: { token }, headers: { Origin: room.server.url } })
  assert.ok(answer.ok(), await answer.text())
}

/** Opens a page of its own, signed in, and waits until its link is live. */
export const open = async (path = '/', who = OFFICER) => enter(await blank(path), path, who)

/** The same in a page that is there and that somebody may listen to already. */
export async function enter(page, path, who) {
  await signIn(page, room.tokens[who])
  await page.goto(`${room.server.url}/#${path}`)
  await until('the link is live', () => page.getByTestId('link').getAttribute('data-state').then((s) => s === 'live'), 30_000)
  return page
}

/** Asks the API in somebody's name. */
export const api = async (path, init = {}, who = OFFICER) => (await fetch(`${room.server.url}/api/v1${path}`, { ...init, headers: { Authorization: `Bearer ${room.tokens[who]}`, ...init.headers } })).json()

/** Becomes somebody else on an open page, by the switch of the demo. */
export async function become(page, who) {
  await page.getByTestId('officer').click()
  await page.locator('.el-dropdown-menu__item:visible', { hasText: '切换身份' }).click()
  await page.locator(`[data-principal="${who}"]`).click()
  await until(`the page is ${who}'s`, async () => (await page.getByTestId('officer').getAttribute('data-me')) === who)
  await page.locator('.el-overlay').waitFor({ state: 'hidden' })
}

/** The district whose officers the switch of the demo shows first. */
export const DISTRICT = '120116'

/** A parcel of that district in a stage, with at least so many events. */
export async function parcelIn(stage, events = 1) {
  const page = await api(`/parcels?stage=${stage}&district=${DISTRICT}&limit=100`)
  for (const row of page.items) {
    if (row.overdue === 0 && (await api(`/parcels/${row.id}`)).parcel.events >= events) return row
  }
  throw new Error(`no parcel in ${stage}`)
}

/** Today in Shanghai. */
export const today = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)

let checks = 0

/** Records an inspection by the API and returns the event. */
export async function recordByApi(parcel) {
  const no = `E2E-${++checks}-${Date.now()}`
  const fact = { type: 'OperationChecked', occurredOn: today(), data: { checkNo: no, kind: 'ROUTINE', result: 'PASS' } }
  const answer = await api(`/parcels/${parcel}/events`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': no }, body: JSON.stringify(fact) })
  assert.ok(answer.events, JSON.stringify(answer))
  return answer.events[0].id
}

/** The input of the form at a JSON pointer. */
export const field = (page, path) => page.locator(`[data-path="${path}"]`)
export const fill = (page, path, text) => field(page, path).locator('input, textarea').first().fill(text)
export async function choose(page, path, text) {
  await field(page, path).locator('.el-select__wrapper').first().click()
  await page.locator('.el-select-dropdown__item:visible', { hasText: text }).first().click()
}

/** Gives somebody authority in a real ledger, as its first administrator, and issues a token to him. */
export async function appointed(server, grant) {
  const send = (path, body) => fetch(`${server.url}/api/v1${path}`, { method: 'POST', headers: { Authorization: `Bearer ${server.firstToken()}`, 'Content-Type': 'application/json', 'Idempotency-Key': `grant-${grant.subject}` }, body: JSON.stringify(body) }).then((r) => r.json())
  const entered = await send('/authority/events', { type: 'AuthorityGranted', occurredOn: today(), data: grant })
  assert.ok(entered.events, JSON.stringify(entered))
  return (await send('/tokens', { subject: grant.subject })).token
}
