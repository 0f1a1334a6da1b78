import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { createRow, isSameStage, withAnswer, type FleetRow } from '@/domain/fleet-row'
import { MOST_POINTS, type PercentPoint, type Stage } from '@/domain/stage'
import { joinedStages, withPoint, withSnapshot, withStageMoved } from '@/domain/stage-log'
import type { WireUpgrade } from '@/domain/upgrade'
import { upgrade } from '../../support/rows'

const device = createDevice('P1', 'd1')
const wires = fc.array(
  fc.record({
    status: fc.constantFrom<(number | null)[]>(1, 3, 3, 3, 5, 6, null),
    percent: fc.constantFrom<(number | null)[]>(null, 0, 10, 50, 51, 100),
    targetVersion: fc.constantFrom<(string | null)[]>('2.0', '2.0', '3.0', null),
    message: fc.constantFrom<(string | null)[]>(null, 'disk full'),
  }),
  { minLength: 1, maxLength: 60 },
)

/** The timeline that a row's answers make, one a second. */
function timelineOf(answers: readonly Partial<WireUpgrade>[], from: FleetRow = createRow(device, 0), startAt = 1000) {
  let row = from
  let open: Stage | null = null
  const ended: Stage[] = []
  for (const [index, wire] of answers.entries()) {
    const before = row.snapshot
    row = withAnswer(row, { upgrade: upgrade(wire), requestId: `r${startAt}-${index}`, at: startAt + 1000 * index, expectedIntervalMs: null })
    if (!row.snapshot) throw new Error('no snapshot after an answer')
    const step = withSnapshot(open, before, row.snapshot)
    ended.push(...step.ended)
    open = step.open
  }
  if (!open) throw new Error('no stage after an answer')
  return { stages: [...ended, open], row }
}

const isFall = ([, before]: PercentPoint, [, after]: PercentPoint) => before > after

describe('a device’s stages', () => {
  it('follow each other without a gap, one for each stage that was seen, none invented and none left out', () => {
    fc.assert(
      fc.property(wires, (answers) => {
        const { stages } = timelineOf(answers)
        for (const [index, stage] of stages.entries()) {
          expect(stage.to).toBe(stages[index + 1]?.from ?? null)
          expect(stage.seenAt).toBeGreaterThanOrEqual(stage.from)
          expect(stage.exact).toBe(index > 0)
          expect(stage.requestId).toBe(`r1000-${(stage.from - 1000) / 1000}`)
          const within = answers.filter((_wire, place) => 1000 * place + 1000 >= stage.from && 1000 * place + 1000 <= stage.seenAt)
          expect(within.every(({ status }) => status === stage.status)).toBe(true)
          const next = stages[index + 1]
          if (next) expect(isSameStage(stage, next)).toBe(false)
        }
        expect(stages.at(-1)?.seenAt).toBe(1000 * answers.length)
      }),
      { numRuns: 500 },
    )
  })

  it('keep the cloud’s last words and the versions, also where a later answer names none', () => {
    const { stages } = timelineOf([{ status: 5, message: 'no space' }, { status: 5, message: 'crc' }, { status: 5, message: null, targetVersion: null, sourceVersion: null }])
    expect(stages).toHaveLength(1)
    expect(stages[0]).toMatchObject({ message: 'crc', sourceVersion: '1.0', targetVersion: '2.0', from: 1000, seenAt: 3000, to: null })
  })

  it('part where another target version stands behind an answer that named none', () => {
    const { stages } = timelineOf([{ status: 3 }, { status: 3, targetVersion: null }, { status: 3, targetVersion: '3.0' }])
    expect(stages.map(({ targetVersion, from, exact }) => [targetVersion, from, exact])).toEqual([['2.0', 1000, false], ['3.0', 3000, true]])
  })

  it('begin with the row’s own past where nobody noted it down', () => {
    const { row } = timelineOf([{ status: 3, percent: 10 }, { status: 3, percent: 20 }])
    const next = withAnswer(row, { upgrade: upgrade({ status: 4 }), requestId: 'next', at: 9000, expectedIntervalMs: null })
    if (!row.snapshot || !next.snapshot) throw new Error('no snapshot')
    const step = withSnapshot(null, row.snapshot, next.snapshot)
    expect(step.ended).toMatchObject([{ status: 3, from: 1000, exact: false, seenAt: 2000, to: 9000, curve: [[1000, 10], [2000, 20]] }])
    expect(step.open).toMatchObject({ status: 4, from: 9000, exact: true, requestId: 'next' })
  })

  it('told in two parts are the same as told in one', () => {
    fc.assert(
      fc.property(wires, fc.nat(60), (answers, cut) => {
        const whole = timelineOf(answers).stages
        const early = timelineOf(answers.slice(0, 1 + cut)).stages
        const lateFrom = early.length - 1
        expect(joinedStages(early, whole.slice(lateFrom))).toEqual(whole)
      }),
    )
  })

  it('of a device that is watched anew go on where the same stage is seen, and break off honestly where another is', () => {
    const early = timelineOf([{ status: 1 }, { status: 3, percent: 10 }]).stages
    const same = joinedStages(early, timelineOf([{ status: 3, percent: 40 }], createRow(device, 0), 90_000).stages)
    expect(same.map(({ status, from, exact, seenAt, to }) => [status, from, exact, seenAt, to])).toEqual([[1, 1000, false, 1000, 2000], [3, 2000, true, 90_000, null]])
    expect(same[1]?.curve).toEqual([[2000, 10], [90_000, 40]])
    const other = joinedStages(early, timelineOf([{ status: 6 }], createRow(device, 0), 90_000).stages)
    expect(other.map(({ status, exact, seenAt, to }) => [status, exact, seenAt, to])).toEqual([[1, false, 1000, 2000], [3, true, 2000, 90_000], [6, false, 90_000, null]])
  })

  it('noted down twice from the same time on are one stage: what began is the first’s to tell, how it went on the second’s', () => {
    const early = timelineOf([{ status: 1 }, { status: 3, percent: 10, message: 'slow' }, { status: 3, percent: 40 }]).stages
    const [, first] = early
    if (!first) throw new Error('no stage')
    const second: Stage = { ...first, exact: false, requestId: 'second', message: null, sourceVersion: null, targetVersion: null, seenAt: 9000, to: 9500, curve: [[3000, 40], [9000, 80]] }
    const next: Stage = { ...second, status: 6, from: 9500, seenAt: 9500, to: null, curve: [] }
    const stages = joinedStages(early, [second, next])
    expect(stages.map(({ status, from, to }) => [status, from, to])).toEqual([[1, 1000, 2000], [3, 2000, 9500], [6, 9500, null]])
    expect(stages[1]).toEqual({ ...first, seenAt: 9000, to: 9500, curve: [[2000, 10], [3000, 40], [9000, 80]] })
  })

  it('noted down twice, the second time by a row put back, keep every point of their curve', () => {
    const first = timelineOf([{ status: 1 }, ...[10, 30, 50, 70].map((percent) => ({ status: 3, percent }))])
    const { snapshot } = first.row
    const next = withAnswer(first.row, { upgrade: upgrade({ status: 3, percent: 90 }), requestId: 'after', at: 20_000, expectedIntervalMs: null })
    if (!snapshot || !next.snapshot) throw new Error('no snapshot')
    // Removed and put back: only the row tells how the stage went so far.
    const { open } = withSnapshot(null, snapshot, next.snapshot)
    expect(open.curve).toEqual([[2000, 10], [5000, 70], [20_000, 90]])
    expect(joinedStages(first.stages, [open]).at(-1)?.curve).toEqual([[2000, 10], [3000, 30], [4000, 50], [5000, 70], [20_000, 90]])
  })

  it('move with a clock that was set', () => {
    const [stage] = timelineOf([{ status: 3, percent: 10 }, { status: 3, percent: 20 }]).stages
    if (!stage) throw new Error('no stage')
    expect(withStageMoved(stage, 500, 1500)).toMatchObject({ from: 1500, seenAt: 2000, to: null, curve: [[1500, 10], [2000, 20]] })
  })
})

