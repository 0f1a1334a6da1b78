import { chromium, expect, test } from '@playwright/test'
import { startApp, type RunningApp } from './support/app'
import { launchPlainChromium, type PlainChromium, type PlainPage } from './support/plain-chromium'
import { poll } from './support/poll'
import { idsOf, startRecordedCloud, sweepsIn, type RecordedCloud } from './support/recorded-cloud'
import { expectToFail, sized, sleep } from './support/soak'

/** All on the screen at once, so that a hidden tab's devices are worth neither more nor less to one another. */
const DEVICES = 24
const FOREGROUND_MS = sized(6_000, 60_000)
const HIDDEN_MS = sized(12_000, 180_000)
const MOST = 1.2
const PAGE_TIMER_MS = 200
const PAGE_TIMER = 'naive/page-timer'
let cloud: RecordedCloud
let app: RunningApp
let browser: PlainChromium

test.describe.configure({ timeout: 60_000 + FOREGROUND_MS + HIDDEN_MS })

test.beforeEach(async () => {
  cloud = await startRecordedCloud({ scenario: 'settled', devices: DEVICES, seed: 9, latencyMs: { min: 5, max: 30 } })
  app = await startApp({ cloudOrigin: cloud.server.url })
  browser = await launchPlainChromium(process.env['LOOKOUT_CHROMIUM'] ?? chromium.executablePath())
})

test.afterEach(async () => {
  await browser.close()
  await app.close()
  await cloud.close()
})

async function fill(page: PlainPage, selector: string, text: string): Promise<void> {
  const field = `document.querySelector(${JSON.stringify(selector)})`
  await poll(() => page.evaluate<boolean>(`${field} !== null`), { timeout: 20_000 }).toBe(true)
  await page.evaluate(`${field}.value = ${JSON.stringify(text)}; ${field}.dispatchEvent(new Event('input', { bubbles: true }))`)
}

async function click(page: PlainPage, within: string, name: string): Promise<void> {
  const button = `[...document.querySelectorAll(${JSON.stringify(`${within} button`)})].find((button) => button.textContent.trim() === ${JSON.stringify(name)} && !button.disabled)`
  await poll(() => page.evaluate<boolean>(`${button} !== undefined`), { timeout: 20_000 }).toBe(true)
  await page.evaluate(`${button}.click()`)
}

/** A dashboard's usual poller: a timer of the page. */
const START_PAGE_TIMER = `void setInterval(() => {
  fetch('/api/exploreropen/tokenapi', { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Action: 'AppDescribeFirmwareUpdateStatus', RequestId: 'r', AccessToken: 'naive', ProductId: 'naive', DeviceName: 'page-timer' }) })
}, ${PAGE_TIMER_MS})`

interface Periods {
  readonly sweepMs: number
  readonly pageTimerMs: number
}

async function measure(durationMs: number): Promise<Periods> {
  const fromMs = Date.now()
  await sleep(durationMs)
  const calls = cloud.arrivedBetween(fromMs, fromMs + durationMs)
  const own = calls.filter(({ device }) => device !== PAGE_TIMER)
  return { sweepMs: durationMs / sweepsIn(own, DEVICES).count, pageTimerMs: durationMs / (calls.length - own.length) }
}

function assertKeepsPace(hiddenMs: number, foregroundMs: number): void {
  expect(hiddenMs).toBeLessThanOrEqual(foregroundMs * MOST)
}

test('L6: a hidden tab sweeps as often as one in front; a timer of the page does not', async () => {
  const page = await browser.open(`${app.url}/#/connect`)
  await fill(page, 'input[type="password"]', 'any-token-0123456789')
  await click(page, '', '连接')
  await click(page, '', '添加设备')
  await fill(page, '[role="dialog"] textarea', idsOf(cloud).join('\n'))
  await click(page, '[role="dialog"]', '添加')
  await poll(() => new Set(cloud.calls.map(({ device }) => device)).size, { timeout: 20_000 }).toBeGreaterThanOrEqual(DEVICES)
  await page.evaluate(START_PAGE_TIMER)
  expect(await page.evaluate('document.visibilityState')).toBe('visible')
  const foreground = await measure(FOREGROUND_MS)

  const other = await browser.open('about:blank')
  await other.bringToFront()
  await poll(() => page.evaluate('document.visibilityState')).toBe('hidden')
  const hidden = await measure(HIDDEN_MS)
  expect(await page.evaluate('document.visibilityState')).toBe('hidden')
  const ratio = (of: keyof Periods) => (hidden[of] / foreground[of]).toFixed(2)
  console.log(
    `L6: hidden for ${HIDDEN_MS / 1000} s, sweep of ${DEVICES} devices every ${Math.round(foreground.sweepMs)} ms in front, ${Math.round(hidden.sweepMs)} ms hidden (× ${ratio('sweepMs')}); ` +
      `control, a page timer: every ${Math.round(foreground.pageTimerMs)} ms in front, ${Math.round(hidden.pageTimerMs)} ms hidden (× ${ratio('pageTimerMs')})`,
  )
  assertKeepsPace(hidden.sweepMs, foreground.sweepMs)
  await expectToFail(() => assertKeepsPace(hidden.pageTimerMs, foreground.pageTimerMs))
})
