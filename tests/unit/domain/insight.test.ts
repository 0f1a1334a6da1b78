import { describe, expect, it } from 'vitest'
import type { Insight } from '@/domain/insight'
import { InsightBuilder, TIMED_STATUSES, type SeenStage } from '@/domain/insight-builder'
import { PERIODS_MS, windowOf, type InsightWindow } from '@/domain/insight-window'
import { kindOfStatus, UPGRADE_KINDS, zeroByKind } from '@/domain/upgrade'
import { createSimulatedCloud } from '@/simulator/cloud'
import { createRandom } from '@/simulator/random'
import { WatchedHistory } from '../../support/watched-history'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.UTC(2026, 2, 1)
const TOLERANCE_MS = 5 * MINUTE

function insightOf(histories: Iterable<readonly SeenStage[]>, window: InsightWindow, isWatched = () => true): Insight {
  const builder = new InsightBuilder({ window, toleranceMs: TOLERANCE_MS })
  for (const stages of histories) builder.add(stages, isWatched())
  return builder.build()
}

/** The figures of one moment, found by asking every stage of every device. */
function askedOneByOne(histories: readonly (readonly SeenStage[])[], at: number): { byKind: Record<string, number>; unobserved: number } {
  const byKind: Record<string, number> = zeroByKind()
  let unobserved = 0
  for (const stages of histories) {
    const present = stages.filter(({ from }) => from <= at).at(-1)
    if (!present) continue
    const isSeen = at < present.seenAt + TOLERANCE_MS && (present.to === null || at < present.to)
    if (isSeen) byKind[kindOfStatus(present.status)] = (byKind[kindOfStatus(present.status)] ?? 0) + 1
    else unobserved += 1
  }
  return { byKind, unobserved }
}

function wrongMoments(insight: Insight, truthAt: (at: number, place: number) => { byKind: Record<string, number>; unobserved: number }): number {
  const { at, byKind, unobserved } = insight.fleet
  return at.filter((moment, place) => {
    const truth = truthAt(moment, place)
    return UPGRADE_KINDS.some((kind) => byKind[kind][place] !== truth.byKind[kind]) || unobserved[place] !== truth.unobserved
  }).length
}

/** Ten hours of a rollout, looked at now and then, and not at all for two hours of the night. */
function watchedNowAndThen(seed: number) {
  const cloud = createSimulatedCloud({ scenario: 'rollout', devices: 60, seed })
  const history = new WatchedHistory(cloud, START)
  const random = createRandom(seed)
  const ids = cloud.devices().map(({ id }) => id)
  while (cloud.nowMs < 10 * HOUR) {
    cloud.advance(5_000)
    const isNight = cloud.nowMs > 4 * HOUR && cloud.nowMs < 6 * HOUR
    if (!isNight) for (const id of ids) if (random.chance(0.2)) history.look(id)
  }
  return { histories: [...history.stages.values()], now: history.now }
}

