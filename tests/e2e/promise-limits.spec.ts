import { expect, test } from '@playwright/test'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { openNaiveClient } from './support/naive-client'
import { poll } from './support/poll'
import { idsOf, startRecordedCloud, type RecordedCall, type RecordedCloud } from './support/recorded-cloud'
import { expectToFail, sized, sleep } from './support/soak'

/** A date of HTTP has whole seconds: asked for 4, it means 3 to 4. */
const WINDOW_SECONDS = sized(3, 12)
/** From the refusal's departure until the engine must know of it: those under way by then are in flight at its start. */
const ON_THE_WAY_MS = 250
const MOST_IN_FLIGHT = 6
type Limit = readonly [code: '429' | 'RequestLimitExceeded', form: 'seconds' | 'date']
const LIMITS = sized<readonly Limit[]>([['429', 'seconds'], ['RequestLimitExceeded', 'date']], [['429', 'seconds'], ['429', 'date'], ['RequestLimitExceeded', 'seconds'], ['RequestLimitExceeded', 'date']])

let cloud: RecordedCloud
let app: RunningApp

test.describe.configure({ timeout: 60_000 + 8 * WINDOW_SECONDS * 1_000 })

test.beforeEach(async () => {
  cloud = await startRecordedCloud({ scenario: 'rollout', devices: 40, seed: 3, latencyMs: { min: 20, max: 60 } })
  app = await startApp({ cloudOrigin: cloud.server.url })
})

test.afterEach(async () => {
  await app.close()
  await cloud.close()
})

interface LimitWindow {
  readonly name: string
  readonly fromMs: number
  readonly untilMs: number
}

/** Refuses the next call, once; tells when, and until when none may come. */
function refuseOnce([limit, form]: Limit): Promise<LimitWindow> {
  return new Promise((resolve) => {
    cloud.answerBy((_call, request) => {
      cloud.answerBy(null)
      return request.json().then(({ RequestId }: { RequestId: string }) => {
        const fromMs = Date.now()
        const date = new Date(fromMs + (WINDOW_SECONDS + 1) * 1_000)
        const untilMs = form === 'date' ? Math.floor(date.getTime() / 1_000) * 1_000 : fromMs + WINDOW_SECONDS * 1_000
        resolve({ name: `${limit} ${form}`, fromMs, untilMs })
        const headers = { 'content-type': 'application/json', 'retry-after': form === 'date' ? date.toUTCString() : String(WINDOW_SECONDS) }
        if (limit === '429') return new Response('', { status: 429, headers })
        const error = { Code: 'RequestLimitExceeded', Message: '请求的次数超过了频率限制' }
        return new Response(JSON.stringify({ Response: { Error: error, RequestId } }), { headers })
      })
    })
  })
}

interface Asked {
  readonly onTheWay: readonly RecordedCall[]
  readonly inside: readonly RecordedCall[]
}

function askedIn({ fromMs, untilMs }: LimitWindow): Asked {
  const knownMs = fromMs + ON_THE_WAY_MS
  return { onTheWay: cloud.arrivedBetween(fromMs, knownMs), inside: cloud.arrivedBetween(knownMs, untilMs) }
}

function assertQuiet({ onTheWay, inside }: Asked): void {
  expect(inside.length, 'calls inside the window').toBe(0)
  expect(onTheWay.length, 'calls in flight at its start').toBeLessThan(MOST_IN_FLIGHT)
}

test('L1: no call reaches the cloud while it wants none, for the whole engine, though an operator asks', async ({ context }) => {
  const fleet = new FleetPage(await context.newPage(), app.url)
  const other = new FleetPage(await context.newPage(), app.url)
  await fleet.watch('any-token-0123456789', idsOf(cloud), 10)
  await other.open()
  const told: string[] = []
  for (const limit of LIMITS) {
    const before = cloud.calls.length
    await poll(() => cloud.calls.length, { timeout: 15_000 }).toBeGreaterThan(before + 15)
    const window = await refuseOnce(limit)
    await sleep(ON_THE_WAY_MS)
    for (const tab of [fleet, other]) await tab.page.getByRole('button', { name: '刷新', exact: true }).click()
    await sleep(Math.max(0, window.untilMs - Date.now()))
    const asked = askedIn(window)
    assertQuiet(asked)
    await poll(() => cloud.arrivedBetween(window.untilMs, Infinity).length, { timeout: 5_000 }).toBeGreaterThan(3)
    const firstMs = (cloud.arrivedBetween(window.untilMs, Infinity)[0]?.arrivedMs ?? 0) - window.untilMs
    told.push(`${window.name}: on the way ${asked.onTheWay.length}, inside ${asked.inside.length}, first call ${firstMs} ms after`)
  }
  console.log(`L1: windows of ${WINDOW_SECONDS}-${WINDOW_SECONDS + 1} s; ${told.join('; ')}`)
})

test('L1, control: a page that knows no limits goes on asking', async ({ page }) => {
  await openNaiveClient(page, app.url, { ids: idsOf(cloud), lanes: 6, restMs: 300, timeoutMs: 10_000 })
  await poll(() => cloud.calls.length).toBeGreaterThan(12)
  const window = await refuseOnce(['429', 'seconds'])
  await sleep(Math.max(0, window.untilMs - Date.now()))
  const asked = askedIn(window)
  console.log(`L1 control: on the way ${asked.onTheWay.length}, inside ${asked.inside.length}`)
  await expectToFail(() => assertQuiet(asked))
})
