import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, type Browser, type Page } from '@playwright/test'
import { FleetPage } from '../../e2e/support/fleet-page'
import { readBlocks, watchBlocks } from '../../e2e/support/page-blocks'
import { encode } from '../../support/encode'
import { Meter } from '../table/chromium'
import type { Figure, Part } from './part'

const LINES = 100_000
const HEADER = '产品ID,设备名称,别名,状态\r\n'
const FILE = encode(HEADER + Array.from({ length: LINES }, (_line, index) => `GW2A7K9QXM,gw-hz-${index},杭州网关 ${index} 号,在线\r\n`).join(''), 'gb18030')
const PATIENT = { timeout: 120_000 }

/** A list of 100,000 devices from a file: read and shown, then added, while the page goes on. */
export const importing: Part = {
  name: 'import',
  async measure({ browser, appUrl }) {
    const file = join(await mkdtemp(join(tmpdir(), 'bench-import-')), '设备.csv')
    await writeFile(file, FILE)
    try {
      // A trace slows every process down: the clock is read without one.
      return [...(await importOnce(browser, appUrl, file, onTheClock)), ...(await importOnce(browser, appUrl, file, onTheProcessor))]
    } finally {
      await rm(dirname(file), { recursive: true })
    }
  },
}

type Measure = (meter: Meter, what: string, act: (page: Page) => Promise<readonly Figure[]>) => Promise<readonly Figure[]>

async function importOnce(browser: Browser, appUrl: string, file: string, measure: Measure): Promise<readonly Figure[]> {
  const meter = await Meter.open(browser, appUrl)
  try {
    const fleet = new FleetPage(meter.page, appUrl)
    await fleet.connect('a-token-of-the-bench-0123456789')
    return [...(await measure(meter, 'previewing', (page) => preview(page, file))), ...(await measure(meter, 'adding', add))]
  } finally {
    await meter.close()
  }
}

/** With how long the page was kept from anything else meanwhile by a task of its own; a frame waits for other processes too. */
const onTheClock: Measure = async ({ page }, what, act) => {
  await watchBlocks(page)
  const figures = await act(page)
  const blocks = await readBlocks(page)
  return [
    ...figures,
    { name: `longest task while ${what}, clock`, value: blocks.longestTaskMs, unit: 'ms', atMost: 100 },
    { name: `longest frame while ${what}, clock`, value: blocks.longestFrameMs, unit: 'ms', atMost: null },
  ]
}

const onTheProcessor: Measure = async (meter, what, act) => {
  const { page } = meter
  await meter.startTrace()
  await page.evaluate(() => performance.mark('bench:start'))
  await act(page)
  await page.evaluate(() => performance.mark('bench:end'))
  return [{ name: `longest task while ${what}, CPU`, value: await meter.longestTaskMs(), unit: 'ms', atMost: 100 }]
}

async function preview(page: Page, file: string): Promise<readonly Figure[]> {
  await page.getByRole('button', { name: '添加设备' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('textbox', { name: '设备列表' })).toBeFocused(PATIENT)
  await dialog.locator('input[type=file]').evaluate((input) => input.addEventListener('change', () => performance.mark('file'), { capture: true }))
  await page.evaluate(() => {
    const { body } = document
    const seen = new MutationObserver(() => {
      if (!body.querySelector('[data-verdict]')) return
      performance.mark('preview')
      seen.disconnect()
    })
    seen.observe(body, { childList: true, subtree: true })
  })
  await dialog.locator('input[type=file]').setInputFiles(file)
  await expect(dialog.getByText('可添加 100,000 台')).toBeVisible(PATIENT)
  const previewMs = await page.evaluate(() => performance.measure('previewing', 'file', 'preview').duration)
  return [{ name: `${LINES.toLocaleString('en-US')} lines, until the preview`, value: previewMs, unit: 'ms', atMost: 2000 }]
}

async function add(page: Page): Promise<readonly Figure[]> {
  const startMs = Date.now()
  await page.getByRole('dialog').getByRole('button', { name: '添加', exact: true }).click()
  await expect(page.locator('[data-filter="all"]')).toHaveAttribute('data-count', String(LINES), PATIENT)
  const shownMs = Date.now() - startMs
  await expect(page.getByText('已添加 100,000 台设备')).toBeVisible(PATIENT)
  const keptMs = Date.now() - startMs
  return [
    { name: 'until all devices are shown', value: shownMs, unit: 'ms', atMost: null },
    { name: 'until all devices are kept', value: keptMs, unit: 'ms', atMost: null },
  ]
}
