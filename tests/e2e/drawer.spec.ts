import { expect, test, type Locator, type Page } from '@playwright/test'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { poll } from './support/poll'
import { control, startRecordedCloud, type RecordedCloud } from './support/recorded-cloud'
import { watchScripts } from './support/script-watch'
import { expectToFail } from './support/soak'

const TOKEN = 'canary-token-0123456789'
const SCRIPT = '<img src=x onerror=s4(1)><script>s4(2)</script> time_out'

let cloud: RecordedCloud
let app: RunningApp

test.beforeAll(async () => {
  cloud = await startRecordedCloud({ scenario: 'every-status', seed: 1, devices: 40, latencyMs: { min: 1, max: 5 } })
  app = await startApp({ cloudOrigin: cloud.server.url })
})

test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

test.afterEach(() => cloud.answerBy(null))

const drawerOf = (page: Page): Locator => page.locator('[data-drawer]')
const ids = () => cloud.server.cloud.devices().map(({ id }) => id as string)
const withStatus = (status: number): string => cloud.server.cloud.devices().find(({ id }) => cloud.server.cloud.truth(id)?.status === status)?.id ?? ''
const nameOf = (id: string): string => id.split('/')[1] ?? ''
const deviceIn = (page: Page): string | null => new URLSearchParams(new URL(page.url()).hash.split('?')[1] ?? '').get('device')

async function open(page: Page, watched: readonly string[] = ids()): Promise<FleetPage> {
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(TOKEN, watched)
  await expect(fleet.rows).toHaveCount(watched.length)
  return fleet
}

async function statusOf({ server }: RecordedCloud, id: string): Promise<string> {
  const device = server.cloud.devices().find((one) => one.id === id)
  return String((device && server.cloud.truth(device.id)?.status) ?? 'none')
}

/** Answers for one device as told, all others by the simulator. */
function answerFor(id: string, fields: (requestId: string) => object) {
  cloud.answerBy((call, request) => {
    if (call.device !== id) return null
    return request.json().then(({ RequestId }: { RequestId: string }) => Response.json({ Response: { ...fields(RequestId), RequestId } }))
  })
}

test('opens by Enter and by a click on the name, has the focus and gives it back; scroll and selection stay', async ({ page }) => {
  const fleet = await open(page)
  await fleet.rows.nth(2).getByRole('checkbox').click()
  await fleet.rows.nth(4).getByRole('checkbox').click()
  await page.evaluate(() => scrollTo(0, 400))
  const stays = async () => ({ scroll: await page.evaluate(() => scrollY), selected: await page.locator('[data-device][aria-selected="true"]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-device'))) })
  const before = await stays()
  expect(before).toMatchObject({ scroll: 400, selected: [expect.any(String), expect.any(String)] })

  const third = fleet.rows.nth(14)
  const id = (await third.getAttribute('data-device')) ?? ''
  await third.locator('[data-column="device"]').click()
  await expect(drawerOf(page)).toBeFocused()
  await expect(drawerOf(page).getByRole('heading', { level: 2 })).toHaveText(nameOf(id))
  expect(await stays()).toEqual(before)
  await page.keyboard.press('Escape')
  await expect(drawerOf(page)).toHaveCount(0)
  await expect(page.getByRole('grid')).toBeFocused()
  expect(await stays()).toEqual(before)

  await page.keyboard.press('Enter')
  await expect(drawerOf(page).getByRole('heading', { level: 2 })).toHaveText(nameOf(id))
  // The table beside it is as usable as before.
  await fleet.rows.nth(15).getByRole('checkbox').click()
  await expect(page.getByText('已选 3 台')).toBeVisible()
  await fleet.rows.nth(15).getByRole('checkbox').click()
  await expect(drawerOf(page)).toBeVisible()
  expect(await stays()).toEqual(before)
})

test('the address has it: a link opens it, Back closes it, the next device is no step to go back to', async ({ page, context }) => {
  const fleet = await open(page, [withStatus(3), withStatus(4), withStatus(20), withStatus(6)])
  await poll(() => fleet.count('running'), { timeout: 15_000 }).toBe(3)
  await fleet.filter('running')
  const shown = Object.keys(await fleet.statuses())
  const [first = '', second = ''] = shown
  await fleet.row(first).locator('[data-column="device"]').click()
  await poll(() => deviceIn(page)).toBe(first)
  await drawerOf(page).getByRole('button', { name: '下一台' }).click()
  await expect(drawerOf(page).getByRole('heading', { level: 2 })).toHaveText(nameOf(second))
  await poll(() => deviceIn(page)).toBe(second)
  await expect(drawerOf(page).getByRole('button', { name: '下一台' })).toBeFocused()

  const other = await context.newPage()
  await other.goto(page.url())
  await expect(drawerOf(other).getByRole('heading', { level: 2 })).toHaveText(nameOf(second))
  await expect(other.locator('[data-filter="running"]')).toHaveAttribute('aria-pressed', 'true')
  await other.close()

  await page.goBack()
  await expect(drawerOf(page)).toHaveCount(0)
  await expect(page.locator('[data-filter="running"]')).toHaveAttribute('aria-pressed', 'true')
  await page.goForward()
  await expect(drawerOf(page).getByRole('heading', { level: 2 })).toHaveText(nameOf(second))

  await page.goto(`${app.url}/#/?device=NOT/watched`)
  await expect(drawerOf(page)).toContainText('列表中没有这台设备')
  await page.goto(`${app.url}/#/?device=broken`)
  await expect(page.getByText(/device=broken 看不懂，已略过/u)).toBeVisible()
})

