import { expect, type Page } from '@playwright/test'
import { FleetPage } from '../../e2e/support/fleet-page'
import { seedHistory } from '../../support/seed-history'
import { Meter } from '../table/chromium'
import type { Figure, Part } from './part'

const DEVICES = 10_000
const STAGES_EACH = 20
const OPENED = 15
const PATIENT = { timeout: 120_000 }

/** The drawer of one device among ten thousand whose history is kept: from the click until its timeline is drawn. */
export const drawer: Part = {
  name: 'drawer',
  async measure({ browser, appUrl }) {
    const meter = await Meter.open(browser, appUrl)
    try {
      const { page } = meter
      await page.goto(`${appUrl}/#/connect`)
      await expect(page.getByLabel('AccessToken')).toBeVisible(PATIENT)
      await seedHistory(page, { devices: DEVICES, stagesPerDevice: STAGES_EACH, untilMs: Date.now() - 60_000 })
      const fleet = new FleetPage(page, appUrl)
      await fleet.connect('a-token-of-the-bench-0123456789')
      await expect(page.locator('[data-filter="all"]')).toHaveAttribute('data-count', String(DEVICES), PATIENT)
      await page.getByRole('button', { name: '暂停' }).click()
      const [first = NaN, ...later] = await openings(page)
      const sorted = later.toSorted((a, b) => a - b)
      const median = sorted[sorted.length >> 1] ?? NaN
      return [
        { name: `click until the timeline of ${STAGES_EACH} stages is drawn, median of ${later.length}`, value: median, unit: 'ms', atMost: 100 },
        { name: 'the slowest of them', value: sorted.at(-1) ?? NaN, unit: 'ms', atMost: null },
        { name: 'the first, its code still to be loaded', value: first, unit: 'ms', atMost: null },
      ] satisfies Figure[]
    } finally {
      await meter.close()
    }
  },
}

/** Opens and closes the drawers of many rows, each by a click on the name. Ends are taken after the frame is painted. */
async function openings(page: Page): Promise<number[]> {
  const rows = page.locator('[data-device] [data-column="device"]')
  await expect(rows.nth(OPENED)).toBeVisible(PATIENT)
  const times: number[] = []
  for (let nth = 0; nth <= OPENED; nth += 1) {
    times.push(await rows.nth(nth).evaluate(openOne, STAGES_EACH))
    await page.keyboard.press('Escape')
    await expect(page.locator('[data-drawer]')).toHaveCount(0)
  }
  return times
}

async function openOne(name: Element, stages: number): Promise<number> {
  const startMs = performance.now()
  ;(name as HTMLElement).click()
  await new Promise<void>((resolve) => {
    // No function with a name of its own in here: the runner would lend it one by a helper that the page lacks.
    const seen = new MutationObserver(() => {
      if (document.querySelectorAll('[data-timeline] [data-stage]').length < stages) return
      seen.disconnect()
      requestAnimationFrame(() => setTimeout(resolve))
    })
    seen.observe(document.body, { childList: true, subtree: true })
  })
  return performance.now() - startMs
}
