import { expect, test, type Page } from '@playwright/test'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { poll } from './support/poll'

let app: RunningApp
let page: Page
let fleet: FleetPage

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  app = await startApp()
  page = await browser.newPage()
  fleet = new FleetPage(page, app.url)
  await fleet.openDemo()
  await page.getByRole('button', { name: '暂停' }).click()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'paused')
})
test.afterAll(async () => {
  await page.close()
  await app.close()
})

test.beforeEach(async () => {
  await fleet.startOver()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'paused')
  expect(await fleet.count('unknown')).toBeLessThan(60)
})

/** The row that the grid says is active, as assistive technology reads it. */
function active() {
  return page.evaluate(() => {
    const row = document.getElementById(document.querySelector('[role="grid"]')?.getAttribute('aria-activedescendant') ?? '')
    return row === null ? null : { index: Number(row.getAttribute('aria-rowindex')), selected: row.getAttribute('aria-selected'), top: row.getBoundingClientRect().top, bottom: row.getBoundingClientRect().bottom }
  })
}

test('the table is a grid that says how many rows and which, and how they are sorted', async () => {
  const grid = page.getByRole('grid')
  await expect(grid).toHaveAttribute('aria-rowcount', '1201')
  await expect(page.getByRole('columnheader', { name: '状态' })).toHaveAttribute('aria-sort', 'ascending')
  expect(await grid.getByRole('row').nth(1).getAttribute('aria-rowindex')).toBe('2')
  await expect(grid.getByRole('gridcell').first()).toBeVisible()
})

test('arrows, Home, End and the page keys move through 1,200 rows, each of them in sight', async () => {
  await page.getByRole('grid').focus()
  for (const [key, index] of [
    ['ArrowDown', 2],
    ['ArrowDown', 3],
    ['End', 1201],
    ['ArrowUp', 1200],
    ['Home', 2],
  ] as const) {
    await page.keyboard.press(key)
    await poll(async () => (await active())?.index).toBe(index)
    const row = await active()
    expect(row?.top).toBeGreaterThan(50)
    expect(row?.bottom).toBeLessThanOrEqual(720)
  }
  await page.keyboard.press('PageDown')
  const paged = (await active())?.index ?? 0
  expect(paged).toBeGreaterThan(5)
  await page.keyboard.press('PageUp')
  await poll(async () => (await active())?.index).toBe(2)
})

test('Space ticks, Shift extends, Ctrl+A ticks all that are shown, Escape lets go', async () => {
  await page.getByRole('grid').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(page.getByText('已选 1 台')).toBeVisible()
  expect((await active())?.selected).toBe('true')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText('已选 3 台')).toBeVisible()
  await page.keyboard.press('Control+a')
  await expect(page.getByText('已选 1,200 台')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText(/^已选/u)).toHaveCount(0)
  await fleet.rows.nth(1).getByRole('checkbox').click()
  await fleet.rows.nth(5).getByRole('checkbox').click({ modifiers: ['Shift'] })
  await expect(page.getByText('已选 5 台')).toBeVisible()
})

test('Enter opens the device’s details, Shift+F10 the row’s menu, and Escape comes back from both; the head is reached by ArrowUp and sorts and sizes by keys', async () => {
  await page.getByRole('grid').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const details = page.getByRole('complementary', { name: /的详情$/u })
  await expect(details).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(details).toBeHidden()
  await expect(page.getByRole('grid')).toBeFocused()
  await page.keyboard.press('Shift+F10')
  await expect(page.getByText('立即查询')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('立即查询')).toBeHidden()
  await expect(page.getByRole('grid')).toBeFocused()

  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('button', { name: '状态' })).toBeFocused()
  await page.keyboard.press('Home')
  await expect(page.getByRole('button', { name: '设备', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  const device = page.getByRole('columnheader', { name: '设备', exact: true })
  await expect(device).toHaveAttribute('aria-sort', 'ascending')
  const width = async () => (await device.boundingBox())?.width ?? 0
  const before = await width()
  await page.keyboard.press('Shift+ArrowRight')
  await poll(width).toBeGreaterThan(before + 8)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('grid')).toBeFocused()
})

test('/ and Ctrl+F go to the search box, which says why; a second Ctrl+F is the browser’s; ? lists the keys', async () => {
  const search = page.getByRole('searchbox', { name: '搜索' })
  await page.keyboard.press('/')
  await expect(search).toBeFocused()
  await expect(search).toHaveValue('')
  await page.getByRole('grid').focus()
  const taken = () =>
    page.evaluate(() => {
      const event = new KeyboardEvent('keydown', { key: 'f', ctrlKey: true, bubbles: true, cancelable: true })
      document.activeElement?.dispatchEvent(event)
      return event.defaultPrevented
    })
  expect(await taken()).toBe(true)
  await expect(search).toBeFocused()
  await expect(page.getByText(/浏览器查找只看得到屏幕上的行/u)).toBeVisible()
  expect(await taken()).toBe(false)
  await page.getByRole('grid').focus()
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog')
  await expect(keys).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(keys).toBeHidden()
})
