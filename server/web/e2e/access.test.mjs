// Who may record, who may see, and the trace of both, in a real browser on the real
// server: sign-in and sign-out, what is hidden, what is offered, what ends at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from './browser.mjs'
import { api, become, blank, open, parcelIn, room, signIn, today } from './room.mjs'

const me = (page) => page.getByTestId('officer').getAttribute('data-me')
const isSignedIn = (page, who) => until(`the page is ${who}'s`, async () => (await page.getByTestId('officer').count()) === 1 && (await me(page)) === who)

/** What scripts of a page can read of a token: nothing. */
async function keepsNoToken(page) {
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]))
  assert.doesNotMatch(kept, /tz_|taizhang_session/)
}

test('a visitor of the demo is its auditor, and becomes others by the switch', async () => {
  const page = await blank()
  await page.goto(`${room.server.url}/`)
  await isSignedIn(page, 'demo-auditor')
  assert.equal(await page.getByTestId('demo').textContent(), '演示数据')
  assert.equal(await page.locator('nav a', { hasText: '登记' }).count(), 0, 'an auditor records nothing')
  await become(page, 'demo-IIT')
  assert.equal(await page.locator('nav a', { hasText: '登记' }).count(), 1)
  assert.equal(await page.locator('nav a', { hasText: '访问记录' }).count(), 0)
  await keepsNoToken(page)
  const other = await page.context().newPage()
  await other.goto(`${room.server.url}/`)
  await isSignedIn(other, 'demo-IIT') // one browser, one session
  await become(other, 'demo-TAX')
  await isSignedIn(page, 'demo-TAX')
  await page.close()
})

test('signing out is believed, a wrong token is told, a pasted one signs in', async () => {
  const page = await open('/')
  await page.getByTestId('officer').click()
  await page.locator('.el-dropdown-menu__item:visible', { hasText: '退出登录' }).click()
  await page.locator('#token').waitFor()
  await page.reload()
  await page.locator('#token').fill('tz_wrong')
  await page.locator('form button[type=submit]').click()
  await until('refused in words', async () => /令牌无效.*请核对令牌/s.test(await page.getByTestId('sign-in-problem').textContent()))
  await page.locator('#token').fill(room.tokens['demo-PNR'])
  await page.locator('form button[type=submit]').click()
  await isSignedIn(page, 'demo-PNR')
  await keepsNoToken(page)
  const [cookie] = (await page.context().cookies()).filter((c) => c.name === 'taizhang_session')
  assert.ok(cookie.httpOnly && cookie.sameSite === 'Strict')
  await page.close()
})

test('tax of a single enterprise is shown to the tax bureau and is hidden in words from others', async () => {
  const parcel = await parcelIn('OPERATING', 8)
  const { entries } = await api(`/parcels/${parcel.id}/history`, {}, 'demo-TAX')
  const report = entries.findLast((e) => e.type === 'OperationReported' && e.data.taxPaid > 0)
  const shown = async (who) => {
    const page = await open(`/parcels/${parcel.id}`, who)
    const event = page.locator(`.timeline [data-event="${report.id}"]`)
    await event.locator('[aria-expanded]').click()
    const text = await event.locator('dl > div', { hasText: '实缴税金' }).first().textContent()
    const reason = await event.getByTestId('veiled').first().getAttribute('title').catch(() => null)
    await page.close()
    return { text, reason }
  }
  const [tax, industry] = [await shown('demo-TAX'), await shown('demo-IIT')]
  assert.match(tax.text, /万元|元/)
  assert.match(industry.text, /无权查看/)
  assert.doesNotMatch(industry.text, /\d/, 'neither a value nor a zero')
  assert.match(industry.reason, /税收征收管理法 第8条/)
})

