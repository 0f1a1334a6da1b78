import { expect, test } from '@playwright/test'
import { FleetPage } from './support/fleet-page'
import { openNaiveClient } from './support/naive-client'
import { poll } from './support/poll'
import { idsOf, type RecordedCall, type RecordedCloud } from './support/recorded-cloud'
import { count, expectToFail, sized, sleep } from './support/soak'
import { inRecordedWorld, type RecordedWorld } from './support/world'

const STALLS = sized(6, 200)
const ONE_IN = 6
const CALL_TIMEOUT_MS = 10_000
const FREE_WITHIN_MS = CALL_TIMEOUT_MS + 250
const NORMAL_MS = sized(3_000, 4_000)
const STEP_MS = 1_000
const STEPS = sized(1, 20)
/** A window of the throughput afterwards. */
const WINDOW_MS = 3_000
const LEAST_SHARE = 0.9

const ROLLOUT = { scenario: 'rollout', devices: 60, seed: 5, latencyMs: { min: 5, max: 30 } } as const

test.describe.configure({ timeout: 120_000 + STALLS * 2_500 })

/** From now on one answer in six gets stuck in mid-body, so many in all. */
function stall(cloud: RecordedCloud, most: number): RecordedCall[] {
  const stalled: RecordedCall[] = []
  let calls = 0
  cloud.answerBy((call, request) => {
    calls += 1
    if (calls % ONE_IN !== 0 || stalled.length === most) return null
    stalled.push(call)
    const half = new TextEncoder().encode('{"Response": {"OriVersion": "1.0", "Sta')
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(half)
        request.signal.addEventListener('abort', () => controller.close())
      },
    })
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'application/json', 'content-length': '200' } }))
  })
  return stalled
}

interface Recovery {
  /** How long the slowest slot was taken, so far. */
  readonly slowestMs: number
  /** The worst window's throughput, one time-out after the last stall, against the usual. */
  readonly worstShare: number
}

async function recoveryAfter(cloud: RecordedCloud, stalled: readonly RecordedCall[], normalPerMs: number): Promise<Recovery> {
  const fromMs = (stalled.at(-1)?.arrivedMs ?? 0) + FREE_WITHIN_MS
  const untilMs = fromMs + STEPS * STEP_MS + WINDOW_MS
  await sleep(Math.max(0, untilMs - Date.now()))
  const nowMs = Date.now()
  const slowestMs = Math.max(...stalled.map(({ arrivedMs, closedMs }) => (closedMs ?? nowMs) - arrivedMs))
  const shares = Array.from({ length: STEPS + 1 }, (_, step) => {
    const startMs = fromMs + step * STEP_MS
    // One call more or less at the edges of a window is no loss of throughput.
    return (cloud.arrivedBetween(startMs, startMs + WINDOW_MS).length + 1) / (normalPerMs * WINDOW_MS)
  })
  return { slowestMs, worstShare: Math.min(...shares) }
}

function assertRecovered({ slowestMs, worstShare }: Recovery): void {
  expect(slowestMs).toBeLessThanOrEqual(FREE_WITHIN_MS)
  expect(worstShare).toBeGreaterThanOrEqual(LEAST_SHARE)
}

async function normalThroughput(cloud: RecordedCloud): Promise<number> {
  const fromMs = Date.now()
  await sleep(NORMAL_MS)
  return cloud.arrivedBetween(fromMs, fromMs + NORMAL_MS).length / NORMAL_MS
}

function told(cloud: RecordedCloud, stalled: readonly RecordedCall[], { slowestMs, worstShare }: Recovery, normalPerMs: number): string {
  return `calls ${count(cloud.calls.length)}, stalled answers ${stalled.length}, slowest slot free after ${count(slowestMs)} ms, normal ${(normalPerMs * 1000).toFixed(1)} calls/s, worst 3 s one time-out later ${Math.round(worstShare * 100)} %`
}

async function askThrough({ cloud, app, page }: RecordedWorld): Promise<Recovery> {
  const fleet = new FleetPage(page, app.url)
  await fleet.watch('any-token-0123456789', idsOf(cloud), 10)
  await poll(() => cloud.calls.length, { timeout: 15_000 }).toBeGreaterThan(60)
  const normalPerMs = await normalThroughput(cloud)
  const stalled = stall(cloud, STALLS)
  await poll(() => stalled.length, { timeout: 60_000 + STALLS * 2_000 }).toBe(STALLS)
  const recovery = await recoveryAfter(cloud, stalled, normalPerMs)
  console.log(`T2: ${told(cloud, stalled, recovery, normalPerMs)}`)
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
  return recovery
}

/** A page with no time limit over the body. */
async function getStuck({ cloud, app, page }: RecordedWorld): Promise<Recovery> {
  await openNaiveClient(page, app.url, { ids: idsOf(cloud), lanes: 6, restMs: 500, timeoutMs: null })
  await poll(() => cloud.calls.length).toBeGreaterThan(12)
  const normalPerMs = await normalThroughput(cloud)
  const stalled = stall(cloud, STALLS)
  await poll(() => stalled.length, { timeout: 15_000 }).toBe(6)
  const recovery = await recoveryAfter(cloud, stalled, normalPerMs)
  console.log(`T2 control: ${told(cloud, stalled, recovery, normalPerMs)}`)
  return recovery
}

test('T2: answers that stall in mid-body hold no slot longer than the time limit, and no throughput after it; a page without one gets stuck', async ({ context }) => {
  const [recovered, stuck] = await Promise.all([inRecordedWorld(context, ROLLOUT, askThrough), inRecordedWorld(context, ROLLOUT, getStuck)])
  assertRecovered(recovered)
  await expectToFail(() => assertRecovered({ ...stuck, worstShare: 1 }))
  await expectToFail(() => assertRecovered({ ...stuck, slowestMs: 0 }))
})
