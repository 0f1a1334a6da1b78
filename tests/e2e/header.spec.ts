import { expect, test } from '@playwright/test'
import { startSimulatorServer } from '../../src/simulator/server'
import { startApp } from './support/app'
import { FleetPage } from './support/fleet-page'

test('an outage is told with the seconds to the next try, whole at any width and in either language', async ({ page }) => {
  const cloud = await startSimulatorServer({ scenario: 'settled', seed: 3, latencyMs: { min: 1, max: 5 } })
  const app = await startApp({ cloudOrigin: cloud.url })
  try {
    const fleet = new FleetPage(page, app.url)
    await fleet.watch('any-token-0123456789', cloud.cloud.devices().slice(0, 5).map(({ id }) => id), 10)
    await expect(fleet.polling).toHaveAttribute('data-fresh', 'true')
    await cloud.close()
    await page.getByRole('button', { name: '刷新', exact: true }).click()
    await expect(fleet.polling).toHaveAttribute('data-polling', 'offline', { timeout: 15_000 })
    await expect(fleet.polling).toHaveAttribute('data-fresh', 'false')
    const state = fleet.polling.locator(':scope > span').first()
    await expect(state).toHaveText(/^云端无响应，(?:\d+ 秒后再试|正在再试)$/u)
    await expect(fleet.polling.getByRole('status')).toHaveText('云端无响应')
    for (const width of [390, 900, 980, 1280, 1400]) {
      await page.setViewportSize({ width, height: 800 })
      for (const words of [/^云端无响应，/u, /^Cloud not answering, /u]) {
        await expect(state).toHaveText(words)
        expect(await state.evaluate((element) => element.scrollWidth - element.clientWidth), `cut at ${width} px`).toBeLessThanOrEqual(0)
        const box = await state.boundingBox()
        expect((box?.x ?? width) + (box?.width ?? width), `outside at ${width} px`).toBeLessThanOrEqual(width)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
        await page.locator('[data-action="language"]').click()
      }
    }
  } finally {
    await app.close()
    await cloud.close().catch(() => undefined)
  }
})
