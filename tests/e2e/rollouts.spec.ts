import { expect, test, type Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { poll } from './support/poll'

let cloud: SimulatorServer
let app: RunningApp

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'demo', devices: 240, seed: 5, latencyMs: { min: 1, max: 5 } })
  await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify({ freeze: true }) })
  app = await startApp({ cloudOrigin: cloud.url })
})
test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

async function openAccount(page: Page) {
  const fleet = new FleetPage(page, app.url)
  await fleet.watch('any-token-0123456789', cloud.cloud.devices().map(({ id }) => id))
  await untilAnswered(page)
  await poll(() => fleet.count('all')).toBe(240)
  return fleet
}

const shownCount = (page: Page) => page.getByText(/^[\d,]+ \/ 240 台$/u)
const countIn = (text: string | null) => Number(/[\d,]+$/u.exec(text?.trim() ?? '')?.[0].replaceAll(',', ''))

test('every rollout shows its counts and causes; a count, then a cause, narrows the table to exactly those, by keyboard too', async ({ page }) => {
  const fleet = await openAccount(page)
  await page.getByRole('button', { name: /展开全部 \d+ 个升级批次/u }).click()
  const panel = page.getByRole('region', { name: '升级批次' })
  await expect(panel.getByRole('button', { name: '收起', exact: true })).toBeFocused()
  const card = panel.getByRole('listitem').filter({ has: page.getByRole('group', { name: '失败原因' }) }).first()
  const failed = card.getByRole('button', { name: /^失败 \d+$/u })
  const failures = countIn(await failed.textContent())
  expect(failures).toBeGreaterThan(0)
  await failed.click()
  await expect(shownCount(page)).toHaveText(`${failures} / 240 台`)
  await expect(page.locator('[data-device]:not([data-kind="failed"])')).toHaveCount(0)

  const cause = card.getByRole('group', { name: '失败原因' }).getByRole('button').first()
  const text = (await cause.locator('bdi').textContent()) ?? ''
  const count = countIn(await cause.textContent())
  await cause.focus()
  await page.keyboard.press('Enter')
  await expect(shownCount(page)).toHaveText(`${count} / 240 台`)
  await expect(fleet.rows).toHaveCount(count)
  expect(new URLSearchParams(page.url().split('?')[1]).get('cause')).not.toBeNull()

  await page.reload()
  await expect(fleet.rows).toHaveCount(count, { timeout: 15_000 })
  const chip = page.getByRole('button', { name: `取消按原因“${text}”筛选` })
  await chip.click()
  await expect(chip).toBeHidden()
  await expect(shownCount(page)).toHaveText(`${failures} / 240 台`)
})

test('the panel works at 390 px: nothing scrolls sideways, Escape closes it and gives the focus back', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(app.url)
  const opener = page.getByRole('button', { name: /展开全部 \d+ 个升级批次/u })
  await opener.click({ timeout: 20_000 })
  const panel = page.getByRole('region', { name: '升级批次' })
  await expect(panel.getByRole('listitem').first()).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: '收起', exact: true })).toBeHidden()
  await expect(opener).toBeFocused()
})
