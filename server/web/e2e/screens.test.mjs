// The screens in a real browser on the real server: load, filter, replay, survive a
// restart, both languages, figures.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Server, until } from './browser.mjs'
import { api, appointed, open, parcelIn, readTokens, recordByApi, room, today } from './room.mjs'

test('the overview shows the whole city and says that it is a demo', async () => {
  const page = await open('/')
  const overview = await api('/overview')
  await until('the number of parcels', async () => (await page.getByTestId('kpi-parcels').textContent()) === String(overview.parcels))
  await until('the map has the parcels', async () => Number(await page.getByTestId('map').getAttribute('data-drawn')) > 200)
  assert.equal(await page.getByTestId('demo').textContent(), '演示数据')
  assert.equal(await page.locator('.funnel li b').count(), 6, 'phases of the funnel')
  const overdue = await api('/obligations?status=OVERDUE&limit=1')
  assert.ok(overdue.total > 0)
  await until('the overdue list', async () => (await page.getByTestId('deadlines').locator('li').count()) > 0)
  await page.close()
})

test('clicking a district filters, Esc goes back', async () => {
  const page = await open('/')
  await page.locator('.districts button, button:has-text("武清区")').filter({ hasText: '武清区' }).first().click()
  const wuqing = await api('/overview?district=120114')
  await until('the district alone', async () => (await page.getByTestId('kpi-parcels').textContent()) === String(wuqing.parcels))
  assert.match(page.url(), /district=120114/)
  await page.keyboard.press('Escape')
  await until('the whole city again', async () => !page.url().includes('district='))
  await page.close()
})

test('the map answers to clicks: a district filters, a parcel opens its page', async () => {
  const page = await open('/')
  const map = page.getByTestId('map')
  await until('the map has the parcels', async () => Number(await map.getAttribute('data-drawn')) > 200)
  const tip = page.locator('.tip')
  /** Moves over the map until the tip says what is looked for, and clicks there. */
  const clickOn = async (what, matches, step) => {
    const box = await map.boundingBox()
    for (let y = step; y < box.height; y += step) {
      for (let x = step; x < box.width; x += step) {
        await page.mouse.move(box.x + x, box.y + y)
        if ((await tip.count()) && (await matches())) return page.mouse.click(box.x + x, box.y + y)
      }
    }
    throw new Error(`${what} was not found on the map`)
  }
  await clickOn('武清区', async () => (await tip.locator('b').textContent()) === '武清区', 40)
  await until('the district alone', () => page.url().includes('district=120114'))
  await page.waitForTimeout(800) // the map moves to the district
  await clickOn('a parcel', () => tip.locator('.mono').count(), 9)
  await until('the page of the parcel', () => page.url().includes('/parcels/'))
  await page.getByTestId('slider').waitFor()
  await page.close()
})

test('the slider replays the state event by event', async () => {
  const parcel = await parcelIn('OPERATING', 8)
  const page = await open(`/parcels/${parcel.id}`)
  const { steps } = await api(`/parcels/${parcel.id}/replay`)
  const slider = page.getByTestId('slider')
  const at = () => slider.getAttribute('aria-valuenow').then(Number)
  const stage = () => page.getByTestId('stages').getAttribute('data-stage')
  assert.equal(await slider.getAttribute('role'), 'slider')
  assert.equal(await at(), steps.length)

  await slider.focus()
  for (let i = steps.length - 1; i > 0; i--) {
    await page.keyboard.press('ArrowLeft')
    assert.equal(await at(), i)
    assert.equal(await stage(), steps[i - 1].stage)
  }
  await page.keyboard.press('End')
  assert.equal(await at(), steps.length)
  await page.keyboard.press('Home')
  assert.equal(await at(), 1)
  await page.keyboard.press('ArrowRight')
  assert.match(await slider.getAttribute('aria-valuetext'), new RegExp(steps[1].occurredOn))
  assert.notEqual((await page.getByTestId('changes').textContent()).trim(), '')

  const box = await slider.boundingBox()
  await page.mouse.click(box.x + box.width - 15, box.y + 16)
  assert.equal(await at(), steps.length)
  await page.close()
})

