// The screens in a real browser on the real server: load, record by the form, see
// it arrive on another page, replay, survive a restart, both languages, figures.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { launch, Server, until } from './browser.mjs'

let server
let browser
let officers
/** Everything that a page complained about: script errors, refused content, failed requests. */
const complaints = []
/** While the server is down on purpose, requests fail. */
let down = false

before(async () => {
  server = await Server.demo()
  await server.start()
  browser = await launch()
  await readOfficers()
})
after(async () => {
  await browser?.close()
  await server?.remove()
})

/** The officers of a demo ledger get new tokens with every start. */
async function readOfficers() {
  officers = await (await fetch(`${server.url}/api/v1/demo/officers`)).json()
}

async function open(path = '/') {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, acceptDownloads: true })
  page.on('pageerror', (e) => complaints.push(`${path}: ${e.message}`))
  page.on('console', (m) => m.type() === 'error' && !down && !/status of (400|422)/.test(m.text()) && complaints.push(`${path}: ${m.text()}`))
  await page.goto(`${server.url}/#${path}`)
  await until('the link is live', () => page.getByTestId('link').getAttribute('data-state').then((s) => s === 'live'), 30_000)
  return page
}

const api = async (path, init = {}) => (await fetch(`${server.url}/api/v1${path}`, { ...init, headers: { Authorization: `Bearer ${officers[0].token}`, ...init.headers } })).json()

/** A parcel in a stage, with at least so many events. */
async function parcelIn(stage, events = 1) {
  const page = await api(`/parcels?stage=${stage}&limit=100`)
  for (const row of page.items) {
    if (row.overdue === 0 && (await api(`/parcels/${row.id}`)).parcel.events >= events) return row
  }
  throw new Error(`no parcel in ${stage}`)
}

const today = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
let checks = 0
const check = () => ({ type: 'OperationChecked', occurredOn: today(), data: { checkNo: `E2E-${++checks}-${Date.now()}`, kind: 'ROUTINE', result: 'PASS' } })

async function recordByApi(parcel) {
  const answer = await api(`/parcels/${parcel}/events`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `e2e-${Date.now()}-${checks}` }, body: JSON.stringify(check()) })
  assert.ok(answer.events, JSON.stringify(answer))
  return answer.events[0].id
}

const field = (page, path) => page.locator(`[data-path="${path}"]`)
const fill = (page, path, text) => field(page, path).locator('input, textarea').first().fill(text)
async function choose(page, path, text) {
  await field(page, path).locator('.el-select__wrapper').first().click()
  await page.locator('.el-select-dropdown__item:visible', { hasText: text }).first().click()
}

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

test('an event recorded on the form arrives on another open page', async (t) => {
  const parcel = await parcelIn('OPERATING')
  const wall = await open('/')
  const form = await open(`/record/${parcel.id}`)
  await form.locator('[data-type="OperationChecked"]').click()

  await form.getByTestId('submit').click()
  const outcome = form.getByTestId('outcome')
  await until('what is missing, at its field', async () => (await field(form, '/data/checkNo').locator('.problem').textContent())?.includes('必填'))
  assert.match(await outcome.textContent(), /核查编号/)

  await fill(form, '/data/checkNo', 'E2E-FORM-1')
  await choose(form, '/data/kind', '专项')
  await choose(form, '/data/result', '达标')
  const before = (await api(`/parcels/${parcel.id}`)).revision
  await form.getByTestId('dry').click()
  await until('the dry run passes', async () => (await outcome.textContent()).includes('试算通过'))
  assert.equal((await api(`/parcels/${parcel.id}`)).revision, before, 'a dry run writes nothing')

  const ticker = wall.getByTestId('ticker')
  await wall.evaluate(() => {
    window.arrivals = []
    new MutationObserver((changes) => changes.forEach((c) => c.addedNodes.forEach((n) => n.dataset?.event && window.arrivals.push([n.dataset.event, Date.now()])))).observe(document.querySelector('[data-test=ticker]'), { childList: true })
  })
  await ticker.waitFor()
  const pressed = Date.now()
  await form.getByTestId('submit').click()
  await form.getByTestId('done').waitFor()
  const { entries } = await api(`/parcels/${parcel.id}/history`)
  const recorded = entries.at(-1)
  assert.equal(recorded.data.checkNo, 'E2E-FORM-1')
  assert.deepEqual(recorded.data, { checkNo: 'E2E-FORM-1', kind: 'SPECIAL', result: 'PASS' })
  await until('it is on the wall', () => wall.locator(`[data-event="${recorded.id}"]`).count())
  const [, arrived] = (await wall.evaluate(() => window.arrivals)).find(([id]) => id === recorded.id)
  t.diagnostic(`from the click on one page to the ticker of another: ${arrived - pressed} ms`)
  await wall.close()
  await form.close()
})

