import { expect, test } from '@playwright/test'
import type { FaultKind } from '../../src/simulator/faults'
import { FleetPage } from './support/fleet-page'
import { openNaiveClient } from './support/naive-client'
import { poll } from './support/poll'
import { control, idsOf, sweepsIn, truthOf, type RecordedCloud } from './support/recorded-cloud'
import { compare, recordShown, type Faithfulness } from './support/shown'
import { count, expectToFail, isSoak, sized } from './support/soak'
import { inRecordedWorld, type RecordedWorld } from './support/world'

const CALLS = sized(400, 10_000)
const SEEDS = isSoak ? [1, 2, 3, 4, 5] : [1]
/** Calls a second: the machine has time for what comes between them. */
const BUDGET = sized(25, 50)
/** So many are drawn whole. */
const DEVICES = 100
const LEAST_FAULTY = 0.25
const MOST_SWEEPS = 2

/** Nine kinds, the gateway's in two forms. Those that take a slot for seconds, stop the whole engine or put a device off for long come seldom. */
const WEIGHTS = {
  'http-500': 4,
  'http-503': 4,
  'http-429': 1,
  'reset': 5,
  'stall': 1,
  'truncated': 9,
  'html': 8,
  'internal-error': 1,
  'late': 1,
  'duplicate': 6,
} as const satisfies Partial<Record<FaultKind, number>>

const FAULTS = {
  // The first look at each device meets none.
  rate: 0.34,
  kinds: Object.entries(WEIGHTS).flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind as FaultKind)),
  retryAfterSeconds: null,
}

test.describe.configure({ mode: isSoak ? 'parallel' : 'default', timeout: 420_000 + CALLS * 150 })

/** A device may be in back-off when the faults end: after an InternalError 1 to 31 s, after the fifth failure in a row up to 301 s. */
const TRUE_WITHIN_MS = 310_000

/** A fleet that moves 60 times as fast as a real one, so that an old answer is a wrong one. */
const MOVING = { scenario: 'rollout', devices: DEVICES, speed: 60, latencyMs: { min: 5, max: 30 } } as const

function assertFaithful({ shown, wrong, blank, lost }: Faithfulness): void {
  expect(shown).toBeGreaterThan(DEVICES)
  expect({ wrong, blank, lost }).toEqual({ wrong: 0, blank: 0, lost: 0 })
}

interface Stress {
  readonly calls: number
  readonly faulty: number
}

function stressSoFar(cloud: RecordedCloud): Stress {
  const faulty = [...cloud.server.handler.faulty.values()].reduce((sum, calls) => sum + calls, 0)
  return { calls: cloud.calls.length, faulty }
}

function told(cloud: RecordedCloud, { calls, faulty }: Stress, { shown, wrong, blank, lost }: Faithfulness): string {
  return `requests ${count(calls)}, faulty ${count(faulty)} (${Math.round((100 * faulty) / calls)} %, ${cloud.server.handler.faulty.size} kinds), statuses shown ${count(shown)}, wrong ${wrong}, blank ${blank}, lost ${lost}`
}

async function holdUnderFaults(seed: number, { cloud, app, page }: RecordedWorld): Promise<void> {
  const ids = idsOf(cloud)
  const fleet = new FleetPage(page, app.url)
  await fleet.watch('any-token-0123456789', ids, BUDGET)
  await expect(fleet.rows).toHaveCount(DEVICES)
  const read = await recordShown(page, DEVICES)
  await control(cloud, { faults: FAULTS })
  await poll(() => cloud.calls.length, { timeout: 60_000 + CALLS * 100, intervals: [200] }).toBeGreaterThanOrEqual(CALLS)
  const stress = stressSoFar(cloud)

  await control(cloud, { faults: null, freeze: true })
  const endedMs = Date.now()
  const truth = await truthOf(cloud)
  const isTrue = async () => JSON.stringify(Object.entries(await fleet.statuses()).toSorted()) === JSON.stringify(Object.entries(truth).toSorted())
  await poll(isTrue, { timeout: TRUE_WITHIN_MS, intervals: [100] }).toBe(true)
  const sweeps = sweepsIn(cloud.arrivedBetween(endedMs, Infinity), DEVICES).count
  const seconds = (Date.now() - endedMs) / 1_000

  const faithfulness = compare(await read(), cloud.calls, ids)
  console.log(`T1: seed ${seed}, ${told(cloud, stress, faithfulness)}, equal to the truth after ${sweeps.toFixed(1)} sweeps (${seconds.toFixed(1)} s)`)
  expect(stress.faulty / stress.calls).toBeGreaterThanOrEqual(LEAST_FAULTY)
  expect(cloud.server.handler.faulty.size).toBe(Object.keys(WEIGHTS).length)
  assertFaithful(faithfulness)
  expect(sweeps).toBeLessThanOrEqual(MOST_SWEEPS)
  expect(new Set(Object.values(truth)).size).toBeGreaterThan(2)
}

/** A page that takes any JSON for an answer. */
async function failUnderFaults({ cloud, app, page }: RecordedWorld): Promise<void> {
  const ids = idsOf(cloud)
  await openNaiveClient(page, app.url, { ids, lanes: 6, restMs: 10, timeoutMs: 10_000 })
  await expect(page.locator('[data-device]')).toHaveCount(DEVICES, { timeout: 20_000 })
  await control(cloud, { faults: FAULTS })
  const read = await recordShown(page, DEVICES)
  const before = cloud.calls.length
  await poll(() => cloud.calls.length - before, { timeout: 30_000 }).toBeGreaterThanOrEqual(300)
  const faithfulness = compare(await read(), cloud.calls, ids)
  console.log(`T1 control: ${told(cloud, stressSoFar(cloud), faithfulness)}`)
  await expectToFail(() => assertFaithful({ ...faithfulness, blank: 0 }))
  await expectToFail(() => assertFaithful({ ...faithfulness, wrong: 0 }))
}

for (const seed of SEEDS) {
  test(`T1: under faults of nine kinds no status is wrong, blank or lost, and all are true soon after (seed ${seed}); a page that takes any JSON shows wrong and blank ones`, async ({ context }) => {
    await Promise.all([
      inRecordedWorld(context, { ...MOVING, seed }, (world) => holdUnderFaults(seed, world)),
      inRecordedWorld(context, { ...MOVING, seed }, failUnderFaults),
    ])
  })
}