test('what was true on a day, and what was known on a day', async () => {
  const parcel = await parcelIn('OPERATING', 8)
  const { steps } = await api(`/parcels/${parcel.id}/replay`)
  const page = await open(`/parcels/${parcel.id}`)
  const slider = page.getByTestId('slider')
  await slider.waitFor()
  const day = steps[Math.floor(steps.length / 2)].occurredOn
  const [asOf, known] = [page.locator('.as input').nth(0), page.locator('.as input').nth(1)]
  const at = () => slider.getAttribute('aria-valuenow').then(Number)

  await asOf.fill(day)
  await asOf.press('Enter')
  const { state } = await api(`/parcels/${parcel.id}/history?asOf=${day}`)
  await until('the state of that day', async () => (await at()) === steps.filter((s) => s.occurredOn <= day).length)
  assert.equal(await page.getByTestId('stages').getAttribute('data-stage'), state.stage)

  await page.getByRole('button', { name: '恢复为现在' }).click()
  await until('now again', async () => (await at()) === steps.length)
  await known.fill(day)
  await known.press('Enter')
  const then = await api(`/parcels/${parcel.id}/replay?knownAt=${encodeURIComponent(`${day}T23:59:59.999+08:00`)}`)
  assert.ok(then.steps.length < steps.length)
  await until('what was known by then', async () => Number(await slider.getAttribute('aria-valuemax')) === then.steps.length)
  await page.close()
})

test('the history is exported as CSV with the token in no address', async () => {
  const parcel = await parcelIn('OPERATING')
  const page = await open(`/parcels/${parcel.id}`)
  const asked = []
  page.on('request', (r) => asked.push(r.url()))
  await page.getByTestId('export').click()
  const download = page.waitForEvent('download')
  await page.locator('.el-dropdown-menu__item:visible', { hasText: 'CSV' }).click()
  const file = await download
  assert.match(file.suggestedFilename(), /demo-.*\.csv$/)
  const text = readFileSync(await file.path(), 'utf8')
  const { entries } = await api(`/parcels/${parcel.id}/history`)
  assert.ok(text.startsWith('\ufeff'))
  for (const e of entries) assert.ok(text.includes(e.id))
  assert.deepEqual(asked.filter((u) => u.includes('tz_')), [])
  await page.close()
})

test('a page survives a restart of the server without reload', async () => {
  const parcel = await parcelIn('OPERATING')
  const page = await open('/')
  await page.evaluate(() => (window.stillHere = true))
  const link = page.getByTestId('link')
  room.down = true
  await room.server.stop()
  await until('the page says so', async () => (await link.getAttribute('data-state')) !== 'live')
  await room.server.start()
  await readTokens()
  const id = await recordByApi(parcel.id)
  await until('the event of after the restart', () => page.locator(`[data-event="${id}"]`).count(), 40_000)
  await until('the link is live again', async () => (await link.getAttribute('data-state')) === 'live', 40_000)
  room.down = false
  assert.equal(await page.evaluate(() => window.stillHere), true, 'the page was reloaded')
  await page.close()
})

test('the language changes without reload', async () => {
  const page = await open('/parcels')
  await page.evaluate(() => (window.stillHere = true))
  await page.getByTestId('language').click()
  await until('English', async () => (await page.locator('nav').textContent()).includes('Overview'))
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  assert.equal(await page.getByTestId('demo').textContent(), 'DEMO DATA')
  for (const path of ['/', '/record', '/alarms', '/efficiency', '/me']) {
    await page.evaluate((p) => (location.hash = p), path)
    await until(`${path} has no Chinese heading`, async () => !/[\u4e00-\u9fff]/.test(await page.locator('.panel h2').allTextContents().then((h) => h.join())))
  }
  await page.getByTestId('language').click()
  await until('Chinese', async () => (await page.locator('nav').textContent()).includes('总览'))
  assert.equal(await page.evaluate(() => window.stillHere), true, 'the page was reloaded')
  await page.close()
})

test('the page of metrics shows the figures, the events behind them and a CSV', async () => {
  const page = await open('/efficiency')
  const figures = page.getByTestId('figures')
  await until('figures', async () => (await figures.locator('tbody tr').count()) > 3, 30_000)
  await until('the chart is drawn', () => page.getByTestId('chart').locator('canvas').count())
  const answer = await api(`/analytics/efficiency?by=district&per=year&from=${today().slice(0, 4) - 5}&to=${today().slice(0, 4)}`)
  const row = answer.rows.findLast((r) => r.outputPerKm2 !== null)
  assert.match(await figures.textContent(), new RegExp(row.outputPerKm2.replace('.', '\\.')))
  assert.match(await page.getByTestId('legend').textContent(), new RegExp(answer.denominator.zh.slice(0, 4)))

  await figures.locator('td button:not(:disabled)').first().click()
  await until('the events behind it', () => page.getByTestId('behind').locator('tbody tr').count(), 30_000)
  await page.keyboard.press('Escape')

  const download = page.waitForEvent('download')
  await page.getByTestId('csv').click()
  const text = readFileSync(await (await download).path(), 'utf8')
  assert.ok(text.startsWith('\ufeff') && text.includes(row.outputPerKm2))
  await page.close()
})

