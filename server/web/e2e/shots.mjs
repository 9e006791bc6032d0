// Pictures of every screen in both languages: npm run shots [folder]. The server
// is a generated demo city, or the one at TAIZHANG_URL.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { launch, Server, until } from './browser.mjs'

const folder = process.argv[2] ?? 'shots'
const HD = { width: 1920, height: 1080 }
const ready = (page, selector) => until(selector, () => page.locator(selector).count(), 60_000)
/** Animations and charts come to rest. */
const rest = (page) => page.waitForTimeout(1200)

/** The token of somebody of the demo. */
async function tokenOf(url, who) {
  const principals = await (await fetch(`${url}/api/v1/demo/officers`)).json()
  return principals.find((p) => p.officer.id === who).token
}

async function api(url, path, init = {}) {
  const headers = { Authorization: `Bearer ${await tokenOf(url, 'demo-administrator')}`, 'Content-Type': 'application/json', 'Idempotency-Key': `shots-${path}-${init.body ?? ''}`.slice(0, 100) }
  return (await fetch(`${url}/api/v1${path}`, { ...init, headers })).json()
}

/** Some authority to look at: in force, awaiting approval, ended, with a token. */
async function furnish(url) {
  const grant = (data) => api(url, '/authority/events', { method: 'POST', body: JSON.stringify({ type: 'AuthorityGranted', occurredOn: '2026-11-20', data }) })
  await grant({ subject: 'zhao.gui', name: '赵演规', role: 'OFFICER', view: 'INTERNAL', department: 'PNR', level: 'DISTRICT', district: '120110', reason: '区分局新任' })
  await grant({ subject: 'group:tj-iit', name: '工信局用户组', role: 'OFFICER', view: 'INTERNAL', department: 'IIT', level: 'CITY', until: '2027-12-31', reason: '统一身份认证' })
  await grant({ subject: 'qian.ji', name: '钱演计', role: 'AUDITOR', view: 'AUDITOR', level: 'CITY', until: '2027-06-30', reason: '年度审计' })
  await api(url, '/tokens', { method: 'POST', body: JSON.stringify({ subject: 'zhao.gui' }) })
}

/** The parcel of a stage with the longest history, corrections first. */
async function richest(url, stage) {
  const { items } = await api(url, `/parcels?stage=${stage}&limit=40`)
  const all = await Promise.all(items.map(async (i) => ({ id: i.id, entries: (await api(url, `/parcels/${i.id}/history`)).entries })))
  const weight = (p) => p.entries.length + (p.entries.some((e) => e.corrects) ? 100 : 0) + (p.entries.length > 45 ? -60 : 0)
  return all.sort((a, b) => weight(b) - weight(a))[0]
}

