import { expect, test, type Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { poll } from './support/poll'

const TOKEN = 'any-token-0123456789'
let cloud: SimulatorServer
let app: RunningApp

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'every-status', seed: 9, latencyMs: { min: 1, max: 5 } })
  app = await startApp({ cloudOrigin: cloud.url })
})
test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

async function openDemo(page: Page, link = '') {
  await page.goto(`${app.url}/#/${link}`)
  const fleet = new FleetPage(page, app.url)
  await poll(() => fleet.count('all'), { timeout: 20_000 }).toBeGreaterThan(0)
  return fleet
}

const parametersOf = (page: Page) => Object.fromEntries(new URLSearchParams(page.url().split('?')[1] ?? ''))

test('tab, search, product, version, stalled, sort and columns are in the address, and a link brings them all back', async ({ page, context }) => {
  const fleet = await openDemo(page)
  await fleet.filter('running')
  await fleet.search('gw')
  await page.getByRole('combobox', { name: '按产品筛选' }).selectOption('HK7G2M9QXA')
  await page.getByRole('combobox', { name: '按目标版本筛选' }).selectOption('2.0.0')
  await page.getByRole('button', { name: '本阶段', exact: true }).click()
  await page.getByRole('button', { name: '本阶段', exact: true }).click()
  await page.getByRole('button', { name: '列', exact: true }).click()
  await page.getByRole('checkbox', { name: 'RequestId' }).check()
  await page.keyboard.press('Escape')
  const expected = { tab: 'running', q: 'gw', product: 'HK7G2M9QXA', version: '2.0.0', sort: '-stage', columns: 'device,product,version,progress,status,stage,eta,age,request' }
  await poll(() => parametersOf(page)).toEqual(expected)

  const other = await context.newPage()
  const link = page.url().split('#/')[1] ?? ''
  const copy = await openDemo(other, link)
  await expect(other.getByRole('searchbox', { name: '搜索' })).toHaveValue('gw')
  await expect(other.getByRole('combobox', { name: '按目标版本筛选' })).toHaveValue('2.0.0')
  await expect(other.locator('[data-filter="running"]')).toHaveAttribute('aria-pressed', 'true')
  await expect(other.getByRole('columnheader', { name: '本阶段' })).toHaveAttribute('aria-sort', 'descending')
  // A row whose status moves on is drawn so a moment before it leaves.
  await poll(() => copy.rows.evaluateAll((rows) => rows.length > 0 && rows.every((row) => row.getAttribute('data-kind') === 'running' && row.getAttribute('data-device')?.startsWith('HK7G2M9QXA/gw')))).toBe(true)
  expect(parametersOf(other)).toEqual(expected)
  await other.reload()
  await expect(other.getByRole('searchbox', { name: '搜索' })).toHaveValue('gw')
})

test('Back and Forward go through the views, and typing a search is one step', async ({ page }) => {
  const fleet = await openDemo(page)
  await fleet.filter('failed')
  await fleet.filter('done')
  await page.getByRole('searchbox', { name: '搜索' }).pressSequentially('cam')
  await poll(() => parametersOf(page)).toEqual({ tab: 'done', q: 'cam' })
  await page.goBack()
  await expect(page.getByRole('searchbox', { name: '搜索' })).toHaveValue('')
  await expect(page.locator('[data-filter="done"]')).toHaveAttribute('aria-pressed', 'true')
  await page.goBack()
  await expect(page.locator('[data-filter="failed"]')).toHaveAttribute('aria-pressed', 'true')
  await page.goBack()
  await expect(page.locator('[data-filter="all"]')).toHaveAttribute('aria-pressed', 'true')
  await page.goForward()
  await page.goForward()
  await page.goForward()
  await expect(page.getByRole('searchbox', { name: '搜索' })).toHaveValue('cam')
})

test('what a link says that nobody understands is told, and the rest of it holds', async ({ page }) => {
  await openDemo(page, '?tab=broken&sort=__proto__&q=cam')
  await expect(page.getByText(/tab=broken 看不懂，已略过/u)).toBeVisible()
  await expect(page.getByRole('searchbox', { name: '搜索' })).toHaveValue('cam')
  await expect(page.locator('[data-filter="all"]')).toHaveAttribute('aria-pressed', 'true')
})

test('a view is kept under a name and opened again; the token is in no address', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  const addresses: string[] = []
  page.on('framenavigated', (frame) => addresses.push(frame.url()))
  await fleet.watch(TOKEN, cloud.cloud.devices().map(({ id }) => id))
  await fleet.filter('failed')
  await page.getByRole('button', { name: '视图' }).click()
  await page.getByRole('button', { name: '保存当前视图…' }).click()
  await page.getByRole('textbox', { name: '视图名称' }).fill('坏的')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.keyboard.press('Escape')
  await fleet.filter('all')
  await page.reload()
  await page.getByRole('button', { name: '视图' }).click()
  await page.getByRole('button', { name: '坏的', exact: true }).click()
  await expect(page.locator('[data-filter="failed"]')).toHaveAttribute('aria-pressed', 'true')
  expect(addresses.filter((address) => address.includes(TOKEN))).toEqual([])
})
