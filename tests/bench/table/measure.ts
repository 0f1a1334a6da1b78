import type { Browser } from '@playwright/test'
import type { Query } from './candidate'
import { Meter } from './chromium'
import type { BatchPlan } from './driver'

export const CANDIDATES = ['lookout', 'naive-ui', 'floor', 'ag-grid'] as const
export type CandidateName = (typeof CANDIDATES)[number]

export interface Sample {
  readonly candidate: CandidateName
  readonly devices: number
  readonly figures: Readonly<Record<Figure, number>>
  readonly interactions: Readonly<Record<Interaction, readonly Timed[]>>
}

export const INTERACTIONS = ['filter', 'search', 'sort'] as const
export type Interaction = (typeof INTERACTIONS)[number]

/** From the input to the painted rows: on the clock, and what the main thread worked. */
export interface Timed {
  readonly ms: number
  readonly cpuMs: number
}

/** Figures that one run has once. */
export const FIGURES = [
  'firstRowsMs',
  'firstRowsCpuMs',
  'batchRandomCpuMs',
  'batchVisibleCpuMs',
  'batchLiveSortCpuMs',
  'longestTaskMs',
  'scrollCpuMsPerFrame',
  'lateFrames',
  'idleCpuMsPerSecond',
  'heapBytesPerRow',
  'usedHeapBytesPerRow',
] as const
export type Figure = (typeof FIGURES)[number]

export interface Effort {
  /** Batches of each stream of updates, ten a second. */
  readonly batches: number
  readonly frames: number
  /** How many of the interactions of each kind. */
  readonly interactions: number
}

const QUICK: Effort = { batches: 10, frames: 60, interactions: 2 }
const SHORT: Effort = { batches: 10, frames: 120, interactions: 4 }
const FULL: Effort = { batches: 20, frames: 120, interactions: 4 }

/** The size that the targets are about. */
export const AIM = 10_000

export function effortFor(devices: number, quick: boolean): Effort {
  if (quick) return QUICK
  return devices === AIM ? FULL : SHORT
}

const PX_PER_FRAME = 100
const SETTLE_MS = 400
const BATCH_ROWS = 100

const LIVE_SORT: Query['sort'] = { key: 'age', descending: false }
const FIRST_SORT: Query['sort'] = { key: 'device', descending: false }

const FILTERS: readonly Query['filter'][] = ['running', 'all', 'failed', 'done']
const SEARCHES = ['sensor', 'cam-sh-00', '杭州', '3.2']
const SORTS: readonly Query['sort'][] = [
  { key: 'stage', descending: true },
  { key: 'device', descending: true },
  { key: 'stage', descending: false },
  { key: 'device', descending: false },
]

export interface Subject {
  readonly candidate: CandidateName
  readonly devices: number
  readonly seed: number
}

/** One candidate with one fleet, in a fresh process. */
export async function measure(browser: Browser, url: string, { candidate, devices, seed }: Subject, effort: Effort): Promise<Sample> {
  const meter = await Meter.open(browser, `${url}/${candidate}.html`)
  try {
    await meter.page.evaluate(([count, from]) => window.bench.prepare(count, from), [devices, seed] as const)
    const bare = await meter.heapBytes()
    const first = await timed(meter, () => meter.page.evaluate(() => window.bench.mount()))
    await meter.page.waitForTimeout(SETTLE_MS)
    const mounted = await meter.heapBytes()
    const streams = await measureStreams(meter, effort)
    const scrolling = await measureScroll(meter, effort)
    const interactions = await measureInteractions(meter, effort)
    const used = await meter.heapBytes()
    const figures = {
      firstRowsMs: first.ms,
      firstRowsCpuMs: first.cpuMs,
      ...streams,
      ...scrolling,
      heapBytesPerRow: (mounted - bare) / devices,
      usedHeapBytesPerRow: (used - bare) / devices,
    }
    return { candidate, devices, figures, interactions }
  } catch (error) {
    throw new Error(`${candidate} with ${devices} devices: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  } finally {
    await meter.close()
  }
}

async function measureStreams(meter: Meter, { batches }: Effort) {
  const { page } = meter
  const stream = async (which: BatchPlan['which'], planned = batches) => {
    await page.evaluate((plan) => window.bench.plan(plan), { batches: planned, rows: BATCH_ROWS, which })
    return timed(meter, () => page.evaluate((turns) => window.bench.play(turns), batches))
  }
  // The first batches compile what the rest runs.
  await stream('visible')
  const idle = await stream('random', 0)
  const perBatch = ({ ms, cpuMs }: Timed) => (cpuMs - (idle.cpuMs / idle.ms) * ms) / batches
  await meter.startTrace()
  const batchRandomCpuMs = perBatch(await stream('random'))
  const batchVisibleCpuMs = perBatch(await stream('visible'))
  await interact(meter, { sort: LIVE_SORT })
  const batchLiveSortCpuMs = perBatch(await stream('random'))
  const longestTaskMs = await meter.longestTaskMs()
  await page.waitForTimeout(SETTLE_MS)
  await page.evaluate(() => window.bench.check())
  await interact(meter, { sort: FIRST_SORT })
  return { batchRandomCpuMs, batchVisibleCpuMs, batchLiveSortCpuMs, longestTaskMs, idleCpuMsPerSecond: (1000 * idle.cpuMs) / idle.ms }
}

async function measureScroll(meter: Meter, { frames }: Effort) {
  const before = await meter.cpuMs()
  const lateFrames = await meter.page.evaluate(([px, count]) => window.bench.scroll(px, count), [PX_PER_FRAME, frames] as const)
  const cpuMs = (await meter.cpuMs()) - before
  await meter.page.evaluate(() => window.bench.toTop())
  await meter.page.waitForTimeout(SETTLE_MS)
  return { scrollCpuMsPerFrame: cpuMs / frames, lateFrames }
}

async function interact(meter: Meter, change: Partial<Query>): Promise<Timed> {
  await meter.page.evaluate((given) => window.bench.intend(given), change)
  return timed(meter, () => meter.page.evaluate(() => window.bench.interact()))
}

/** `work` tells the ms that it took by the page's own clock. */
async function timed(meter: Meter, work: () => Promise<number>): Promise<Timed> {
  const before = await meter.cpuMs()
  const ms = await work()
  return { ms, cpuMs: (await meter.cpuMs()) - before }
}

/** Each from where the one before left the table, with 100 updates a second going on. */
async function measureInteractions(meter: Meter, effort: Effort): Promise<Sample['interactions']> {
  const { page } = meter
  const all = async (changes: readonly Partial<Query>[], back: Partial<Query>) => {
    const found: Timed[] = []
    for (const change of changes.slice(0, effort.interactions)) found.push(await interact(meter, change))
    await interact(meter, back)
    return found
  }
  await page.evaluate(() => window.bench.startTrickle())
  const filter = await all(FILTERS.map((each) => ({ filter: each })), { filter: 'all' })
  const search = await all(SEARCHES.map((each) => ({ search: each })), { search: '' })
  const sort = await all(SORTS.map((each) => ({ sort: each })), { sort: FIRST_SORT })
  await page.evaluate(() => window.bench.stopTrickle())
  await page.waitForTimeout(SETTLE_MS)
  await page.evaluate(() => window.bench.check())
  return { filter, search, sort }
}
