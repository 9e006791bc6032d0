// One demo city, one browser and the helpers that the browser tests share.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { launch, Server, until } from './browser.mjs'

export const room = {
  server: undefined,
  browser: undefined,
  officers: [],
  /** Everything that a page complained about: script errors, refused content, failed requests. */
  complaints: [],
  /** While the server is down on purpose, requests fail. */
  down: false,
}

before(async () => {
  room.server = await Server.demo()
  await room.server.start()
  room.browser = await launch()
  await readOfficers()
})
after(async () => {
  await room.browser?.close()
  await room.server?.remove()
})

/** The officers of a demo ledger, among its principals; they get new tokens with every start. */
export async function readOfficers() {
  const principals = await (await fetch(`${room.server.url}/api/v1/demo/officers`)).json()
  room.officers = principals.filter((p) => p.officer.role === 'OFFICER')
}

/** Opens a page of its own, signed in as the first officer, and waits until its link is live. */
export async function open(path = '/') {
  const page = await room.browser.newPage({ viewport: { width: 1920, height: 1080 }, acceptDownloads: true })
  page.on('pageerror', (e) => room.complaints.push(`${path}: ${e.message}`))
  page.on('console', (m) => m.type() === 'error' && !room.down && !/status of (400|422)/.test(m.text()) && room.complaints.push(`${path}: ${m.text()}`))
  await page.addInitScript((token) => sessionStorage.getItem('taizhang.token') ?? sessionStorage.setItem('taizhang.token', token), room.officers[0].token)
  await page.goto(`${room.server.url}/#${path}`)
  await until('the link is live', () => page.getByTestId('link').getAttribute('data-state').then((s) => s === 'live'), 30_000)
  return page
}

/** Asks the API in the name of the first officer. */
export const api = async (path, init = {}) => (await fetch(`${room.server.url}/api/v1${path}`, { ...init, headers: { Authorization: `Bearer ${room.officers[0].token}`, ...init.headers } })).json()

/** A parcel in a stage, with at least so many events. */
export async function parcelIn(stage, events = 1) {
  const page = await api(`/parcels?stage=${stage}&limit=100`)
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
