import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, untilAnswered } from './support/fleet-page'

const TOKEN = 'canary-5e7a91c3d4b2-token'
const IDS = (cloud: SimulatorServer) => cloud.cloud.devices().map(({ id }) => id)
let cloud: SimulatorServer
let app: RunningApp

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'every-status', seed: 5, latencyMs: { min: 1, max: 5 }, token: TOKEN })
  app = await startApp({ cloudOrigin: cloud.url })
})

test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

/** As a proxy of a site that holds the token: puts it into each call. Tells what the page sent. */
async function holdToken(context: BrowserContext, token: () => string) {
  const sent: Record<string, unknown>[] = []
  await context.route('**/deployment.json', (route) => route.fulfill({ json: { token: 'server', orders: false } }))
  await context.route('**/api/exploreropen/tokenapi', async (route) => {
    const body = JSON.parse(route.request().postData() ?? '{}') as Record<string, unknown>
    sent.push({ ...body, header: route.request().headers()['x-ota-lookout'] })
    await route.continue({ postData: JSON.stringify({ ...body, AccessToken: token() }) })
  })
  return sent
}

const remembered = (page: Page) => page.evaluate(() => JSON.stringify({ ...sessionStorage }))

test('a site that holds the token is entered at once, asks for none and sends none, and offers no orders', async ({ page, context }) => {
  // What a SharedWorker sends passes by the routes of a test.
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedWorker')
  })
  let token = TOKEN
  const sent = await holdToken(context, () => token)
  const fleet = new FleetPage(page, app.url)
  await fleet.open()
  await expect(page.getByRole('button', { name: /本站账号/u })).toContainText('只读')
  await fleet.add(IDS(cloud).join('\n'))
  await untilAnswered(page)
  expect(sent.filter((body) => 'AccessToken' in body || body['header'] !== '1')).toEqual([])
  await expect(page.locator('[data-action="order"]')).toHaveCount(0)
  await fleet.filter('confirm')
  await expect(page.locator('.order-all')).toHaveCount(0)
  await page.locator('[data-device] [data-action="menu"]').first().click()
  await expect(page.getByText('立即查询')).toBeVisible()
  await expect(page.getByText('确认升级', { exact: false })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: '锁定' })).toHaveCount(0)

  await page.reload()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
  token = 'another-token-0123456789'
  await expect(page.locator('[data-notice="locked"]')).toContainText('请联系本站管理员', { timeout: 15_000 })
  token = TOKEN
  await page.getByRole('button', { name: '再试一次' }).click()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')

  await page.goto(`${app.url}/#/connect`)
  await expect(page.getByLabel('AccessToken')).toHaveCount(0)
  await page.getByRole('button', { name: '进入', exact: true }).click()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
})

test('a token that is remembered until the tab is closed outlives the engine, and no lock', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedWorker')
  })
  const fleet = new FleetPage(page, app.url)
  await page.goto(`${app.url}/#/connect`)
  await page.getByRole('checkbox', { name: '记住到关闭标签页' }).check()
  await fleet.connect(TOKEN)
  expect(await remembered(page)).toContain(TOKEN)
  await fleet.add(IDS(cloud).slice(0, 5).join('\n'))
  await page.reload()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
  await page.getByRole('button', { name: '锁定', exact: true }).click()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'locked')
  expect(await remembered(page)).not.toContain(TOKEN)
  await page.reload()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'locked')
})

test('a lock in one tab takes the remembered token of another away', async ({ context }) => {
  const [first, second] = [new FleetPage(await context.newPage(), app.url), new FleetPage(await context.newPage(), app.url)]
  await first.page.goto(`${app.url}/#/connect`)
  await first.page.getByRole('checkbox', { name: '记住到关闭标签页' }).check()
  await first.connect(TOKEN)
  await second.open()
  expect(await remembered(second.page)).not.toContain(TOKEN)
  await second.page.getByRole('button', { name: '锁定', exact: true }).click()
  await expect(first.polling).toHaveAttribute('data-polling', 'locked')
  expect(await remembered(first.page)).not.toContain(TOKEN)
})

test('the idle lock is off, and what is chosen is kept', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  await fleet.connect(TOKEN)
  const open = async () => {
    await page.getByRole('button', { name: /中国大陆/u }).click()
    await page.getByText('设置', { exact: true }).click()
  }
  await open()
  const choice = page.getByRole('combobox', { name: '无人操作时锁定' })
  await expect(choice).toHaveValue('0')
  await choice.selectOption('15')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('无人操作时锁定：15 分钟后')).toBeVisible()
  await page.reload()
  await open()
  await expect(choice).toHaveValue('15')
})