describe('a percent curve', () => {
  const percents = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 200 })
  const curveOf = (values: readonly number[], add = withPoint) => values.reduce<readonly PercentPoint[]>((curve, percent, index) => add(curve, 1000 * index, percent), [])

  /** Whether it keeps the bound, its ends and its order, and shows no fall that was not and loses none. */
  function isTrue(values: readonly number[], curve: readonly PercentPoint[]): boolean {
    const inOrder = curve.every(([at], index) => at >= (curve[index - 1]?.[0] ?? 0))
    const falls = values.filter((value, index) => index > 0 && (values[index - 1] ?? 0) > value).length
    const shown = curve.filter((point, index) => index > 0 && isFall(curve[index - 1] ?? point, point)).length
    const known = curve.every(([at, percent]) => values[at / 1000] === percent)
    return curve.length <= MOST_POINTS && inOrder && known && curve[0]?.[1] === values[0] && curve.at(-1)?.[1] === values.at(-1) && shown === falls
  }

  it('never has too many points, and keeps its ends and every fall', () => {
    fc.assert(
      fc.property(percents, fc.subarray([...Array(200).keys()], { maxLength: 5 }), (values, falls) => {
        const climbing = values.toSorted((a, b) => a - b)
        const withFalls = climbing.map((value, index) => (falls.includes(index) ? Math.max(0, value - 7) : value))
        expect(isTrue(withFalls, curveOf(withFalls))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('of nothing but falls is bounded all the same', () => {
    const saw = Array.from({ length: 200 }, (_none, index) => (index % 2 === 0 ? 90 : 10))
    const curve = curveOf(saw)
    expect([curve.length, curve[0]?.[0], curve.at(-1)?.[0]]).toEqual([MOST_POINTS, 0, 199_000])
  })

  it('would be caught losing a fall, if the oldest points simply went', () => {
    const values = [...Array(60).keys()].map((value) => (value === 30 ? 20 : value))
    const naive = (curve: readonly PercentPoint[], at: number, percent: number) => [...curve, [at, percent] as const].slice(-MOST_POINTS)
    const everyOther = (curve: readonly PercentPoint[], at: number, percent: number) => {
      const grown = [...curve, [at, percent] as const]
      return grown.length > MOST_POINTS ? grown.filter((_point, index) => index % 2 === 0) : grown
    }
    expect([isTrue(values, curveOf(values)), isTrue(values, curveOf(values, naive)), isTrue(values, curveOf(values, everyOther))]).toEqual([true, false, false])
  })
})
