import { expect, test, type Page } from '@playwright/test'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { poll } from './support/poll'

const problems: string[] = []
let app: RunningApp
let page: Page
let fleet: FleetPage

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  app = await startApp()
  page = await browser.newPage()
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  fleet = new FleetPage(page, app.url)
  await fleet.openDemo()
})
test.afterAll(async () => {
  await page.close()
  await app.close()
})

test.beforeEach(async () => {
  await fleet.startOver()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
  await poll(() => fleet.count('unknown')).toBeLessThan(60)
})

test('the app opens on the demo fleet: 1,200 devices in the middle of their rollouts, moving', async () => {
  await expect(page.getByRole('button', { name: /演示机群/u })).toBeVisible()
  expect(await fleet.count('all')).toBe(1200)
  for (const kind of ['failed', 'confirm', 'running', 'queued', 'offline', 'done']) {
    expect(await fleet.count(kind), kind).toBeGreaterThan(0)
  }
  await fleet.filter('running')
  const progress = () => page.locator('[data-device] [role="progressbar"]').evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-valuenow')).join())
  const before = await progress()
  await poll(progress, { timeout: 10_000 }).not.toBe(before)
  expect(problems).toEqual([])
})

test('pause stops, resume goes on, and the header says so', async () => {
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
  await page.getByRole('button', { name: '暂停' }).click()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'paused')
  await expect(fleet.polling).toContainText('已暂停')
  await page.getByRole('button', { name: '继续' }).click()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
})

test('the language is switched at once and kept', async () => {
  await page.locator('[data-action="language"]').click()
  await expect(page.getByRole('button', { name: 'Add devices' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en-US')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Add devices' })).toBeVisible()
  await page.locator('[data-action="language"]').click()
  await expect(page.getByRole('button', { name: '添加设备' })).toBeVisible()
})

test('dark and light follow the system and can be chosen', async () => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.locator('[data-action="theme"]').click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
})

test('a removed device comes back with its status on undo', async () => {
  await fleet.filter('done')
  const first = fleet.rows.first()
  const id = (await first.getAttribute('data-device')) ?? ''
  await first.getByRole('button', { name: /的操作$/u }).click()
  await page.getByText('移除', { exact: true }).click()
  await expect(fleet.row(id)).toHaveCount(0)
  await poll(() => fleet.count('all')).toBe(1199)
  await page.getByRole('button', { name: '撤销' }).click()
  // Reaching the menu may have moved the page, and only what is on the screen is drawn.
  await page.evaluate(() => scrollTo(0, 0))
  await expect(fleet.row(id)).toHaveAttribute('data-status', '6')
  await poll(() => fleet.count('all')).toBe(1200)
})

test('an alias in Chinese is found by the initials of its pinyin', async () => {
  await fleet.search('shcj')
  await poll(() => fleet.count('all')).toBeGreaterThan(5)
  await expect(fleet.rows.first()).toContainText('三号车间')
})

test('the search box and a row’s menu are reached by keyboard alone', async () => {
  await expect(fleet.rows.first()).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: '搜索' })).toBeFocused()
  await page.locator('[role="columnheader"] button').last().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+F10')
  await expect(page.getByText('立即查询')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('立即查询')).toBeHidden()
  await expect(page.getByRole('grid')).toBeFocused()
})

test('rows stay where they are under the pointer, until the operator asks for the new order', async () => {
  await page.getByRole('button', { name: '更新', exact: true }).click()
  await fleet.rows.nth(2).hover()
  const order = () => fleet.rows.evaluateAll((rows) => rows.slice(0, 8).map((row) => row.getAttribute('data-device')).join(' '))
  const before = await order()
  const chip = page.getByRole('button', { name: /行已变化，点此重排/u })
  await expect(chip).toBeVisible()
  await page.waitForTimeout(2000)
  expect(await order()).toBe(before)
  // A pointer on its way to the chip lets the rows go by itself, sooner or later.
  await chip.dispatchEvent('click')
  await poll(order).not.toBe(before)
})

for (const width of [390, 900, 980, 1280]) {
  test(`nothing scrolls or is cut off sideways at ${width} px in either language, and every row has its hooks`, async () => {
    await page.setViewportSize({ width, height: 844 })
    await expect(fleet.rows.first()).toBeVisible()
    for (const add of ['添加设备', 'Add devices']) {
      const box = await page.getByRole('button', { name: add }).boundingBox()
      expect((box?.x ?? width) + (box?.width ?? width)).toBeLessThanOrEqual(width - 12)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      await page.locator('[data-action="language"]').click()
    }
    const hooks = await fleet.rows.evaluateAll((rows) => rows.every((row) => /^(none|-?\d+)$/u.test(row.getAttribute('data-status') ?? '') && row.hasAttribute('data-kind')))
    expect(hooks).toBe(true)
  })
}
