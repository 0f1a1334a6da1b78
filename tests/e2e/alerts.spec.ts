import { expect, test, type Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { poll } from './support/poll'

const TOKEN = 'any-token-0123456789'
let cloud: SimulatorServer
let app: RunningApp

test.describe.configure({ timeout: 60_000 })

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'demo', devices: 150, seed: 11, latencyMs: { min: 1, max: 5 } })
  await control({ freeze: true })
  app = await startApp({ cloudOrigin: cloud.url })
})
test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

async function control(order: object) {
  expect((await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify(order) })).status).toBe(200)
}

/** Stands in for the desktop: it asks nobody, and notes what it is told. */
function fakeDesktop(answer: NotificationPermission) {
  const told: string[] = []
  class FakeNotification extends EventTarget {
    static permission: NotificationPermission = 'default'
    static requestPermission() {
      FakeNotification.permission = answer
      return Promise.resolve(answer)
    }
    constructor(title: string, { body = '' }: NotificationOptions = {}) {
      super()
      told.push(`${title}\n${body}`)
    }
    close() {}
  }
  Object.assign(globalThis, { Notification: FakeNotification, told })
}

const told = (page: Page) => page.evaluate(() => (globalThis as unknown as { told: string[] }).told)

async function setHidden(page: Page, hidden: boolean) {
  await page.evaluate((isHidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden })
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: isHidden ? 'hidden' : 'visible' })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

const bell = (page: Page) => page.getByRole('button', { name: /^动态/u })
const iconOf = (page: Page) => page.locator('link[rel="icon"]').evaluate((link: HTMLLinkElement) => link.href)

test('what comes while nobody looks is counted in the title and on the icon, told in one notification, and listed with links', async ({ page }) => {
  await page.addInitScript(fakeDesktop, 'granted' as const)
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(TOKEN, cloud.cloud.devices().map(({ id }) => id))
  await untilAnswered(page)
  await bell(page).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: '桌面通知' }).check()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  const title = await page.title()
  const icon = await iconOf(page)
  expect(title).not.toMatch(/^\(/u)

  await setHidden(page, true)
  await control({ advanceMs: 15 * 60_000 })
  await expect(page).toHaveTitle(/^\(\d+\) 固件升级瞭望台/u, { timeout: 20_000 })
  expect(await iconOf(page)).toMatch(/^data:image\/svg\+xml,/u)
  await poll(() => told(page), { timeout: 30_000 }).toHaveLength(1)
  const [text = ''] = await told(page)
  expect(text).toMatch(/固件升级瞭望台：\d+ 条新动态\n(?:失败|等待确认|停滞) \d+/u)
  expect(text).not.toContain(TOKEN)

  await setHidden(page, false)
  await expect(page).toHaveTitle(title)
  expect(await iconOf(page)).toBe(icon)
  await bell(page).click()
  const link = dialog.locator('[data-news] a.device').first()
  const id = (await link.getAttribute('title')) ?? ''
  await link.click()
  await expect(dialog.getByRole('checkbox', { name: '桌面通知' })).toBeHidden()
  await expect(fleet.row(id)).toBeVisible()
  await expect(bell(page)).toHaveAccessibleName('动态')
})

test('a link of the news shows the device though the filters hide it, and Back brings them back', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(TOKEN, cloud.cloud.devices().map(({ id }) => id))
  await untilAnswered(page)
  const product = page.getByRole('combobox', { name: '按产品筛选' })
  const { productId } = cloud.cloud.devices()[0] ?? { productId: '' }
  await product.selectOption(productId)
  await page.getByRole('columnheader', { name: '更新' }).getByRole('button').click()
  await fleet.search('no-such-device')
  await expect(fleet.rows).toHaveCount(0)
  const address = page.url()
  expect(new URLSearchParams(address.split('?')[1])).toEqual(new URLSearchParams({ q: 'no-such-device', product: productId, sort: 'age' }))

  await control({ advanceMs: 15 * 60_000 })
  await expect(bell(page)).toHaveAccessibleName(/条未读$/u, { timeout: 30_000 })
  await bell(page).click()
  const link = page.getByRole('dialog').locator('[data-news] a.device').first()
  const id = (await link.getAttribute('title')) ?? ''
  await link.click()
  await expect(fleet.row(id)).toBeVisible()
  const drawer = page.locator('[data-drawer]')
  await expect(drawer.getByRole('heading', { level: 2 })).toHaveText(id.split('/')[1] ?? '')

  await page.goBack()
  await expect(page).toHaveURL(address)
  await expect(drawer).toHaveCount(0)
  await expect(page.getByRole('searchbox', { name: '搜索' })).toHaveValue('no-such-device')
  await expect(product).toHaveValue(productId)
  await expect(fleet.rows).toHaveCount(0)
  await page.goForward()
  await expect(fleet.row(id)).toBeVisible()
})

test('a browser that does not allow it is not asked again, and the page says what to do', async ({ page }) => {
  await page.addInitScript(fakeDesktop, 'denied' as const)
  await page.goto(app.url)
  await bell(page).click({ timeout: 20_000 })
  const dialog = page.getByRole('dialog')
  const notify = dialog.getByRole('checkbox', { name: '桌面通知' })
  await notify.click()
  await expect(dialog.getByRole('alert')).toContainText('网站设置')
  await expect(notify).not.toBeChecked()
})
