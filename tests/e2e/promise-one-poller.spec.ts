import { expect, test, type BrowserContext } from '@playwright/test'
import { startApp, type RunningApp } from './support/app'
import { engineUrls } from './support/engine'
import { FleetPage } from './support/fleet-page'
import { poll } from './support/poll'
import { idsOf, startRecordedCloud, type RecordedCloud } from './support/recorded-cloud'
import { expectToFail, sized, sleep } from './support/soak'

const TABS = 5
/** Engines of the control. */
const DEAF_TABS = 3
/** Calls a second. */
const BUDGET = 10
const MOST = 1.05
/** Calls that a window's edges may add or take away. */
const EDGE_CALLS = 2
const WINDOW_MS = sized(5_000, 60_000)
const AFTER_CLOSING_MS = sized(2_500, 20_000)
const TOKEN = 'any-token-0123456789'
let cloud: RecordedCloud
let app: RunningApp

test.describe.configure({ timeout: 60_000 + 4 * WINDOW_MS + 6 * AFTER_CLOSING_MS })

test.beforeEach(async () => {
  cloud = await startRecordedCloud({ scenario: 'rollout', devices: 40, seed: 7, latencyMs: { min: 100, max: 200 } })
  app = await startApp({ cloudOrigin: cloud.server.url })
})

test.afterEach(async () => {
  await app.close()
  await cloud.close()
})

async function callsWithin(durationMs: number): Promise<number> {
  const before = cloud.calls.length
  await sleep(durationMs)
  return cloud.calls.length - before
}

/** Never two calls on one device at once. */
function overlaps(): number {
  const lastClosed = new Map<string, number>()
  let found = 0
  for (const { device, arrivedMs, answeredMs } of cloud.calls) {
    if (arrivedMs < (lastClosed.get(device) ?? 0)) found += 1
    lastClosed.set(device, answeredMs ?? Infinity)
  }
  return found
}

function assertNoMore(calls: number, oneTab: number): void {
  expect(calls).toBeLessThanOrEqual(oneTab * MOST + EDGE_CALLS)
}

async function openTab(context: BrowserContext): Promise<FleetPage> {
  const fleet = new FleetPage(await context.newPage(), app.url)
  await fleet.open()
  return fleet
}

test('L5: five tabs have one poller, and closing any of them changes nothing', async ({ context, browser }) => {
  const ids = idsOf(cloud)
  const first = new FleetPage(await context.newPage(), app.url)
  await first.watch(TOKEN, ids, BUDGET)
  const tabs = [first]
  await poll(() => new Set(cloud.calls.map(({ device }) => device)).size, { timeout: 20_000 }).toBeGreaterThanOrEqual(ids.length)
  const one = await callsWithin(WINDOW_MS)
  while (tabs.length < TABS) tabs.push(await openTab(context))
  for (const tab of tabs) await expect(tab.rows).toHaveCount(ids.length)
  const five = await callsWithin(WINDOW_MS)
  const engines = (await engineUrls(browser, app.url)).length
  expect(engines).toBe(1)
  assertNoMore(five, one)
  expect(five).toBeGreaterThan(one * 0.8)

  const afterClosing: number[] = []
  for (const tab of tabs.splice(0, TABS - 1)) {
    await tab.page.close()
    afterClosing.push(await callsWithin(AFTER_CLOSING_MS))
    for (const left of tabs) await expect(left.polling).toHaveAttribute('data-polling', 'running')
  }
  const usual = (one / WINDOW_MS) * AFTER_CLOSING_MS
  for (const calls of afterClosing) {
    assertNoMore(calls, usual)
    expect(calls).toBeGreaterThan(usual * 0.8 - EDGE_CALLS)
  }
  expect(overlaps()).toBe(0)
  console.log(
    `L5: engines ${engines}, calls in ${WINDOW_MS / 1000} s: one tab ${one}, five tabs ${five} (× ${(five / one).toFixed(2)}); ` +
      `in ${AFTER_CLOSING_MS / 1000} s after each closing ${afterClosing.join(', ')} (usual ${usual.toFixed(0)}); two calls on one device 0`,
  )
})

test('L5, control: three tabs with an engine each, deaf to one another, exceed', async ({ context }) => {
  await context.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedWorker')
  })
  await context.route(/\/assets\/worker-[^/]+\.js$/u, async (route) => {
    const response = await route.fetch({ maxRetries: 2 })
    const deaf = 'globalThis.BroadcastChannel = class { postMessage() {} };'
    await route.fulfill({ response, body: deaf + (await response.text()), headers: { 'content-type': 'text/javascript' } })
  })
  const first = new FleetPage(await context.newPage(), app.url)
  await first.watch(TOKEN, idsOf(cloud), BUDGET)
  await expect(first.rows).toHaveCount(40)
  const one = await callsWithin(AFTER_CLOSING_MS)
  for (let tab = 1; tab < DEAF_TABS; tab += 1) await (await openTab(context)).connect(TOKEN)
  await context.unrouteAll()
  const three = await callsWithin(AFTER_CLOSING_MS)
  console.log(`L5 control: calls in ${AFTER_CLOSING_MS / 1000} s: one tab ${one}, three tabs ${three} (× ${(three / one).toFixed(2)}), two calls on one device ${overlaps()}`)
  await expectToFail(() => assertNoMore(three, one))
  await expectToFail(() => expect(overlaps()).toBe(0))
})
