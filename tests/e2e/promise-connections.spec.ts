import { expect, test, type Page } from '@playwright/test'
import { BUDGET_RANGE } from '../../src/engine/protocol'
import { startApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { openNaiveClient } from './support/naive-client'
import { idsOf, startRecordedCloud, sweepsIn, type RecordedCloud } from './support/recorded-cloud'
import { expectToFail, sized, sleep } from './support/soak'

const TABS = 3
/** What a browser gives an origin over HTTP/1.1 (RFC 9112 §9.4 leaves it to the client; Chromium takes 6). */
const MOST_IN_FLIGHT = 6
const WATCHED_MS = sized(8_000, 120_000)
const CALL_TIMEOUT_MS = 10_000
const SLOW = { scenario: 'rollout', devices: 100, seed: 11, latencyMs: { min: 400, max: 900 } } as const

test.describe.configure({ timeout: 60_000 + 2 * WATCHED_MS })

interface Seen {
  readonly peakInFlight: number
  readonly falseTimeouts: number
}

/** Calls that the client gave up, or waited for longer than its own time limit, though the cloud answers each within 0.9 s. */
function assertHolds({ peakInFlight, falseTimeouts }: Seen): void {
  expect(peakInFlight).toBeLessThanOrEqual(MOST_IN_FLIGHT)
  expect(falseTimeouts).toBe(0)
}

async function timeoutsShown(pages: readonly Page[]): Promise<number> {
  const found = await Promise.all(pages.map((page) => page.locator('[data-device]').filter({ hasText: '云端未在时限内答完' }).count()))
  return found.reduce((sum, rows) => sum + rows, 0)
}

const givenUp = ({ calls }: RecordedCloud) => calls.filter((call) => call.givenUp).length

test('L4: three tabs over HTTP/1.1 have six calls in flight at the most, and none times out falsely', async ({ context }) => {
  const cloud = await startRecordedCloud(SLOW)
  const app = await startApp({ cloudOrigin: cloud.server.url })
  const ids = idsOf(cloud)
  const tabs: FleetPage[] = []
  for (let tab = 0; tab < TABS; tab += 1) tabs.push(new FleetPage(await context.newPage(), app.url))
  await tabs[0]?.watch('any-token-0123456789', ids, BUDGET_RANGE.max)
  for (const tab of tabs.slice(1)) await tab.open()
  const startedMs = Date.now()
  let timeouts = 0
  while (Date.now() - startedMs < WATCHED_MS) {
    await sleep(500)
    timeouts += await timeoutsShown(tabs.map(({ page }) => page))
  }
  const { peakInFlight, calls } = cloud
  const seen = { peakInFlight, falseTimeouts: timeouts + givenUp(cloud) }
  console.log(`L4: tabs ${TABS}, calls ${calls.length} answered in 400-900 ms (${((calls.length * 1000) / (Date.now() - startedMs)).toFixed(1)}/s), most in flight ${peakInFlight}, false time-outs ${seen.falseTimeouts}, sweeps ${sweepsIn(calls, ids.length).count.toFixed(1)}`)
  assertHolds(seen)
  expect(peakInFlight).toBeGreaterThanOrEqual(MOST_IN_FLIGHT - 1)
  await app.close()
  await cloud.close()
})

test('L4, control: three tabs that ask about all devices at once time out falsely, and two browsers exceed six', async ({ browser }) => {
  const cloud = await startRecordedCloud(SLOW)
  const app = await startApp({ cloudOrigin: cloud.server.url })
  const ids = idsOf(cloud)
  const contexts = [await browser.newContext(), await browser.newContext()]
  const figures = []
  for (const context of contexts) {
    for (let tab = 0; tab < TABS; tab += 1) {
      figures.push(await openNaiveClient(await context.newPage(), app.url, { ids, lanes: ids.length, restMs: 2_000, timeoutMs: CALL_TIMEOUT_MS }))
    }
  }
  await sleep(CALL_TIMEOUT_MS + 1_500)
  let falseTimeouts = 0
  for (const read of figures) falseTimeouts += (await read()).timedOut
  const { peakInFlight } = cloud
  console.log(`L4 control: most in flight ${peakInFlight}, false time-outs ${falseTimeouts}`)
  await expectToFail(() => assertHolds({ peakInFlight, falseTimeouts: 0 }))
  await expectToFail(() => assertHolds({ peakInFlight: 0, falseTimeouts }))
  for (const context of contexts) await context.close()
  await app.close()
  await cloud.close()
})