describe('the fleet by state over time', { timeout: 60_000 }, () => {
  it('is what the cloud held at each moment, when nothing escaped the observer', () => {
    let moments = 0
    for (const seed of [1, 2, 3]) {
      const cloud = createSimulatedCloud({ scenario: 'rollout', devices: 200, seed })
      const history = new WatchedHistory(cloud, START)
      const window = windowOf(PERIODS_MS[2], START + 24 * HOUR)
      const truths: Record<string, number>[] = []
      history.lookAtAll()
      cloud.onTransition(({ id }) => history.look(id))
      for (const at of window.moments) {
        cloud.advance(at - START - cloud.nowMs)
        const counts: Record<string, number> = zeroByKind()
        for (const { id } of cloud.devices()) {
          const kind = kindOfStatus(cloud.truth(id)?.status ?? null)
          counts[kind] = (counts[kind] ?? 0) + 1
        }
        truths.push(counts)
        for (const { id } of cloud.devices()) history.look(id)
      }
      const histories = [...history.stages.values()].map((stages) => stages.map((stage) => ({ ...stage, seenAt: stage.to ?? history.now })))
      const insight = insightOf(histories, window)
      const truthAt = (_: number, place: number) => ({ byKind: truths[place] ?? {}, unobserved: 0 })
      expect(wrongMoments(insight, truthAt)).toBe(0)
      moments += window.moments.length
    }
    console.log(`insight over time, against the cloud's truth: moments ${moments}, wrong 0`)
  })

  it('counts every device once at every moment of every period, and time in which nobody looked as not observed', () => {
    const figures = { moments: 0, wrong: 0, unobserved: 0, naiveWrong: 0 }
    for (const seed of [1, 2, 3, 4, 5]) {
      const { histories, now } = watchedNowAndThen(seed)
      for (const period of PERIODS_MS) {
        for (const sinceMs of [0, 1, 7 * MINUTE, 3 * HOUR, 5 * HOUR, 9 * HOUR]) {
          const window = windowOf(period, now - sinceMs, sinceMs % 2 === 0 ? START : null)
          const insight = insightOf(histories, window)
          const truthAt = (at: number) => askedOneByOne(histories, at)
          figures.moments += insight.fleet.at.length
          figures.wrong += wrongMoments(insight, truthAt)
          figures.unobserved += insight.fleet.unobserved.filter((count) => count > 0).length
          // A planted fault: states are carried on until the next one was seen, however long that took.
          const carried = histories.map((stages) => stages.map((stage) => ({ ...stage, seenAt: stage.to ?? Infinity })))
          figures.naiveWrong += wrongMoments(insightOf(carried, window), truthAt)
        }
      }
    }
    console.log(`insight over time, against asking one by one: moments ${figures.moments}, wrong ${figures.wrong}; with gaps ${figures.unobserved}; carried on blindly ${figures.naiveWrong} wrong`)
    expect(figures.wrong).toBe(0)
    expect(figures.moments).toBeGreaterThan(10_000)
    expect(figures.unobserved).toBeGreaterThan(100)
    expect(figures.naiveWrong).toBeGreaterThan(100)
  })

  it('lets a device that is watched no more leave when it was seen last', () => {
    const gone: SeenStage = { status: 6, message: null, from: START, exact: true, seenAt: START + HOUR, to: null }
    const { fleet } = insightOf([[gone]], windowOf(PERIODS_MS[1], START + 5 * HOUR), () => false)
    const present = fleet.at.map((_, place) => (fleet.byKind.done[place] ?? 0) + (fleet.unobserved[place] ?? 0))
    const lastSeen = fleet.at.filter((_, place) => present[place] === 1).at(-1) ?? 0
    expect(lastSeen).toBeGreaterThanOrEqual(START + HOUR)
    expect(lastSeen).toBeLessThan(START + HOUR + TOLERANCE_MS)
    expect(present.at(-1)).toBe(0)
  })
})

describe('failures, durations and devices done', { timeout: 60_000 }, () => {
  it('equal what asking stage by stage finds, in every period', () => {
    let compared = 0
    for (const seed of [6, 7, 8]) {
      const { histories, now } = watchedNowAndThen(seed)
      for (const period of PERIODS_MS) {
        for (const sinceMs of [0, 2 * HOUR, 5 * HOUR]) {
          const window = windowOf(period, now - sinceMs, START)
          const insight = insightOf(histories, window)
          compared += compareFailures(insight, histories, window) + compareDone(insight, histories, window) + compareDurations(insight, histories, window)
        }
      }
    }
    console.log(`insight figures compared ${compared}, wrong 0`)
    expect(compared).toBeGreaterThan(500)
  })

  it('a device found done after nobody had looked is told apart from one seen to become so', () => {
    const running: SeenStage = { status: 4, message: null, from: START, exact: true, seenAt: START + MINUTE, to: START + HOUR }
    const done: SeenStage = { status: 6, message: null, from: START + HOUR, exact: true, seenAt: START + HOUR, to: null }
    const window = windowOf(PERIODS_MS[1], START + 2 * HOUR)
    const late = insightOf([[running, done]], window)
    const seen = insightOf([[{ ...running, seenAt: START + HOUR - 1 }, done]], window)
    expect([sum(late.done.seen), sum(late.done.late), late.durations.length]).toEqual([0, 1, 0])
    expect([sum(seen.done.seen), sum(seen.done.late), seen.durations.length]).toEqual([1, 0, 1])
    expect(seen.durations[0]).toEqual({ status: 4, count: 1, min: HOUR, q1: HOUR, median: HOUR, q3: HOUR, max: HOUR })
  })

  it('a state that stood when watching began is neither a new failure, nor reached, nor timed', () => {
    const stood = (status: number): SeenStage => ({ status, message: 'sign invalid', from: START, exact: false, seenAt: START + MINUTE, to: START + MINUTE })
    const insight = insightOf([[stood(5)], [stood(6)], [stood(3)]], windowOf(PERIODS_MS[0], START + 2 * MINUTE))
    expect(insight.failures).toEqual([{ cause: 'sign invalid', fresh: 0, standing: 1 }])
    expect(sum(insight.done.seen) + sum(insight.done.late)).toBe(0)
    expect(insight.durations).toEqual([])
  })

  it('a young history is looked at closely: what lies before it takes no room', () => {
    for (const ageMs of [1_000, 40_000, 11 * MINUTE, 3 * HOUR, 50 * HOUR]) {
      for (const period of PERIODS_MS) {
        const { moments, from, barMs } = windowOf(period, START + ageMs, START)
        expect(moments.length).toBeLessThanOrEqual(182)
        expect(moments[0]).toBeGreaterThanOrEqual(START)
        expect(from).toBeGreaterThan(START - barMs)
        if (ageMs < period) expect(moments.length).toBeGreaterThan(ageMs > 30_000 ? 36 : 0)
      }
    }
  })

  it('nothing kept is an insight of zeros that says so', () => {
    const insight = insightOf([], windowOf(PERIODS_MS[0], START))
    expect(insight).toMatchObject({ devices: 0, stages: 0, since: null, failures: [], durations: [] })
    expect(sum(insight.fleet.unobserved)).toBe(0)
  })
})

