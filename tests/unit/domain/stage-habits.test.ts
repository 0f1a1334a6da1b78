import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STALL_AFTER_MS } from '@/domain/fleet-row'
import { passagesOf, type Passage } from '@/domain/passage'
import type { Stage } from '@/domain/stage'
import { LEAST_SAMPLES, STALL_FLOOR_MS, StageHabits } from '@/domain/stage-habits'

const MINUTE_MS = 60_000

/** A device that goes through these stages, each seen sharply, one right after the other. */
function way(stages: readonly (readonly [status: number, forMs: number, part?: Partial<Passage>])[]): Passage[] {
  let at = 1_000_000
  return stages.map(([status, forMs, part], place) => {
    const from = at
    at += forMs
    const isLast = place === stages.length - 1
    return { status, from, to: isLast ? null : at, blurMs: 1000, quietMs: isLast ? null : forMs, ...part }
  })
}

const upgradeIn = (downloadMs: number, writeMs: number) => way([[3, downloadMs, { quietMs: 5000 }], [4, writeMs], [6, 0]])

function taught(times: number, passages: (place: number) => readonly Passage[], productId = 'P1'): StageHabits {
  const habits = new StageHabits()
  for (let place = 0; place < times; place += 1) habits.learn(productId, passages(place))
  return habits
}

describe('the habit of a stage', () => {
  it('is unknown until enough stages were seen, and never below the floor nor above the platform’s time-out', () => {
    expect(taught(LEAST_SAMPLES - 1, () => upgradeIn(200_000, 60_000)).habitOf('P1', 4)).toBeNull()
    const quick = taught(LEAST_SAMPLES, () => upgradeIn(200_000, 20_000)).habitOf('P1', 4)
    expect(quick).toMatchObject({ stallAfterMs: STALL_FLOOR_MS, usualQuietMs: 20_000, learnedFrom: LEAST_SAMPLES, scope: 'product' })
    const slow = taught(LEAST_SAMPLES, () => upgradeIn(200_000, 5 * MINUTE_MS)).habitOf('P1', 4)
    expect(slow?.stallAfterMs).toBe(10 * MINUTE_MS)
    const slowest = taught(LEAST_SAMPLES, () => upgradeIn(200_000, 40 * MINUTE_MS)).habitOf('P1', 4)
    expect(slowest?.stallAfterMs).toBe(STALL_AFTER_MS)
  })

  it('of a product comes from its own stages; of one that is new, from all, with more patience', () => {
    const habits = taught(20, () => upgradeIn(200_000, 2 * MINUTE_MS))
    for (let place = 0; place < 20; place += 1) habits.learn('P2', upgradeIn(200_000, 4 * MINUTE_MS))
    expect(habits.habitOf('P1', 4)).toMatchObject({ stallAfterMs: 4 * MINUTE_MS, scope: 'product' })
    expect(habits.habitOf('P2', 4)).toMatchObject({ stallAfterMs: 8 * MINUTE_MS, scope: 'product' })
    expect(habits.habitOf('P3', 4)).toMatchObject({ stallAfterMs: 12 * MINUTE_MS, scope: 'all', learnedFrom: 40 })
  })

  it.each<[string, readonly Passage[]]>([
    ['failed', way([[3, 9000], [4, 8 * MINUTE_MS], [5, 0]])],
    ['timed out', way([[3, 9000], [4, 8 * MINUTE_MS], [10, 0]])],
    ['went offline', way([[3, 8 * MINUTE_MS], [0, 9000], [4, 8 * MINUTE_MS], [0, 9000]])],
    ['was told again', way([[4, 8 * MINUTE_MS], [2, 9000], [5, 0]])],
    ['was not looked at', way([[4, 8 * MINUTE_MS, { quietMs: null }], [6, 0]])],
    ['was seen late', way([[4, 8 * MINUTE_MS, { blurMs: 4 * MINUTE_MS }], [6, 0]])],
    ['still lasts', way([[4, 8 * MINUTE_MS]])],
  ])('learns no silence from a stage that %s', (_what, passages) => {
    const habits = taught(30, () => passages)
    expect(habits.habitOf('P1', 4)?.usualQuietMs ?? null).toBeNull()
    expect(habits.habitOf('P1', 4)?.stallAfterMs ?? STALL_AFTER_MS).toBe(STALL_AFTER_MS)
  })

  it('says what is left from the beginning of the stage and from how long it has lasted, only from ways without a break', () => {
    const habits = taught(40, (place) => upgradeIn(200_000 + 1000 * place, 60_000))
    const habit = habits.habitOf('P1', 3)
    expect(habit?.restMs?.low).toBeGreaterThanOrEqual(260_000)
    expect(habit?.restMs?.high).toBeLessThanOrEqual(300_000)
    expect(habit?.rest?.after).toEqual({ low: 60_000, high: 60_000 })
    expect(habit?.rest?.from.map(({ elapsedMs }) => elapsedMs)).toEqual([0, ...[209, 219.5, 230, 236].map((s) => expect.closeTo(s * 1000, -4))])
    expect(taught(40, () => way([[3, 200_000], [0, 9000], [3, 5000], [5, 0]])).habitOf('P1', 3)?.rest ?? null).toBeNull()
  })

  it('is the same object until something is learned, and follows a product that has changed', () => {
    const habits = taught(20, () => upgradeIn(200_000, MINUTE_MS))
    expect(habits.habitOf('P1', 4)).toBe(habits.habitOf('P1', 4))
    expect(Object.isFrozen(habits.habitOf('P1', 4))).toBe(true)
    for (let place = 0; place < 250; place += 1) habits.learn('P1', upgradeIn(200_000, 3 * MINUTE_MS))
    expect(habits.habitOf('P1', 4)?.usualQuietMs).toBe(3 * MINUTE_MS)
  })

  it('keeps no more than so much, however many products and stages there are', () => {
    const habits = new StageHabits()
    for (let product = 0; product < 2000; product += 1) for (let place = 0; place < 8; place += 1) habits.learn(`P${product}`, upgradeIn(200_000, MINUTE_MS))
    expect(habits.habitOf('P0', 4)?.scope).toBe('all')
    expect(habits.habitOf('P1999', 4)?.scope).toBe('product')
    expect(habits.habitOf('P1999', 4)?.learnedFrom).toBe(8)
    expect(habits.habitOf('P0', 4)?.learnedFrom).toBe(200)
  })

  it('is total: whatever was seen, in whatever order, thresholds stay within their bounds and nothing is NaN', () => {
    const anyTime = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, Infinity, NaN))
    const anyPassage: fc.Arbitrary<Passage> = fc.record({
      status: fc.constantFrom<(number | null)[]>(0, 1, 3, 3, 3, 4, 4, 4, 6, 6, 5, 8, 20, 99, null),
      from: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 1e7 }) }, anyTime),
      to: fc.option(anyTime),
      blurMs: fc.oneof(fc.integer({ min: 0, max: 1e6 }), anyTime),
      quietMs: fc.option(anyTime),
    })
    const inRow = (passages: Passage[]) => passages.map((passage, place) => ({ ...passage, to: passages[place + 1]?.from ?? passage.to }))
    let learned = 0
    fc.assert(
      fc.property(fc.array(fc.array(anyPassage, { minLength: 3, maxLength: 12, size: 'max' }), { minLength: 30, maxLength: 60, size: 'max' }), (ways) => {
        const habits = new StageHabits()
        for (const [place, passages] of ways.entries()) habits.learn('P1', place % 4 === 0 ? passages : inRow(passages))
        for (const status of [1, 2, 3, 4, 7, 20, 6, null]) {
          const habit = habits.habitOf('P1', status)
          if (!habit) continue
          learned += 1
          expect(habit.stallAfterMs).toBeGreaterThanOrEqual(STALL_FLOOR_MS)
          expect(habit.stallAfterMs).toBeLessThanOrEqual(STALL_AFTER_MS)
          expect(JSON.stringify(habit)).not.toMatch(/:null,"low|:null,"high|"elapsedMs":null/u)
          for (const { low, high } of habit.rest ? [...habit.rest.from, habit.rest.after] : []) expect([Number.isFinite(low), Number.isFinite(high), low <= high]).toEqual([true, true, true])
        }
      }),
      { numRuns: 100, seed: 3 },
    )
    expect(learned).toBeGreaterThan(20)
  })
})

