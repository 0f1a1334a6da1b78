import { expect, test, type Page } from '@playwright/test'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { poll } from './support/poll'
import { idsOf, startRecordedCloud, type RecordedCloud } from './support/recorded-cloud'

const DEVICES = 250
const UPDATES = 500
const TOKEN = 'any-token-0123456789'
let cloud: RecordedCloud
let app: RunningApp
let page: Page
let fleet: FleetPage
/** Twice what moved the rows while nothing held them; before that is known, as many as are promised. */
let enough = UPDATES

test.describe.configure({ mode: 'serial', timeout: 60_000 })

test.beforeAll(async ({ browser }) => {
  cloud = await startRecordedCloud({ scenario: 'overlapping', devices: DEVICES, seed: 7, latencyMs: { min: 1, max: 5 } })
  app = await startApp({ cloudOrigin: cloud.server.url })
  page = await browser.newPage()
  fleet = new FleetPage(page, app.url)
  await fleet.watch(TOKEN, idsOf(cloud))
  await untilAnswered(page)
})
test.afterAll(async () => {
  await page.close()
  await app.close()
  await cloud.close()
})

test.beforeEach(async () => {
  await fleet.startOver()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
  await page.getByRole('button', { name: '更新', exact: true }).click()
  await page.mouse.move(5, 5)
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
})

/** Waits until that many more answers have come, and the page has had time to draw them. */
async function afterUpdates(count = UPDATES) {
  const until = cloud.calls.length + count
  await poll(() => cloud.calls.length, { timeout: 40_000 }).toBeGreaterThanOrEqual(until)
  await page.waitForTimeout(600)
}

/** The rows of the screen from top to bottom, each with its place in px. */
function placesOf() {
  return page.locator('[data-device]').evaluateAll((rows) =>
    rows
      .map((row) => ({ id: row.getAttribute('data-device') ?? '', top: Math.round(row.getBoundingClientRect().top) }))
      .toSorted((a, b) => a.top - b.top)
      .slice(0, 12),
  )
}

test('the row under the pointer stays there through 500 updates, and the rest with it; without a pointer it does not', async () => {
  const free = await placesOf()
  const from = cloud.calls.length
  await poll(placesOf, { message: 'control: nothing holds the rows', timeout: 20_000 }).not.toEqual(free)
  const moved = cloud.calls.length - from
  enough = Math.min(UPDATES, Math.max(100, 2 * moved))

  await fleet.rows.nth(3).hover()
  await page.waitForTimeout(400)
  const held = await placesOf()
  await afterUpdates()
  expect(await placesOf()).toEqual(held)
  await expect(page.getByRole('button', { name: /^\d+ 行已变化，点此重排$/u })).toBeVisible()
  console.log(`calm: pointer over a row, ${UPDATES} updates, rows moved 0 [without a pointer: ${free.length} rows looked at, order changed after ${moved}]`)

  await page.mouse.move(5, 5)
  await poll(() => placesOf(), { timeout: 5_000 }).not.toEqual(held)
})

test('an open menu stays open on its row through updates, wherever the pointer goes', async () => {
  const row = fleet.rows.nth(2)
  // Under the pointer rows keep their places: the one whose menu is opened is the one that was asked for.
  await row.hover()
  const id = (await row.getAttribute('data-device')) ?? ''
  await row.getByRole('button', { name: /的操作$/u }).click()
  await page.mouse.move(5, 5)
  const held = await placesOf()
  await afterUpdates(enough)
  await expect(page.getByText('立即查询')).toBeVisible()
  expect(await placesOf()).toEqual(held)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid')).toBeFocused()
  await expect(fleet.row(id)).toHaveClass(/active/u)
})

test('selection, scroll and focus survive updates, a filter, a search, a refresh and a sort', async () => {
  await page.evaluate(() => window.scrollTo(0, 1500))
  await page.mouse.move(600, 500)
  await page.waitForTimeout(600)
  const chosen = await page.locator('[data-device]').evaluateAll((rows) => rows.filter((row) => row.getBoundingClientRect().top > 300).slice(0, 3).map((row) => row.getAttribute('data-device') ?? ''))
  for (const id of chosen) await fleet.row(id).getByRole('checkbox').check()
  await page.mouse.move(5, 5)
  const scrolled = () => page.evaluate(() => window.scrollY)
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('role'))
  const before = await scrolled()
  const active = () => page.locator('[data-device].active').getAttribute('data-device')
  expect(await active()).toBe(chosen[2])
  const held = await placesOf()
  await afterUpdates(enough)
  expect([await scrolled(), await focused(), await active()]).toEqual([before, 'grid', chosen[2]])
  expect(await placesOf(), 'a selection holds the order').toEqual(held)

  await page.getByRole('button', { name: '刷新', exact: true }).click()
  await page.getByRole('searchbox', { name: '搜索' }).fill('-')
  await page.waitForTimeout(400)
  expect(await scrolled()).toBe(before)
  await fleet.filter('done')
  await fleet.filter('all')
  await page.getByRole('searchbox', { name: '搜索' }).fill('')
  await expect(page.getByText('已选 3 台')).toBeVisible()
  await page.getByRole('searchbox', { name: '搜索' }).fill(chosen[0]?.split('/')[1] ?? '')
  await expect(fleet.row(chosen[0] ?? '').getByRole('checkbox')).toBeChecked()
})