test('money and area reach the ledger exactly, and a doubtful code passes with a reason', async () => {
  const parcel = await parcelIn('OPERATING')
  const form = await open(`/record/${parcel.id}`)
  await form.locator('[data-type="OperationReported"]').click()
  const year = today().slice(0, 4) - 1
  await fill(form, '/data/enterprise/name', '演示企业·测试')
  await fill(form, '/data/enterprise/uscc', '91120116MA0XYPFY4A')
  await fill(form, '/data/period', `${year}`)
  await choose(form, '/data/basis', '当期')
  await choose(form, '/data/status', '修订')
  await choose(form, '/data/source', '统计局')
  await choose(form, '/data/allocation', '单宗')
  await fill(form, '/data/share', '1')
  await fill(form, '/data/output', '1234.5678')
  await form.getByTestId('submit').click()
  const doubt = field(form, '/data/enterprise/uscc')
  await until('the doubt is at its field', () => doubt.locator('.problem[data-rule="uscc.check"]').count())
  await doubt.locator('.override input').fill('营业执照原件如此')
  await form.getByTestId('submit').click()
  await form.getByTestId('done').waitFor()
  const { entries } = await api(`/parcels/${parcel.id}/history`)
  assert.equal(entries.at(-1).data.output, 1_234_567_800)
  assert.equal(entries.at(-1).overrides[0].reason, '营业执照原件如此')
  await form.close()
})

test('the form offers every event of the catalogue with all of its fields', async () => {
  const parcel = await parcelIn('OPERATING')
  const { types } = await api('/catalogue')
  const form = await open(`/record/${parcel.id}`)
  await form.locator('[data-type="OperationChecked"]').waitFor()
  for (const type of types.filter((t) => !['ParcelRegistered', 'EventCorrected'].includes(t.name))) {
    await form.locator(`[data-type="${type.name}"]`).click()
    const wanted = type.fields.filter((f) => !f.derived).map((f) => `/data/${f.name}`)
    await until(`the fields of ${type.name}`, async () => {
      const shown = await form.locator('.fields > [data-path]').evaluateAll((all) => all.map((e) => e.dataset.path))
      return shown.join() === wanted.join()
    })
  }
  // Lists and groups are filled in, and land in the fact as they were typed.
  await form.locator('[data-type="BreachFound"]').click()
  await fill(form, '/data/breachId', 'E2E-WY')
  await choose(form, '/data/basis', '协议')
  await choose(form, '/data/cause', '企业原因')
  await form.locator('[data-path="/evidence"] .add').click()
  await fill(form, '/evidence/0/docNo', '津测〔2026〕1 号')
  await form.getByTestId('submit').click()
  await until('the guard of the event speaks at its field', async () => (await field(form, '/data/metric').textContent()).includes('指标和条款至少填一项'))
  await choose(form, '/data/metric', '亩均税收')
  await form.getByTestId('submit').click()
  await form.getByTestId('done').waitFor()
  await form.getByRole('button', { name: '继续登记' }).click()
  await form.locator('[data-type="RectificationOrdered"]').click()
  await fill(form, '/data/breachId', 'E2E-WY')
  await fill(form, '/data/orderNo', 'E2E-ZG')
  await fill(form, '/data/measures/0', '补足投资')
  await form.locator('[data-path="/data/measures"] .add').click()
  await fill(form, '/data/measures/1', '按期报数')
  await fill(form, '/data/due', '2027-06-30')
  await form.locator('[data-path="/data/due"] input').press('Enter')
  await form.getByTestId('submit').click()
  await form.getByTestId('done').waitFor()
  const [breach, order] = (await api(`/parcels/${parcel.id}/history`)).entries.slice(-2)
  assert.equal(breach.evidence[0].docNo, '津测〔2026〕1 号')
  assert.deepEqual(order.data, { breachId: 'E2E-WY', due: '2027-06-30', measures: ['补足投资', '按期报数'], orderNo: 'E2E-ZG' })
  await form.close()
})

test('a new parcel is registered', async () => {
  const form = await open('/record?new=1')
  await choose(form, '/data/district', '东丽区')
  await fill(form, '/data/registeredArea', '15')
  await field(form, '/data/registeredArea').locator('.el-select__wrapper').click()
  await form.locator('.el-select-dropdown__item:visible', { hasText: '亩' }).first().click()
  await choose(form, '/data/origin', '新增')
  await form.getByTestId('submit').click()
  await form.getByTestId('done').waitFor()
  await form.getByRole('button', { name: '查看宗地' }).click()
  const slider = form.getByTestId('slider')
  await slider.waitFor()
  const id = form.url().split('/').at(-1)
  assert.equal((await api(`/parcels/${id}`)).parcel.land.registeredArea, 1_000_000, '15 亩 is one hectare')
  await form.close()
})

