import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { BUDGET_RANGE } from '../../src/engine/protocol'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { endEngines } from './support/engine'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { poll } from './support/poll'

const TOKEN = 'canary-order-token-0b7d'
let cloud: SimulatorServer
let app: RunningApp
/** Orders as they come in at the cloud, and what some of them are answered with instead. */
const arrived: string[] = []
/** How often each device was asked about. */
const asked = new Map<string, number>()
const refusals = new Map<string, string>()

test.describe.configure({ timeout: 60_000 })

test.beforeEach(async () => {
  arrived.length = 0
  asked.clear()
  refusals.clear()
  cloud = await startSimulatorServer({
    scenario: 'every-status',
    seed: 1,
    devices: 48,
    latencyMs: { min: 5, max: 30 },
    async through(request, next) {
      const { Action, ProductId, DeviceName, RequestId } = await request.clone().json()
      const id = `${ProductId}/${DeviceName}`
      if (Action === 'AppDescribeFirmwareUpdateStatus') asked.set(id, (asked.get(id) ?? 0) + 1)
      if (Action !== 'AppPublishFirmwareUpdateMessage') return next(request)
      arrived.push(id)
      const code = refusals.get(id)
      return code === undefined ? next(request) : Response.json({ Response: { Error: { Code: code, Message: '' }, RequestId } })
    },
  })
  app = await startApp({ cloudOrigin: cloud.url })
})
test.afterEach(async () => {
  await app.close()
  await cloud.close()
})

async function watchAll(page: Page): Promise<FleetPage> {
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(TOKEN, cloud.cloud.devices().map(({ id }) => id), BUDGET_RANGE.max)
  await untilAnswered(page)
  return fleet
}

async function control(order: object) {
  const response = await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify(order) })
  expect(response.status).toBe(200)
}

const idsIn = (...statuses: readonly number[]): string[] => cloud.cloud.devices().filter(({ id }) => statuses.includes(cloud.cloud.truth(id)?.status ?? -1)).map(({ id }) => id)
const dialog = (page: Page) => page.getByRole('dialog')
const submit = (page: Page) => page.locator('[data-order-submit]')

test('one device is confirmed by keys: asked once, sent once, marked, and the mark goes when the device moves', async ({ page }) => {
  const fleet = await watchAll(page)
  await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify({ freeze: true }) })
  await fleet.filter('confirm')
  const [id = ''] = idsIn(8)
  const row = fleet.row(id)
  await expect(row.getByRole('button', { name: /^确认升级/u })).toBeVisible()
  // Rows may change places until the pointer rests on them.
  await expect(async () => {
    await row.locator('[data-column="version"]').click()
    await expect(row).toHaveClass(/\bactive\b/u, { timeout: 500 })
  }).toPass()
  await page.keyboard.press('Shift+F10')
  await expect(page.getByText('确认升级…')).toBeVisible()
  // The menu's second line, below the details.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toContainText('确认 1 台')
  await expect(dialog(page)).toContainText(id.split('/')[1] ?? '-')
  await expect(page.getByRole('button', { name: '取消' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(submit(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toContainText('已结束：1 台都有结果')
  expect(arrived).toEqual([id])
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await expect(row.locator('[data-order="waiting"]')).toHaveText('已确认，等待设备')
  await expect(row.getByRole('button', { name: /^确认升级/u })).toHaveCount(0)
  // Read again and again, the old 8 is not the result.
  const before = asked.get(id) ?? 0
  await poll(() => asked.get(id) ?? 0, { timeout: 20_000 }).toBeGreaterThan(before + 2)
  await expect(row.locator('[data-order="waiting"]')).toBeVisible()
  await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify({ freeze: false, advanceMs: 4_000 }) })
  await fleet.filter('all')
  await expect(fleet.row(id)).not.toHaveAttribute('data-status', '8', { timeout: 45_000 })
  await expect(fleet.row(id).locator('[data-order]')).toHaveCount(0)
  expect(arrived).toEqual([id])
})

test('the whole failed tab is retried, every device is accounted for, and the results are exported without the token', async ({ page }) => {
  const fleet = await watchAll(page)
  const failed = idsIn(5, 10)
  const codes = ['FailedOperation.DeviceOffline', 'ResourceNotFound.DeviceHasNoFirmware', 'InvalidParameterValue.NoPermission', 'InternalError']
  for (const [index, code] of codes.entries()) refusals.set(failed[index] ?? '', code)
  await fleet.filter('failed')
  await page.getByRole('button', { name: '全部重试…' }).click()
  await expect(dialog(page)).toContainText(`重试 ${failed.length} 台`)
  // Somebody else starts the last one while the question stands.
  const last = cloud.cloud.devices().findLast(({ id }) => failed.includes(id))
  if (!last) throw new Error('no device has failed')
  cloud.cloud.publish(last.id)
  await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify({ advanceMs: 4_000 }) })
  expect([5, 10]).not.toContain(cloud.cloud.truth(last.id)?.status)
  await submit(page).click()
  await expect(dialog(page)).toContainText(`已结束：${failed.length} 台都有结果`, { timeout: 30_000 })
  const chip = (kind: string) => page.locator(`.kind[data-result="${kind}"]`)
  for (const kind of ['offline', 'no-firmware', 'no-permission', 'uncertain', 'changed']) await expect(chip(kind)).toHaveAttribute('data-count', '1')
  await expect(chip('sent')).toHaveAttribute('data-count', String(failed.length - 5))
  expect(arrived.toSorted()).toEqual(failed.filter((id) => id !== last.id).toSorted())
  await chip('uncertain').click()
  await expect(page.locator('[data-result-of]')).toHaveCount(1)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出 CSV' }).click()])
  const csv = readFileSync(await download.path(), 'utf8')
  const lines = csv.trimEnd().split('\r\n')
  console.log(`orders over HTTP: ${failed.length} targets, ${arrived.length} arrived, ${new Set(arrived).size} devices, ${lines.length - 1} lines exported`)
  expect(lines.length).toBe(failed.length + 1)
  expect(csv).not.toContain(TOKEN)
  expect(await page.content()).not.toContain(TOKEN)
  await page.getByRole('button', { name: /^再次处理未发送的 4 台/u }).click()
  await expect(dialog(page)).toContainText('重试 3 台')
  await expect(dialog(page)).toContainText('1 台不会发送')
})

