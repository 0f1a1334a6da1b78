import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { FLEET_FILTERS, type FleetCounts, type FleetFilter } from '@/domain/fleet-query'
import { createRow, isStalled, kindOf, STALL_AFTER_MS, withFailure, type FleetRow } from '@/domain/fleet-row'
import { isKnownStatus, KNOWN_STATUSES, UPGRADE_KINDS } from '@/domain/upgrade'
import { groupRollouts, queryFleet, SORT_KEYS } from '../../support/asked-fleet'
import { answeredRow, stillRow } from '../../support/rows'

const NOW = 10 * STALL_AFTER_MS

const status = fc.oneof(fc.constantFrom<(number | null)[]>(...KNOWN_STATUSES, null, -1, 9, 99, 2 ** 53), fc.integer())
const row = fc.record({
  name: fc.stringMatching(/^[ab]{1,3}$/u),
  status: fc.option(status, { nil: undefined }),
  percent: fc.option(fc.integer({ min: -5, max: 120 })),
  at: fc.integer({ min: 0, max: NOW + 1000 }),
  targetVersion: fc.constantFrom(null, '2.0', '2.9', '2.10'),
  fails: fc.boolean(),
})
const fleets = fc.array(row, { maxLength: 80, size: 'max' }).map((wires) =>
  wires.map(({ name, status: sent, percent, at, targetVersion, fails }, index): FleetRow => {
    const asked = sent === undefined ? createRow(createDevice('P1', `${name}${index}`), 0) : answeredRow(`${name}${index}`, { status: sent, percent, targetVersion }, at)
    return fails ? withFailure(asked, { failure: { kind: 'rejected', code: 'FailedOperation', message: 'a b' }, requestId: 'f', at }) : asked
  }),
)
const searches = fc.constantFrom('', ' ', 'a', 'b', 'A  b', 'p1/aa', '2.10', 'failedoperation', 'r-b', 'nothing of it', '1', '.', '\\', '(')
const sorts = fc.record({ key: fc.constantFrom(...SORT_KEYS), descending: fc.boolean() })

/** Runs over random fleets and searches in which the tabs do not sum to the fleet that the search finds. */
function wrongSums(countsOf: (rows: readonly FleetRow[]) => FleetCounts): number {
  return fc.sample(fleets, { numRuns: 500, seed: 5 }).filter((rows) => {
    const counts = countsOf(rows)
    return UPGRADE_KINDS.reduce((sum, kind) => sum + counts[kind], 0) !== rows.length || counts.all !== rows.length
  }).length
}

describe('T5: the tabs', () => {
  it('count each device once, for any fleet, and a careless count would be noticed', () => {
    const query = { filter: 'all', search: '', sort: { key: 'status', descending: false } } as const
    const wrong = wrongSums((rows) => queryFleet(rows, query, NOW).counts)
    const careless = wrongSums((rows) => {
      const { counts } = queryFleet(rows, query, NOW)
      return { ...counts, unknown: rows.filter(({ snapshot }) => snapshot?.upgrade.kind === 'unknown').length }
    })
    console.log(`T5, tabs: fleets 500, sums wrong ${wrong}; control, a careless count: wrong ${careless}`)
    expect(wrong).toBe(0)
    expect(careless).toBeGreaterThan(0)
  })

  it('show as many devices as they say, under any filter, search and order', () => {
    fc.assert(
      fc.property(fleets, searches, sorts, (rows, search, sort) => {
        const views = new Map(FLEET_FILTERS.map((filter) => [filter, queryFleet(rows, { filter, search, sort }, NOW)] as const))
        const all = new Set(views.get('all')?.ids)
        for (const [filter, { ids, counts }] of views) {
          expect(counts).toEqual(views.get('all')?.counts)
          expect(ids).toHaveLength(counts[filter])
          expect(new Set(ids).size).toBe(ids.length)
          expect(ids.every((id) => all.has(id))).toBe(true)
        }
        const rowOf = new Map(rows.map((each) => [each.device.id, each]))
        const kindsShown = (filter: FleetFilter) => new Set(views.get(filter)?.ids.map((id) => kindOf(rowOf.get(id) ?? createRow(createDevice('', ''), 0))))
        for (const kind of UPGRADE_KINDS) expect([...kindsShown(kind)].filter((shown) => shown !== kind)).toEqual([])
        const attention = rows.filter((each) => all.has(each.device.id) && (['failed', 'confirm'].includes(kindOf(each)) || isStalled(each, NOW)))
        expect(new Set(views.get('attention')?.ids)).toEqual(new Set(attention.map(({ device }) => device.id)))
      }),
      { numRuns: 300 },
    )
  })

  it('never count an unknown status, or a device never answered for, as done', () => {
    fc.assert(
      fc.property(fleets, (rows) => {
        const { counts } = queryFleet(rows, { filter: 'all', search: '', sort: { key: 'device', descending: false } }, NOW)
        expect(counts.done).toBe(rows.filter(({ snapshot }) => snapshot?.upgrade.status === 6).length)
        expect(counts.unknown).toBe(rows.filter(({ snapshot }) => !snapshot || !isKnownStatus(snapshot.upgrade.status)).length)
        for (const rollout of groupRollouts(rows)) {
          expect(UPGRADE_KINDS.reduce((sum, kind) => sum + rollout.byKind[kind], 0)).toBe(rollout.total)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('an order', () => {
  it('is the same in whatever order the devices were added, by every column and in both directions', () => {
    fc.assert(
      fc.property(fleets, sorts, fc.infiniteStream(fc.nat()), (rows, sort, shuffle) => {
        const query = { filter: 'all', search: '', sort } as const
        const keys = new Map(rows.map((each) => [each, shuffle.next().value ?? 0]))
        const shuffled = rows.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0))
        expect(queryFleet(shuffled, query, NOW).ids).toEqual(queryFleet(rows, query, NOW).ids)
      }),
      { numRuns: 500 },
    )
  })

  it('by status puts what needs a person first, stalled devices right behind, done and unknown last', () => {
    const rows = [
      answeredRow('done', { status: 6 }, NOW),
      answeredRow('unknown', { status: 99 }, NOW),
      answeredRow('offline', { status: 0 }, NOW),
      answeredRow('queued', { status: 1 }, NOW),
      answeredRow('running', { status: 3 }, NOW),
      stillRow('stalled', { status: 4 }, 0, NOW),
      answeredRow('confirm', { status: 8 }, NOW),
      answeredRow('late', { status: 10 }, NOW),
      answeredRow('failed', { status: 5 }, NOW),
    ]
    const { ids } = queryFleet(rows, { filter: 'all', search: '', sort: { key: 'status', descending: false } }, NOW)
    expect(ids.map((id) => id.slice(3))).toEqual(['failed', 'late', 'confirm', 'stalled', 'running', 'queued', 'offline', 'done', 'unknown'])
  })
})
