import { expect, test } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'

const TOKEN = 'any-token-0123456789'
let cloud: SimulatorServer
let app: RunningApp

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'settled', seed: 3, latencyMs: { min: 1, max: 5 } })
  app = await startApp({ cloudOrigin: cloud.url })
})

test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

test('the request budget is set by keyboard alone, holds at once, and is kept', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  await fleet.connect(TOKEN)
  await expect(fleet.polling).toContainText('/ 10 次/秒')
  const account = page.getByRole('button', { name: /中国大陆/u })
  const open = async () => {
    await account.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByText('设置', { exact: true })).toBeVisible()
    for (let item = 1; item <= 3; item += 1) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  }
  const dialog = page.getByRole('dialog', { name: '设置' })
  const budget = page.getByLabel('请求预算')

  await open()
  await expect(budget).toBeFocused()
  await expect(budget).toHaveValue('10')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('51')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('请求预算须是 1 到 50 的整数，没有改动')
  await expect(fleet.polling).toContainText('/ 10 次/秒')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('25')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(account).toBeFocused()
  await expect(fleet.polling).toContainText('/ 25 次/秒')

  await page.reload()
  await expect(fleet.polling).toContainText('/ 25 次/秒')
  await open()
  await expect(budget).toHaveValue('25')
  await page.keyboard.type('7')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(account).toBeFocused()
  await expect(fleet.polling).toContainText('/ 25 次/秒')
})

test('the budget of the demo is shown, fixed, and why', async ({ page }) => {
  await new FleetPage(page, app.url).open()
  await page.getByRole('button', { name: /演示机群/u }).click()
  await page.getByText('设置', { exact: true }).click()
  await expect(page.getByLabel('请求预算')).toBeDisabled()
  await expect(page.getByRole('dialog', { name: '设置' })).toContainText('演示机群')
})

test('a fleet that is answered for is told as up to date, and one that was never asked is not', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  await fleet.connect(TOKEN)
  await expect(fleet.polling).toHaveAttribute('data-fresh', 'false')
  await fleet.add(cloud.cloud.devices().slice(0, 5).map(({ id }) => id).join('\n'))
  await expect(fleet.polling).toHaveAttribute('data-fresh', 'true')
  await expect(fleet.polling).toContainText('全部为最新')
  await page.getByRole('button', { name: '暂停' }).click()
  await expect(fleet.polling).toHaveAttribute('data-fresh', 'false')
})

test('a row says when it is asked next, by pointer and in its menu, and why not', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  const watched = cloud.cloud.devices().slice(0, 2).map(({ id }) => id)
  const [id = ''] = watched
  await fleet.watch(TOKEN, watched, 1)
  await expect(fleet.polling).toHaveAttribute('data-fresh', 'true', { timeout: 20_000 })
  await fleet.row(id).locator('[data-column="age"]').hover()
  await expect(page.getByRole('tooltip')).toContainText('后）再次查询')
  await fleet.row(id).getByRole('button', { name: /的操作$/u }).click()
  await expect(page.getByText(/^预计 .*后）再次查询$/u)).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '暂停' }).click()
  await fleet.row(id).locator('[data-column="age"]').hover()
  await expect(page.getByRole('tooltip')).toContainText('暂不查询：已暂停')
})

test('a dialog takes the focus, and gives it back', async ({ page }) => {
  await new FleetPage(page, app.url).open()
  const add = page.getByRole('button', { name: '添加设备' })
  for (let time = 0; time < 2; time += 1) {
    await add.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: '设备列表' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog', { name: '添加设备' })).toBeHidden()
    await expect(add).toBeFocused()
  }
})

test('a dialog that cannot be loaded says so, and opens once it can', async ({ page, context }) => {
  await context.route(/\/assets\/AddDevicesDialog-/u, (route) => route.abort())
  await new FleetPage(page, app.url).open()
  const add = page.getByRole('button', { name: '添加设备' })
  await add.click()
  const said = page.getByText('这个对话框没能载入')
  await expect(said).toBeVisible()
  await expect(page.locator('[data-notice="fault"]'), 'what the dialog tells is not told twice').toHaveCount(0)
  await page.getByRole('button', { name: '关闭' }).click()
  await expect(said).toBeHidden()
  await context.unroute(/\/assets\/AddDevicesDialog-/u)
  await add.click()
  await expect(page.getByRole('textbox', { name: '设备列表' })).toBeVisible()
})