describe('a kept timeline', () => {
  const stage = (status: number, from: number, to: number | null, part: Partial<Stage> = {}): Stage => ({
    status, sourceVersion: null, targetVersion: '2', message: null, from, exact: true, seenAt: (to ?? from) - 2000, to, curve: [], requestId: 'r', ...part,
  })

  it('teaches the stages of which beginning and end were seen', () => {
    const stages = [stage(1, 0, 50_000, { exact: false }), stage(3, 50_000, 250_000, { curve: [[60_000, 1], [200_000, 50]] }), stage(4, 250_000, 300_000), stage(6, 300_000, null)]
    expect(passagesOf(stages)).toEqual([
      { status: 3, from: 50_000, to: 250_000, blurMs: 4000, quietMs: 140_000 },
      { status: 4, from: 250_000, to: 300_000, blurMs: 4000, quietMs: 50_000 },
      { status: 6, from: 300_000, to: null, blurMs: 2000, quietMs: null },
    ])
    expect(passagesOf(stages, 300_000).map(({ status, to }) => [status, to])).toEqual([[3, 250_000], [4, null]])
  })

  it('takes a gap for a break, and neither a thinned curve nor a night for a proof of silence', () => {
    expect(passagesOf([stage(3, 0, 50_000), stage(4, 90_000, 100_000)])).toEqual([])
    const thinned = Array.from({ length: 32 }, (_, place) => [1000 * place, place] as const)
    expect(passagesOf([stage(1, 0, 50), stage(3, 50, 50_000, { curve: thinned }), stage(6, 50_000, null)])[0]?.quietMs).toBeNull()
    const night = stage(3, 50, 8 * 3_600_000, { curve: [[50, 1], [7 * 3_600_000, 90]] })
    expect(passagesOf([stage(1, 0, 50), night, stage(6, 8 * 3_600_000, null)])[0]?.quietMs).toBeNull()
  })
})