function compareFailures({ failures }: Insight, histories: readonly (readonly SeenStage[])[], { from, to }: InsightWindow): number {
  const failed = histories.flat().filter((stage) => [5, 10].includes(stage.status ?? -1) && stage.seenAt >= from && stage.from <= to)
  expect(sum(failures.map(({ fresh, standing }) => fresh + standing))).toBe(failed.length)
  expect(sum(failures.map(({ fresh }) => fresh))).toBe(failed.filter((stage) => stage.exact && stage.from >= from).length)
  expect(failures.find(({ cause }) => cause === '10')?.fresh ?? 0).toBe(failed.filter((stage) => stage.status === 10 && stage.exact && stage.from >= from).length)
  return failures.length
}

function compareDone({ done }: Insight, histories: readonly (readonly SeenStage[])[], { from, to }: InsightWindow): number {
  const reached = histories.flatMap((stages) => stages.filter((stage) => stage.status === 6 && stage.exact && stage.from >= from && stage.from <= to))
  for (const [bar, at] of done.at.entries()) {
    const within = reached.filter((stage) => stage.from >= at && stage.from < at + done.barMs)
    expect((done.seen[bar] ?? 0) + (done.late[bar] ?? 0)).toBe(within.length)
  }
  expect(sum(done.seen) + sum(done.late)).toBe(reached.length)
  return done.at.length
}

function compareDurations({ durations }: Insight, histories: readonly (readonly SeenStage[])[], { from, to }: InsightWindow): number {
  for (const status of TIMED_STATUSES) {
    const values = histories.flatMap((stages) =>
      stages.flatMap((stage, place) => {
        const before = stages[place - 1]
        const beginSeen = stage.exact && (!before || stage.from - before.seenAt <= TOLERANCE_MS)
        const ended = stage.to !== null && stage.to >= from && stage.to <= to && stage.to - stage.seenAt <= TOLERANCE_MS
        return stage.status === status && beginSeen && ended ? [(stage.to ?? 0) - stage.from] : []
      }),
    )
    const box = durations.find((each) => each.status === status)
    expect(box?.count ?? 0, `status ${status}`).toBe(values.length)
    if (!box) continue
    expect([box.min, box.max]).toEqual([Math.min(...values), Math.max(...values)])
    for (const [share, value] of [[0.25, box.q1], [0.5, box.median], [0.75, box.q3]] as const) expect(value).toBeCloseTo(quantile(values, share), 6)
  }
  return durations.length
}

/** By its definition: the place (n − 1) × share between the values in order. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const [low = 0, high = low] = sorted.slice(Math.floor(place), Math.floor(place) + 2)
  return low * (1 - (place % 1)) + high * (place % 1)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
