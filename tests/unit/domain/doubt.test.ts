import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { doubtsOf, FULL_FOR_MS, isDoubtful } from '@/domain/doubt'
import { etaOf } from '@/domain/eta'
import { isStalled, quietMs, withAnswer, type FleetRow } from '@/domain/fleet-row'
import { answeredRow, habit, stillRow, upgrade } from '../../support/rows'

const MINUTE_MS = 60_000

const kinds = (row: FleetRow, now: number) => doubtsOf(row, now).map(({ kind }) => kind)

function after(row: FleetRow, percents: readonly number[], status = 3): FleetRow {
  return percents.reduce((last, percent) => {
    const at = (last.snapshot?.observedAt ?? 0) + 5000
    return withAnswer(last, { upgrade: upgrade({ status, percent }), requestId: `r${at}`, at, expectedIntervalMs: 5000 })
  }, row)
}

describe('in doubt', () => {
  it('is a device at 100 % that is not done for long, in 3 as in 20, and none that still loads', () => {
    for (const status of [3, 20]) {
      const full = stillRow('d1', { status, percent: 100 }, 0, FULL_FOR_MS + 1)
      expect(doubtsOf(full, FULL_FOR_MS + 1)).toEqual([{ kind: 'full', forMs: FULL_FOR_MS + 1 }])
      expect(kinds(stillRow('d1', { status, percent: 100 }, 0, FULL_FOR_MS), FULL_FOR_MS)).toEqual([])
      expect(kinds(stillRow('d1', { status, percent: 99 }, 0, FULL_FOR_MS + 1), FULL_FOR_MS + 1)).toEqual([])
    }
    const learned = withAnswer(stillRow('d1', { status: 20, percent: 100 }, 0, 1000), { upgrade: upgrade({ status: 20, percent: 100 }), requestId: 'x', at: 200_000, expectedIntervalMs: 5000, habit: habit({ stallAfterMs: 180_000 }) })
    expect(kinds(learned, 200_000)).toEqual(['full'])
    expect(kinds(stillRow('d1', { status: 3, percent: 100 }, 0, 1000), 1e9)).toEqual([])
  })

  it('is a percentage that falls again and again in one stage, not one that falls once: downloads do restart', () => {
    const once = after(answeredRow('d1', { status: 3, percent: 60 }), [0, 30])
    expect(kinds(once, 30_000)).toEqual([])
    const twice = after(once, [10])
    expect(doubtsOf(twice, 30_000)).toEqual([{ kind: 'falling', times: 2, at: twice.snapshot?.observedAt }])
    expect(kinds(after(twice, [100], 20), 40_000)).toEqual([])
  })

  it.each([
    ['runs the target', '2.0', '2.0', 2000, []],
    ['runs the target, and another one is offered', '2.0', '3.0', 2000, []],
    ['still runs the old one, and the target is offered', '1.0', '2.0', 2000, ['still-offered']],
    ['runs another one, which nothing is offered for', '1.5', '1.5', 2000, ['other-version']],
    ['does not tell what it runs, and the target is offered', null, '2.0', 2000, ['still-offered']],
    ['does not tell anything', null, null, 2000, []],
    ['was asked before it was done', '1.0', '2.0', 500, []],
  ] as const)('is a device that is done where a check shows that it %s: %s, %s', (_what, currentVersion, offeredVersion, at, expected) => {
    const row = { ...answeredRow('d1', { status: 6, targetVersion: '2.0' }, 1000), check: { at, requestId: 'c', currentVersion, offeredVersion } }
    expect(kinds(row, 3000)).toEqual(expected)
    expect(kinds({ ...answeredRow('d1', { status: 3, targetVersion: '2.0' }, 1000), check: row.check }, 3000)).toEqual([])
  })

  it('or not, a row tells the same in short as at length; judging any row at any time gives a finite answer', () => {
    const wires = fc.record({ status: fc.constantFrom<(number | null)[]>(0, 1, 3, 3, 3, 4, 4, 4, 6, 20, 99, null), percent: fc.option(fc.integer({ min: 98, max: 100 })) })
    const answers = fc.array(fc.record({ wire: wires, afterMs: fc.oneof(fc.integer({ min: -MINUTE_MS, max: 10 * MINUTE_MS }), fc.constant(8 * 60 * MINUTE_MS)) }), { minLength: 1, maxLength: 12, size: 'max' })
    let stalled = 0
    fc.assert(
      fc.property(answers, fc.integer({ min: -1e7, max: 1e8 }), fc.option(fc.integer({ min: 180_000, max: 900_000 })), (sequence, later, stallAfterMs) => {
        let at = 1e9
        let row = answeredRow('d1', { status: 3, percent: 95 }, at)
        for (const { wire, afterMs } of sequence) {
          at += afterMs
          row = withAnswer(row, { upgrade: upgrade(wire), requestId: `r${at}`, at, expectedIntervalMs: 20_000, habit: stallAfterMs === null ? null : habit({ stallAfterMs }) })
        }
        const now = at + later
        expect(isDoubtful(row, now)).toBe(doubtsOf(row, now).length > 0)
        expect(quietMs(row.snapshot as NonNullable<FleetRow['snapshot']>, now)).toBeGreaterThanOrEqual(0)
        const eta = etaOf(row, now)
        if (eta.kind === 'done') expect(Number.isFinite(eta.lowAt) && eta.lowAt <= eta.highAt).toBe(true)
        if (eta.kind === 'stage') expect(Number.isFinite(eta.endAt)).toBe(true)
        if (isStalled(row, now)) stalled += 1
        // A clock that goes back takes nothing back that was proven.
        if (isStalled(row, at)) expect(isStalled(row, at - 1e7)).toBe(true)
      }),
      { numRuns: 1000, seed: 3 },
    )
    expect(stalled).toBeGreaterThan(10)
  })
})