test('every metric shows its definition: formula, sides, coverage', async () => {
  const page = await open('/efficiency?metric=M17&part=BUILDING')
  const legend = page.getByTestId('legend')
  await until('the formula', async () => (await legend.textContent()).includes('合同供地面积'))
  const { rows } = await api(`/metrics/M17?by=city&per=year&from=${today().slice(0, 4) - 5}&to=${today().slice(0, 4)}`)
  const figures = page.getByTestId('figures')
  await until('figures', async () => (await figures.locator('tbody tr').count()) > 1, 30_000)
  const city = rows.filter((r) => r.part === 'BUILDING' && r.value !== null)
  assert.ok(city.length > 0, 'the demo city has contracts')
  assert.match(await figures.locator('tr.city').textContent(), new RegExp(city.at(-1).value.replace('.', '\\.')))

  await page.evaluate(() => (location.hash = '#/efficiency?metric=M10'))
  await until('no event states the emission', async () => (await legend.textContent()).includes('目前没有事件载有此数'))
  await until('no value, not zero', () => page.getByTestId('no-data').count())
  await page.close()
})

test('alarms are listed by rule and level, on a page and on the wall', async () => {
  const all = await api('/alarms?limit=500')
  assert.ok(all.total > 0, 'the demo city has alarms')
  const { rule, level } = all.counts[0]
  const wall = await open('/')
  await until('levels', async () => /\d/.test(await wall.getByTestId('alarm-levels').textContent()))
  await wall.close()
  const page = await open('/alarms')
  const list = page.getByTestId('alarm-list').locator('tbody tr')
  await until('alarms', () => list.count())
  await page.evaluate(([r, l]) => (location.hash = `#/alarms?rule=${r}&level=${l}`), [rule, level])
  const chosen = await api(`/alarms?rule=${rule}&level=${level}&limit=80`)
  await until('only those of the rule', async () => (await list.count()) === chosen.items.length && (await list.allTextContents()).every((text) => text.includes(rule)))
  await list.first().locator('a').click()
  await until('its parcel', () => page.getByTestId('parcel-alarms').count())
  assert.match(await page.getByTestId('parcel-alarms').textContent(), new RegExp(rule))
  await page.close()
})

test('the page of a parcel shows its facets and its commitments', async () => {
  const row = await parcelIn('OPERATING')
  const page = await open(`/parcels/${row.id}`)
  const facets = page.getByTestId('facets').locator('[data-facet]')
  await until('facets', async () => (await facets.count()) === 14)
  const { commitments } = await api(`/parcels/${row.id}`)
  await page.getByTestId('tab-commitments').click()
  const table = page.getByTestId('commitments')
  if (commitments.length) await until('each commitment', async () => (await table.locator('tbody tr').count()) === commitments.length)
  else assert.match(await table.textContent(), /没有履约指标/)
  await page.close()
})

test('a real ledger shows no demo mark, asks for a token and hides what names places', async () => {
  const real = await Server.real()
  try {
    const url = await real.start()
    const token = await appointed(real, { subject: 'e2e', name: '测试员', role: 'OFFICER', view: 'INTERNAL', department: 'PNR', level: 'CITY', reason: '测试' })
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'e2e-real' }
    const fact = { type: 'ParcelRegistered', occurredOn: '2026-03-13', data: { source: { system: 'e2e', key: '1' }, district: '130102', address: '某某路 1 号', registeredArea: 1_000_000, origin: 'NEW' } }
    const written = await (await fetch(`${url}/api/v1/parcels`, { method: 'POST', headers, body: JSON.stringify(fact) })).json()
    const page = await room.browser.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.goto(`${url}/#/parcels/${written.parcel}`)
    await page.locator('#token').fill(token)
    await page.locator('form button[type=submit]').click()
    const facts = page.getByTestId('facts')
    await facts.waitFor()
    const text = await facts.textContent()
    assert.match(text, /坐落\s*已脱敏/)
    assert.match(text, /未载/)
    assert.doesNotMatch(await page.content(), /某某路/)
    await until('the district of another province', async () => (await page.locator('.title').textContent()).includes('河北省石家庄市长安区'))
    assert.equal(await page.getByTestId('demo').count(), 0)
    await page.close()
  } finally {
    await real.remove()
  }
})

test('no page complained', () => assert.deepEqual(room.complaints, []))