test('a run goes on behind a closed dialog, and can be stopped: those not begun are not sent', async ({ page }) => {
  const fleet = await watchAll(page)
  await fleet.setBudget(2)
  const failed = idsIn(5, 10)
  await fleet.filter('failed')
  await page.getByRole('button', { name: '全部重试…' }).click()
  await submit(page).click()
  await expect(dialog(page)).toContainText('正在发送')
  await page.keyboard.press('Escape')
  const bar = page.locator('[data-orders]')
  await expect(bar).toContainText('正在发送')
  await bar.getByRole('button', { name: '停止' }).click()
  await expect(bar).toContainText(`已结束：${failed.length} 台都有结果`, { timeout: 30_000 })
  await bar.getByRole('button', { name: '查看' }).click()
  const count = async (kind: string) => Number((await page.locator(`.kind[data-result="${kind}"]`).getAttribute('data-count').catch(() => '0')) ?? 0)
  const stopped = await count('stopped')
  expect(stopped).toBeGreaterThan(0)
  expect(stopped + arrived.length).toBe(failed.length)
})

test('the ticked devices are told, and only these: the question names those that cannot be', async ({ page }) => {
  const fleet = await watchAll(page)
  await control({ freeze: true })
  const [waiting = '', other = ''] = idsIn(8)
  const [failed = ''] = idsIn(5)
  const [done = ''] = idsIn(6)
  const ticked = [waiting, other, failed, done]
  await fleet.filter('all')
  for (const id of ticked) {
    await fleet.search(id.split('/')[1] ?? '')
    await expect(fleet.rows).toHaveCount(1)
    // Answered for: what is ticked before is not known to be confirmable.
    await expect(fleet.row(id)).toHaveAttribute('data-status', /^\d+$/u, { timeout: 20_000 })
    await fleet.row(id).getByRole('checkbox').click()
  }
  await fleet.search('')
  const bar = page.getByRole('group', { name: '已选 4 台' })
  await bar.getByRole('button', { name: '确认 / 重试…' }).click()
  await expect(dialog(page)).toContainText('1 台不会发送')
  await expect(submit(page)).toHaveText('确认 2 台 · 重试 1 台')
  const lines = dialog(page).getByRole('list', { name: '设备' }).getByRole('listitem')
  const names = await lines.locator('.name').allTextContents()
  expect(names.toSorted()).toEqual([waiting, other, failed].map((id) => id.split('/')[1] ?? '').toSorted())
  expect(arrived).toEqual([])
  await submit(page).click()
  await expect(dialog(page)).toContainText('已结束：3 台都有结果', { timeout: 20_000 })
  expect(arrived.toSorted()).toEqual([waiting, other, failed].toSorted())
  await page.keyboard.press('Escape')
  await expect(bar).toBeVisible()
  console.log(`orders of a selection: ticked ${ticked.length}, asked about ${names.length}, arrived ${arrived.length}, of others ${arrived.filter((id) => !ticked.includes(id)).length}`)
})

test('the mark of a confirmed device outlives a reload, and the engine’s end, until its status moves', async ({ page, browser }) => {
  const fleet = await watchAll(page)
  await control({ freeze: true })
  await fleet.filter('confirm')
  const [id = ''] = idsIn(8)
  const mark = fleet.row(id).locator('[data-order="waiting"]')
  await fleet.row(id).getByRole('button', { name: /^确认升级/u }).click()
  await submit(page).click()
  await expect(dialog(page)).toContainText('已结束：1 台都有结果', { timeout: 20_000 })
  await page.keyboard.press('Escape')
  await expect(mark).toHaveText('已确认，等待设备')

  await page.reload()
  await expect(mark).toHaveText('已确认，等待设备', { timeout: 20_000 })
  await expect(fleet.row(id).getByRole('button', { name: /^确认升级/u })).toHaveCount(0)
  await page.goto('about:blank')
  const ended = await endEngines(browser, app.url)
  expect(ended).toBeGreaterThan(0)
  await page.goto(`${app.url}/#/?tab=confirm`)
  await expect(mark).toHaveText('已确认，等待设备', { timeout: 20_000 })
  await expect(fleet.polling).toHaveAttribute('data-polling', 'locked')

  await fleet.connect(TOKEN)
  // The old status, read anew by an engine that did not send the order, is not its result either.
  const before = asked.get(id) ?? 0
  await poll(() => asked.get(id) ?? 0, { timeout: 30_000 }).toBeGreaterThan(before + 1)
  await expect(mark).toHaveText('已确认，等待设备')
  await control({ freeze: false, advanceMs: 4_000 })
  await fleet.filter('all')
  await expect(fleet.row(id)).not.toHaveAttribute('data-status', '8', { timeout: 45_000 })
  await expect(fleet.row(id).locator('[data-order]')).toHaveCount(0)
  expect(arrived).toEqual([id])
  console.log(`marks of orders: ${ended} engine ended, orders arrived ${arrived.length}, reads of the old status after it ${(asked.get(id) ?? 0) - before}`)
})
