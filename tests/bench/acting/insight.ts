import { expect, type Page } from '@playwright/test'
import { FleetPage } from '../../e2e/support/fleet-page'
import { seedHistory } from '../../support/seed-history'
import type { Figure, Part } from './part'

const DEVICES = 10_000
const STAGES_A_DEVICE = 20
const PATIENT = { timeout: 120_000 }

/** The insight of a long history: from the click until all four charts are drawn, the first time and again. */
export const insight: Part = {
  name: 'insight',
  async measure({ browser, appUrl }) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' })
    try {
      const page = await context.newPage()
      const fleet = new FleetPage(page, appUrl)
      await fleet.open()
      await expect(fleet.rows.first()).toBeVisible(PATIENT)
      const { devices, stages } = await seedHistory(page, { devices: DEVICES, stagesPerDevice: STAGES_A_DEVICE, untilMs: Date.now() - 60_000 })
      await fleet.connect('a-token-of-the-bench-0123456789')
      await expect.poll(() => fleet.count('all'), PATIENT).toBe(devices)
      const what = `${devices.toLocaleString('en-US')} devices, ${stages.toLocaleString('en-US')} stages`
      const figures: Figure[] = []
      for (const [name, atMost] of [['the first time', 1_000], ['again', 1_000]] as const) {
        figures.push({ name: `insight of ${what}, ${name}`, value: await openMs(page), unit: 'ms', atMost })
        await expect(page.locator('.basis')).toContainText(devices.toLocaleString('en-US'))
        await page.getByRole('link', { name: '机群', exact: true }).click()
        await expect(fleet.rows.first()).toBeVisible(PATIENT)
        await page.waitForTimeout(1_000)
      }
      return figures
    } finally {
      await context.close()
    }
  },
}

/** From the click on the link to the frame with the last chart, on the page's own clock. */
async function openMs(page: Page): Promise<number> {
  await page.evaluate(() => performance.clearMarks())
  const drawn = page.waitForFunction(() => document.querySelectorAll('[data-figure][data-drawn="true"]').length === 4 && performance.mark('drawn'), undefined, { ...PATIENT, polling: 'raf' })
  const link = page.getByRole('link', { name: '洞察', exact: true })
  await link.evaluate((element) => element.addEventListener('click', () => performance.mark('click'), { capture: true, once: true }))
  await link.click()
  await drawn
  return page.evaluate(() => performance.measure('opening', 'click', 'drawn').duration)
}