test('the version is asked for on demand, once; what the cloud refuses is said in words, and no network before asking', async ({ page, context }) => {
  const id = withStatus(3)
  const fleet = await open(page, [id])
  await fleet.row(id).locator('[data-column="device"]').click()
  const panel = page.locator('[data-version-check]')
  await expect(panel).toContainText('还没有查询过')
  const versionCalls = () => cloud.calls.filter(({ device }) => device === id).length
  await panel.getByRole('button', { name: '查询当前版本' }).click()
  const device = cloud.server.cloud.devices().find((one) => one.id === id)
  const version = device && cloud.server.cloud.runningVersion(device.id)
  await expect(panel).toContainText(version ?? 'no version')
  await expect(panel).toContainText('秒前')
  expect(versionCalls()).toBeGreaterThan(0)

  answerFor(id, () => ({ Error: { Code: 'FailedOperation.DeviceInfoOutdated', Message: 'ask again' } }))
  await panel.getByRole('button', { name: '查询当前版本' }).click()
  await expect(panel.getByRole('alert')).toContainText('设备信息已过期 · FailedOperation.DeviceInfoOutdated · ask again')
  await expect(panel).toContainText(version ?? 'no version')

  await context.setOffline(true)
  await expect(panel.getByRole('button', { name: '查询当前版本' })).toBeDisabled({ timeout: 15_000 })
  await expect(panel).toContainText('浏览器没有网络')
  await context.setOffline(false)
  await expect(panel.getByRole('button', { name: '查询当前版本' })).toBeEnabled({ timeout: 15_000 })
})

test('the timeline grows as the device goes on, newest first, and the drawer keeps its scroll', async ({ page }) => {
  const id = withStatus(3)
  let status = 3
  let percent = 10
  answerFor(id, () => ({ Status: status, Percent: percent, OriVersion: '1.0', DstVersion: '2.0', ErrMsg: status === 5 ? 'time_out' : '' }))
  const fleet = await open(page, [id])
  await fleet.row(id).locator('[data-column="device"]').click()
  const stages = page.locator('[data-timeline] [data-stage]')
  const shown = () => stages.evaluateAll((items) => items.map((item) => item.querySelector('.status')?.textContent))
  await poll(shown, { timeout: 15_000 }).toEqual(['下载中'])
  await expect(stages.first()).toContainText('开始瞭望时已处于该状态')
  await drawerOf(page).evaluate((drawer) => drawer.scrollTo(0, 60))
  for (const [next, at, words] of [[3, 62, ['下载中']], [4, 0, ['烧录中', '下载中']], [5, 0, ['失败', '烧录中', '下载中']]] as const) {
    status = next
    percent = at
    await drawerOf(page).getByRole('button', { name: '立即查询' }).dispatchEvent('click')
    await poll(shown, { timeout: 15_000 }).toEqual(words)
    if (at === 62) await expect(stages.first()).toContainText('10% → 62%', { timeout: 15_000 })
  }
  await expect(stages.first()).toContainText('time_out')
  await expect(page.locator('[data-hint]')).toHaveAttribute('data-stage', 'write')
  await expect(page.locator('[data-hint]')).toContainText('烧录中')
  expect(await drawerOf(page).evaluate((drawer) => drawer.scrollTop)).toBe(60)
})