test('the public sees what is published, and of the rest that it is hidden', async () => {
  const page = await open('/', 'demo-public')
  await until('the number of parcels', async () => /\d/.test(await page.getByTestId('kpi-parcels').textContent()))
  assert.ok((await page.getByTestId('veiled').count()) >= 5)
  await page.evaluate(() => (location.hash = '#/parcels'))
  await until('rows', () => page.getByTestId('parcels').locator('tbody tr').count())
  assert.match(await page.getByTestId('parcels').locator('tbody tr').first().textContent(), /无权查看/)
  await page.getByTestId('parcels').locator('tbody tr a').first().click()
  await page.getByTestId('facts').waitFor()
  assert.match(await page.getByTestId('facets').textContent(), /无权查看/)
  assert.doesNotMatch(await page.content(), /▒▒▒/, 'a mark of what is hidden is always said in words')
  await page.close()
})

test('what I may do, see, and why not', async () => {
  const page = await open('/me', 'demo-IIT-120116')
  const { acts, events } = await api('/me/competence', {}, 'demo-IIT-120116')
  const remits = page.getByTestId('remits')
  await until('every event', async () => (await remits.locator('[data-event-type]').count()) === events.length)
  assert.match(await page.getByTestId('me').textContent(), /工业和信息化局.*区级.*滨海新区.*内部/)
  assert.match(await remits.locator('[data-event-type=GrantContractSigned]').textContent(), /不可.*competence\.department.*规划资源局/)
  assert.match(await remits.locator('[data-event-type=EventCorrected]').textContent(), /特定情形.*本部门另一名人员/)
  assert.match(await page.locator('[data-act=INSPECT]').textContent(), /该角色无此权限/)
  assert.equal(await page.getByTestId('acts').locator('.no').count(), acts.filter((a) => a.denied).length)
  assert.match(await page.getByTestId('hidden-RESTRICTED').textContent(), /第8条.*经营数据.*实缴税金/)
  await page.locator('[data-kind=always]').click()
  await until('only what may be recorded', async () => (await remits.locator('[data-event-type]').count()) === events.filter((e) => e.records && !e.cases).length)
  await become(page, 'demo-auditor')
  await until('the auditor', async () => /没有对您隐藏/.test(await page.locator('main').textContent()))
  await page.close()
})

test('what the rule refuses is refused in words, and a page that is not mine says by which', async () => {
  const parcel = await parcelIn('OPERATING')
  const form = await open(`/record/${parcel.id}?act=GrantContractSigned`)
  await until('not offered', async () => /该部门无权记录此事件/.test(await form.getByTestId('barred').textContent()))
  await form.locator('.types [data-type=PenaltyImposed]').waitFor()
  await form.evaluate(() => (location.hash = '#/access'))
  await until('by which rule', async () => /access\.role.*该角色无此权限/.test(await form.getByTestId('not-yours').textContent()))
  await form.close()
})

test('authority: proposed by one administrator, approved by another, withdrawn, and the page ends', async () => {
  const page = await open('/authority', 'demo-administrator')
  const fill = (name, text) => page.getByTestId(name).locator('input, textarea').or(page.locator(`input[data-test=${name}], textarea[data-test=${name}]`)).first().fill(text)
  const pick = async (name, text) => {
    await page.getByTestId(name).locator('.el-select__wrapper').or(page.locator(`[data-test=${name}].el-select .el-select__wrapper`)).first().click()
    await page.locator('.el-select-dropdown__item:visible', { hasText: new RegExp(`^${text}$`) }).click()
    await page.locator('.el-select-dropdown:visible').waitFor({ state: 'hidden' })
  }
  const propose = async (subject, role, view) => {
    await fill('grant-subject', subject)
    await fill('grant-name', `测试${subject}`)
    await pick('grant-role', role)
    await pick('grant-view', view)
    await fill('grant-reason', '浏览器测试')
    await page.getByTestId('grant-submit').click()
  }
  await propose('e2e.watcher', '审计人员', '审计')
  const row = page.locator('[data-grant="e2e.watcher"]')
  await until('it awaits another administrator', async () => (await row.getAttribute('data-status')) === 'OPEN')
  assert.match(await row.getByTestId('approval-bar').textContent(), /另一名管理员/)
  await become(page, 'demo-administrator-2')
  await row.getByTestId('approve').click()
  await page.locator('[data-part=IN_FORCE]').click()
  await until('in force', async () => (await row.getAttribute('data-status')) === 'IN_FORCE')
  assert.match(await row.textContent(), /管授权 授权.*管复核 复核/)

  // A token of his, shown once.
  await fill('token-subject', 'e2e.watcher')
  await page.getByTestId('token-issue').click()
  const token = (await page.getByTestId('token-once').textContent()).trim()
  await page.getByTestId('token-kept').click()
  assert.doesNotMatch(await page.content(), new RegExp(token))

  const watcher = await blank()
  await signIn(watcher, token)
  await watcher.goto(`${room.server.url}/`)
  await isSignedIn(watcher, 'e2e.watcher')
  await until('the feed is live', async () => (await watcher.getByTestId('link').getAttribute('data-state')) === 'live')

  await row.getByTestId('withdraw').click()
  await fill('withdraw-reason', '测试结束')
  await page.getByTestId('withdraw-now').click()
  await until('the page of who lost his authority ends by itself', async () => /登录已失效.*授权/s.test(await watcher.getByTestId('sign-in-problem').textContent()))
  await watcher.close()
  await page.locator('[data-part=ENDED]').click()
  await until('it is on record', async () => (await row.getAttribute('data-status')) === 'WITHDRAWN')
  const revoke = page.locator('[data-token]', { hasText: 'e2e.watcher' })
  await revoke.getByTestId('token-revoke').click()
  await until('revoked', async () => /已吊销/.test(await revoke.textContent()))
  await page.close()
})

