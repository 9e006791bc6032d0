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

async function api(url, path) {
  const [{ token }] = await (await fetch(`${url}/api/v1/demo/officers`)).json()
  return (await fetch(`${url}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } })).json()
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
    name: 'record', path: `/record/${parcel.id}`, wait: '[data-type=BreachFound]',
    act: async (page) => {
      await page.locator('[data-type=BreachFound]').click()
      await page.locator('[data-path="/data/breachId"] input').fill('WY-2026-018')
      await page.locator('[data-test=submit]').click()
      await ready(page, '[data-test=outcome]')
    },
  },
  { name: 'register', path: '/record?new=1', wait: '[data-path="/data/district"]' },
  {
    name: 'correction', path: `/record/${parcel.id}?act=EventCorrected&target=${parcel.entries.find((e) => !e.corrects && e.type === 'OperationReported')?.id ?? parcel.entries[0].id}`, wait: '[data-test=correct-field]',
    act: async (page) => {
      for (const i of [0, 6]) {
        await page.locator('[data-test=correct-field]').click()
        await page.locator('.el-select-dropdown__item:visible').nth(i).click()
      }
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
  const page = await browser.newPage({ viewport: size })
  await page.addInitScript((l) => localStorage.setItem('taizhang.locale', l), locale)
  await page.goto(`${url}/#${screen.path}`)
  await ready(page, '[data-test=link][data-state=live]')
  await ready(page, screen.wait)
  await screen.act?.(page)
  await rest(page)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await page.close()
}

const server = process.env.TAIZHANG_URL ? null : await Server.demo(undefined, { parcels: 3000, years: 8 })
const browser = await launch()
try {
  const url = process.env.TAIZHANG_URL ?? (await server.start())
  mkdirSync(folder, { recursive: true })
  const all = screens(await richest(url, 'OPERATING'))
  for (const locale of ['zh-CN', 'en']) {
    for (const screen of all) await picture(browser, url, screen, locale, HD, `${screen.name}-${locale}`)
  }
  await picture(browser, url, all[0], 'zh-CN', { width: 1280, height: 720 }, 'overview-1280')
  await picture(browser, url, all[3], 'zh-CN', { width: 1280, height: 720 }, 'parcel-1280')
  await picture(browser, url, all[0], 'zh-CN', { width: 3840, height: 2160 }, 'overview-4k')
  console.log(`${all.length * 2 + 3} pictures in ${folder}`)
} finally {
  await browser.close()
  await server?.remove()
}