test('a correction fills in what stands, and both events link to each other', async () => {
  const parcel = await parcelIn('OPERATING', 6)
  const id = await recordByApi(parcel.id)
  const form = await open(`/record/${parcel.id}?correct=${id}`)
  // A correction is made by a second officer.
  await form.getByTestId('officer').click()
  await form.locator('.el-dropdown-menu__item:visible:not(.is-disabled)').first().click()
  await until('the second officer', async () => (await form.getByTestId('officer').locator('b').textContent()) === officers[1].officer.name)
  await form.getByTestId('correct-field').click()
  await form.locator('.el-select-dropdown__item:visible', { hasText: '核查结论' }).first().click()
  assert.match(await form.locator('.diff').textContent(), /达标/)
  await choose(form, '/data/diffs/0/new', '关注')
  await choose(form, '/data/reason', '录入错误')
  await form.getByTestId('submit').click()
  await form.getByTestId('done').waitFor()
  await form.getByRole('button', { name: '查看宗地' }).click()
  const corrected = form.locator(`.timeline [data-event="${id}"]`)
  await corrected.waitFor()
  await until('the corrected event names its correction', async () => (await corrected.textContent()).includes('更正见'))
  const { entries } = await api(`/parcels/${parcel.id}/history`)
  const correction = entries.at(-1)
  assert.equal(correction.corrects, id)
  assert.match(await form.locator(`.timeline [data-event="${correction.id}"]`).textContent(), /更正了/)
  await form.close()
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
  down = true
  await server.stop()
  await until('the page says so', async () => (await link.getAttribute('data-state')) !== 'live')
  await server.start()
  await readOfficers()
  const id = await recordByApi(parcel.id)
  await until('the event of after the restart', () => page.locator(`[data-event="${id}"]`).count(), 40_000)
  await until('the link is live again', async () => (await link.getAttribute('data-state')) === 'live', 40_000)
  down = false
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
  for (const path of ['/', '/record', '/efficiency']) {
    await page.evaluate((p) => (location.hash = p), path)
    await until(`${path} has no Chinese heading`, async () => !/[\u4e00-\u9fff]/.test(await page.locator('.panel h2').allTextContents().then((h) => h.join())))
  }
  await page.getByTestId('language').click()
  await until('Chinese', async () => (await page.locator('nav').textContent()).includes('总览'))
  assert.equal(await page.evaluate(() => window.stillHere), true, 'the page was reloaded')
  await page.close()
})

test('the efficiency page shows the figures, the events behind them and a CSV', async () => {
  const page = await open('/efficiency')
  const figures = page.getByTestId('figures')
  await until('figures', async () => (await figures.locator('tbody tr').count()) > 3, 30_000)
  await until('the chart is drawn', () => page.getByTestId('chart').locator('canvas').count())
  const answer = await api(`/analytics/efficiency?by=district&per=year&from=${today().slice(0, 4) - 5}&to=${today().slice(0, 4)}`)
  const row = answer.rows.findLast((r) => r.outputPerKm2 !== null)
  assert.match(await figures.textContent(), new RegExp(row.outputPerKm2.replace('.', '\\.')))
  assert.match(await page.locator('.efficiency .bar').textContent(), new RegExp(answer.denominator.zh.slice(0, 4)))

  await figures.locator('td button:not(:disabled)').first().click()
  await until('the events behind it', () => page.getByTestId('behind').locator('tbody tr').count(), 30_000)
  await page.keyboard.press('Escape')

  const download = page.waitForEvent('download')
  await page.getByTestId('csv').click()
  const text = readFileSync(await (await download).path(), 'utf8')
  assert.ok(text.startsWith('\ufeff') && text.includes(row.outputPerKm2))
  await page.close()
})

test('signing out forgets the token, a pasted one signs in', async () => {
  const page = await open('/')
  await page.getByTestId('officer').click()
  await page.locator('.el-dropdown-menu__item:visible', { hasText: '退出登录' }).click()
  await page.locator('#token').fill('tz_wrong')
  await page.locator('form button[type=submit]').click()
  await until('refused', async () => (await page.locator('form [role=alert]').count()) > 0)
  await page.locator('#token').fill(officers[2].token)
  await page.locator('form button[type=submit]').click()
  await until('signed in', async () => (await page.getByTestId('officer').locator('b').textContent()) === officers[2].officer.name)
  assert.equal(await page.evaluate(() => Object.values(localStorage).join().includes('tz_')), false, 'a token is kept in this tab only')
  complaints.splice(0, complaints.length, ...complaints.filter((c) => !c.includes('401')))
  await page.close()
})

test('a real ledger shows no demo mark, asks for a token and hides what names places', async () => {
  const real = await Server.real()
  try {
    const url = await real.start()
    const headers = { Authorization: `Bearer ${real.token}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'e2e-real' }
    const fact = { type: 'ParcelRegistered', occurredOn: '2026-03-13', data: { source: { system: 'e2e', key: '1' }, district: '130102', address: '某某路 1 号', registeredArea: 1_000_000, origin: 'NEW' } }
    const written = await (await fetch(`${url}/api/v1/parcels`, { method: 'POST', headers, body: JSON.stringify(fact) })).json()
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.goto(`${url}/#/parcels/${written.parcel}`)
    await page.locator('#token').fill(real.token)
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

test('no page complained', () => assert.deepEqual(complaints, []))
