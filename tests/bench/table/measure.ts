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
  readonly filterMs: readonly number[]
  readonly searchMs: readonly number[]
  readonly sortMs: readonly number[]
}

/** Figures that one run has once. */
export const FIGURES = [
  'firstRowsMs',
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
  /** How long each stream of updates and the idling lasts. Whole seconds, for ages tick once in each. */
  readonly windowMs: number
  readonly frames: number
  /** How many of the interactions of each kind. */
  readonly interactions: number
}

const QUICK: Effort = { windowMs: 1000, frames: 60, interactions: 2 }
const SHORT: Effort = { windowMs: 1000, frames: 120, interactions: 4 }
const FULL: Effort = { windowMs: 2000, frames: 120, interactions: 4 }

/** The size that the targets are about. */
export const AIM = 10_000

export function effortFor(devices: number, quick: boolean): Effort {
  if (quick) return QUICK
  return devices === AIM ? FULL : SHORT
}

const PX_PER_FRAME = 100
const SETTLE_MS = 400
const BATCH_ROWS = 100
const BATCHES_PER_MS = 0.01

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
    const firstRowsMs = await meter.page.evaluate(() => window.bench.mount())
    await meter.page.waitForTimeout(SETTLE_MS)
    const mounted = await meter.heapBytes()
    const streams = await measureStreams(meter, effort)
    const scrolling = await measureScroll(meter, effort)
    const interactions = await measureInteractions(meter, effort)
    const used = await meter.heapBytes()
    const figures = {
      firstRowsMs,
      ...streams,
      ...scrolling,
      heapBytesPerRow: (mounted - bare) / devices,
      usedHeapBytesPerRow: (used - bare) / devices,
    }
    return { candidate, devices, figures, ...interactions }
  } catch (error) {
    throw new Error(`${candidate} with ${devices} devices: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  } finally {
    await meter.close()
  }
}

async function measureStreams(meter: Meter, { windowMs }: Effort) {
  const { page } = meter
  const batches = windowMs * BATCHES_PER_MS
  const play = () => page.evaluate((ms) => window.bench.play(ms), windowMs)
  const plan = (which: BatchPlan['which']) => page.evaluate((given) => window.bench.plan(given), { batches, rows: BATCH_ROWS, which })
  let idle = 0
  const stream = async (which: BatchPlan['which']) => {
    await plan(which)
    return ((await meter.cpuOf(play)) - idle) / batches
  }
  // The first batches compile what the rest runs.
  await stream('visible')
  idle = await meter.cpuOf(play)
  await meter.startTrace()
  const batchRandomCpuMs = await stream('random')
  const batchVisibleCpuMs = await stream('visible')
  await page.evaluate((sort) => window.bench.interact({ sort }), LIVE_SORT)
  const batchLiveSortCpuMs = await stream('random')
  const longestTaskMs = await meter.longestTaskMs()
  await page.waitForTimeout(SETTLE_MS)
  await page.evaluate(() => window.bench.check())
  await page.evaluate((sort) => window.bench.interact({ sort }), FIRST_SORT)
  return { batchRandomCpuMs, batchVisibleCpuMs, batchLiveSortCpuMs, longestTaskMs, idleCpuMsPerSecond: (1000 * idle) / windowMs }
}

async function measureScroll(meter: Meter, { frames }: Effort) {
  let lateFrames = NaN
  const cpuMs = await meter.cpuOf(async () => {
    lateFrames = await meter.page.evaluate(([px, count]) => window.bench.scroll(px, count), [PX_PER_FRAME, frames] as const)
  })
  await meter.page.evaluate(() => window.bench.toTop())
  await meter.page.waitForTimeout(SETTLE_MS)
  return { scrollCpuMsPerFrame: cpuMs / frames, lateFrames }
}

/** Each from where the one before left the table, with 100 updates a second going on. */
async function measureInteractions({ page }: Meter, { interactions }: Effort) {
  const all = async (changes: readonly Partial<Query>[], back: Partial<Query>) => {
    const ms: number[] = []
    for (const change of changes.slice(0, interactions)) ms.push(await page.evaluate((given) => window.bench.interact(given), change))
    await page.evaluate((given) => window.bench.interact(given), back)
    return ms
  }
  await page.evaluate(() => window.bench.startTrickle())
  const filterMs = await all(FILTERS.map((filter) => ({ filter })), { filter: 'all' })
  const searchMs = await all(SEARCHES.map((search) => ({ search })), { search: '' })
  const sortMs = await all(SORTS.map((sort) => ({ sort })), { sort: FIRST_SORT })
  await page.evaluate(() => window.bench.stopTrickle())
  await page.waitForTimeout(SETTLE_MS)
  await page.evaluate(() => window.bench.check())
  return { filterMs, searchMs, sortMs }
}