const screens = (parcel) => [
  { name: 'overview', path: '/', wait: '[data-test=deadlines] li' },
  { name: 'overview-district', path: '/?district=120114', wait: '[data-test=deadlines]' },
  { name: 'parcels', path: '/parcels', wait: '[data-test=parcels] tbody tr' },
  { name: 'parcel', path: `/parcels/${parcel.id}`, wait: '[data-test=slider]' },
  {
    name: 'parcel-replay', path: `/parcels/${parcel.id}`, wait: '[data-test=slider]',
    act: async (page) => {
      await page.locator('[data-test=slider]').focus()
      for (let i = 0; i < Math.ceil(parcel.entries.length / 2); i++) await page.keyboard.press('ArrowLeft')
      await page.locator('.timeline li.active [aria-expanded]').click()
    },
  },
  {
    name: 'record', who: 'demo-IIT', path: `/record/${parcel.id}`, wait: '[data-type=BreachFound]',
    act: async (page) => {
      await page.locator('[data-type=BreachFound]').click()
      await page.locator('[data-path="/data/breachId"] input').fill('WY-2026-018')
      await page.locator('[data-test=submit]').click()
      await ready(page, '[data-test=outcome]')
    },
  },
  { name: 'register', who: 'demo-PNR', path: '/record?new=1', wait: '[data-path="/data/district"]' },
  {
    name: 'correction', who: 'demo-IIT', path: `/record/${parcel.id}?act=EventCorrected&target=${parcel.entries.find((e) => !e.corrects && e.type === 'OperationReported')?.id ?? parcel.entries[0].id}`, wait: '[data-test=correct-field]',
    act: async (page) => {
      for (const i of [0, 6]) {
        await page.locator('[data-test=correct-field]').click()
        await page.locator('.el-select-dropdown__item:visible').nth(i).click()
      }
    },
  },
  { name: 'sign-in', who: null, path: '/', wait: '#token' },
  { name: 'me', who: 'demo-IIT', path: '/me', wait: '[data-test=remits] tbody' },
  { name: 'me-public', who: 'demo-public', path: '/me', wait: '[data-test=remits] tbody' },
  { name: 'record-offered', who: 'demo-TAX', path: `/record/${parcel.id}`, wait: '[data-test=not-offered]' },
  { name: 'parcel-hidden', who: 'demo-IIT', path: `/parcels/${parcel.id}`, wait: '[data-test=slider]', act: (page) => page.locator(`.timeline [data-event="${parcel.entries.find((e) => e.type === 'OperationReported')?.id}"] [aria-expanded]`).click() },
  { name: 'overview-public', who: 'demo-public', path: '/', wait: '[data-test=veiled]' },
  { name: 'authority', who: 'demo-administrator-2', path: '/authority', wait: '[data-test=grants] tbody tr' },
  { name: 'access', path: '/access', wait: '[data-test=access] tbody tr' },
  {
    name: 'demo-switch', path: '/', wait: '[data-test=deadlines] li',
    act: async (page) => {
      await page.locator('[data-test=officer]').click()
      await page.locator('.el-dropdown-menu__item:visible').nth(1).click()
      await ready(page, '[data-test=demo-switch]')
    },
  },
  { name: 'alarms', path: '/alarms', wait: '[data-test=alarm-list] tbody tr' },
  { name: 'metric-cohort', path: '/efficiency?metric=M17&part=BUILDING', wait: '[data-test=figures] tbody tr' },
  { name: 'efficiency', path: '/efficiency', wait: '[data-test=figures] tbody tr' },
  { name: 'efficiency-industry', path: '/efficiency?by=industry&per=quarter', wait: '[data-test=figures] tbody tr' },
  {
    name: 'efficiency-events', path: '/efficiency', wait: '[data-test=figures] tbody tr',
    act: async (page) => {
      await page.locator('[data-test=figures] td button:not(:disabled)').nth(8).click()
      await ready(page, '[data-test=behind] tbody tr')
    },
  },
]

async function picture(browser, url, screen, locale, size, name) {
  const context = await browser.newContext({ viewport: size })
  const page = await context.newPage()
  const { who = 'demo-auditor' } = screen
  await page.addInitScript(([l, out]) => {
    localStorage.setItem('taizhang.locale', l)
    if (out) sessionStorage.setItem('taizhang.signedOut', '1')
  }, [locale, who === null])
  if (who !== null) await context.request.post(`${url}/api/v1/session`, { data: { token: await tokenOf(url, who) }, headers: { Origin: url } })
  await page.goto(`${url}/#${screen.path}`)
  if (who !== null) await ready(page, '[data-test=link][data-state=live]')
  await ready(page, screen.wait)
  await screen.act?.(page)
  await rest(page)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await context.close()
}

const server = process.env.TAIZHANG_URL ? null : await Server.demo(undefined, { parcels: 3000, years: 8 })
const browser = await launch()
try {
  const url = process.env.TAIZHANG_URL ?? (await server.start())
  mkdirSync(folder, { recursive: true })
  await furnish(url)
  const all = screens(await richest(url, 'OPERATING'))
  for (const locale of ['zh-CN', 'en']) {
    for (const screen of all) await picture(browser, url, screen, locale, HD, `${screen.name}-${locale}`)
  }
  const laptop = all.filter((s) => ['sign-in', 'me', 'authority', 'access', 'record-offered'].includes(s.name))
  for (const screen of laptop) await picture(browser, url, screen, 'en', { width: 1366, height: 768 }, `${screen.name}-1366`)
  await picture(browser, url, all[0], 'zh-CN', { width: 1280, height: 720 }, 'overview-1280')
  await picture(browser, url, all[3], 'zh-CN', { width: 1280, height: 720 }, 'parcel-1280')
  await picture(browser, url, all[0], 'zh-CN', { width: 3840, height: 2160 }, 'overview-4k')
  console.log(`${all.length * 2 + laptop.length + 3} pictures in ${folder}`)
} finally {
  await browser.close()
  await server?.remove()
}