test('the timeline shows what the simulated device went through', async ({ page }) => {
  const rollout = await startRecordedCloud({ scenario: 'rollout', devices: 6, seed: 5, latencyMs: { min: 1, max: 5 } })
  const other = await startApp({ cloudOrigin: rollout.server.url })
  try {
    await control(rollout, { freeze: true })
    const fleet = new FleetPage(page, other.url)
    await fleet.connect(TOKEN)
    const id = rollout.server.cloud.devices()[0]?.id as string
    await fleet.add(id)
    await fleet.row(id).locator('[data-column="device"]').click()
    const kinds = () => page.locator('[data-timeline] [data-stage] .status').allTextContents()
    await poll(async () => (await kinds()).length, { timeout: 15_000 }).toBe(1)
    for (let grown = 1; grown < 3; grown += 1) {
      const before = rollout.server.cloud.transitions
      while (rollout.server.cloud.transitions === before || (await statusOf(rollout, id)) === (await fleet.statuses())[id]) await control(rollout, { advanceMs: 30_000 })
      await drawerOf(page).getByRole('button', { name: '立即查询' }).click()
      await poll(async () => (await kinds()).length, { timeout: 15_000 }).toBe(grown + 1)
      await expect(fleet.row(id)).toHaveAttribute('data-status', await statusOf(rollout, id))
    }
  } finally {
    await other.close()
    await rollout.close()
  }
})

test('the ticket is copied as Markdown, the last answer is shown as it came, and the token is in neither', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const id = withStatus(5)
  const fleet = await open(page, [id])
  answerFor(id, () => ({ Status: 5, ErrMsg: `bad ${TOKEN} | \`\`\`\n# x`, OriVersion: '1.0', DstVersion: '2.0', Big: 1 }))
  await fleet.row(id).locator('[data-column="device"]').click()
  await drawerOf(page).getByRole('button', { name: '立即查询' }).click()
  const answer = page.locator('[data-last-answer]')
  await expect(answer).toContainText('••••', { timeout: 15_000 })
  await expect(answer).toContainText('"Big": 1')
  await expect(page.locator('[data-calls] li').first()).toContainText('AppDescribeFirmwareUpdateStatus')
  await drawerOf(page).getByRole('button', { name: '复制工单信息' }).click()
  await expect(page.getByText('已复制')).toBeVisible()
  const ticket = await page.evaluate(() => navigator.clipboard.readText())
  expect(ticket).toContain(`- 设备 DeviceName · \`${nameOf(id)}\``)
  expect(ticket).toContain('- 错误 · ````bad •••• | ```⟨U+000A⟩# x````')
  expect(ticket).toMatch(/AppDescribeFirmwareUpdateStatus` · OK · Status 5 · RequestId `[0-9a-f-]{36}`/u)
  const everything = `${ticket}${await page.evaluate(() => document.documentElement.outerHTML)}${page.url()}`
  const sent = JSON.stringify({ ErrMsg: `bad ${TOKEN}` })
  console.log(`drawer and ticket: ${everything.length} characters, tokens ${everything.split(TOKEN).length - 1} [answer as sent: ${sent.split(TOKEN).length - 1}]`)
  expect(everything).not.toContain(TOKEN)
  await expectToFail(() => expect(sent).not.toContain(TOKEN))
})

test('a script in an error stays text, and the hint reads through it', async ({ page }) => {
  const ran = await watchScripts(page)
  const id = withStatus(5)
  const fleet = await open(page, [id])
  answerFor(id, () => ({ Status: 5, ErrMsg: SCRIPT, OriVersion: SCRIPT, DstVersion: SCRIPT }))
  await fleet.row(id).locator('[data-column="device"]').click()
  await drawerOf(page).getByRole('button', { name: '立即查询' }).click()
  await expect(drawerOf(page).locator('.notes')).toContainText(SCRIPT, { timeout: 15_000 })
  await expect(page.locator('[data-hint]')).toHaveAttribute('data-cause', 'unknown-text')
  expect(await drawerOf(page).locator('img, script').count()).toBe(0)
  expect(ran).toEqual({ executed: [], traces: [] })
})

test('at 390 px it is a sheet over the whole screen that keeps Tab inside and scrolls only downwards', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const fleet = await open(page, ids().slice(0, 3))
  await fleet.rows.nth(1).locator('[data-column="device"]').click()
  const sheet = page.getByRole('dialog', { name: /的详情$/u })
  await expect(sheet).toBeFocused()
  await expect(page.locator('[data-last-answer]')).toBeVisible()
  expect(await sheet.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(await sheet.evaluate((element) => element.scrollWidth)).toBeLessThanOrEqual(390)
  await page.keyboard.press('Shift+Tab')
  expect(await sheet.evaluate((element) => element.contains(document.activeElement) && document.activeElement !== element)).toBe(true)
  await page.keyboard.press('Tab')
  await expect(sheet.getByRole('button').first()).toBeFocused()
  const small = await sheet.locator('button').evaluateAll((buttons) => buttons.filter((button) => button.getBoundingClientRect().height < 32).length)
  expect(small).toBe(0)
  await sheet.getByRole('button', { name: '关闭详情' }).first().click()
  await expect(sheet).toHaveCount(0)
})