test('the auditor finds the reads and the denials, and none of it is his own to change', async () => {
  const parcel = await parcelIn('OPERATING')
  await api(`/parcels/${parcel.id}`, {}, 'demo-TAX') // restricted: written before it is answered
  await api('/access', {}, 'demo-TAX') // denied
  const page = await open('/access', 'demo-auditor')
  const rows = page.getByTestId('access').locator('tbody tr')
  await page.evaluate((id) => (location.hash = `#/access?principal=demo-TAX&parcel=${id}`), parcel.id)
  await until('the read of the parcel', async () => (await rows.count()) > 0 && (await rows.allTextContents()).every((text) => text.includes('安税务')))
  assert.match(await rows.first().textContent(), /受限/)
  await page.evaluate(() => (location.hash = '#/access?outcome=DENIED&principal=demo-TAX'))
  await until('the denial, in words', async () => /access\.role.*该角色无此权限/.test((await rows.allTextContents()).join('')))
  assert.deepEqual(new Set(await rows.evaluateAll((all) => all.map((r) => r.dataset.outcome))), new Set(['DENIED']))
  await page.evaluate((day) => (location.hash = `#/access?from=${day}&to=${day}`), today())
  await until('a full page', async () => (await rows.count()) >= 100)
  const before = await rows.count()
  await page.getByTestId('access-more').click()
  await until('more of it', async () => (await rows.count()) > before)
  await page.evaluate(() => (location.hash = '#/authority'))
  await page.getByTestId('grants').waitFor()
  assert.equal(await page.getByTestId('grant-form').count() + (await page.getByTestId('withdraw').count()), 0, 'an auditor changes no authority')
  await page.close()
})

test('in English too: sign-in, rights, authority, access log', async () => {
  const page = await open('/me', 'demo-administrator')
  await page.getByTestId('language').click()
  for (const path of ['/me', '/authority', '/access']) {
    await page.evaluate((p) => (location.hash = p), path)
    await until(`${path} in English`, async () => {
      const said = (await page.locator('.panel h2, th, .side button').allTextContents()).join('')
      return said !== '' && !/[\u4e00-\u9fff]/.test(said)
    })
  }
  await page.getByTestId('officer').click()
  await page.locator('.el-dropdown-menu__item:visible', { hasText: 'Sign out' }).click()
  await until('the sign-in screen', async () => (await page.locator('#token').count()) === 1)
  assert.doesNotMatch((await page.locator('main').textContent()).replace(/[\u4e00-\u9fff]{2,4}(乙)?\d* ·/g, ''), /[\u4e00-\u9fff]/)
  await page.close()
})

test('no page complained', () => assert.deepEqual(room.complaints, []))
