import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COLUMNS } from '@/domain/columns'
import { createDevice, type DeviceId } from '@/domain/device'
import { FleetIndex } from '@/domain/fleet-index'
import { DEFAULT_QUERY, FLEET_FILTERS, type FleetQuery } from '@/domain/fleet-query'
import { createRow, isFresh, STALL_AFTER_MS, withAnswer, withFailure, type FleetRow } from '@/domain/fleet-row'
import { SortedList } from '@/domain/sorted-list'
import { upgrade } from '../../support/rows'

interface Judged {
  ids: DeviceId[]
  counts: object
  notFresh: number
  rollouts: unknown
  products: unknown
}

function judged(index: FleetIndex): Judged {
  const rollouts = index.rollouts.list().toSorted((a, b) => (`${a.productId} ${a.targetVersion}` < `${b.productId} ${b.targetVersion}` ? -1 : 1))
  return { ids: index.ids(), counts: index.counts(), notFresh: index.notFresh, rollouts, products: index.products.list() }
}

/** What an index built from nothing says of the same rows. */
function builtAnew(rows: Iterable<FleetRow>, query: FleetQuery, now: number): Judged {
  const index = new FleetIndex()
  index.ask(query, now)
  index.replace(rows, now)
  return judged(index)
}

const devices = fc.integer({ min: 0, max: 40 }).map((n) => createDevice(`P${n % 3}`, `d${n}`, n % 4 === 0 ? '一号车间网关' : null))
const wires = fc.record({
  status: fc.constantFrom<(number | null)[]>(0, 1, 3, 3, 3, 4, 5, 6, 8, 10, 99, null),
  percent: fc.integer({ min: 0, max: 100 }),
  targetVersion: fc.constantFrom(null, '2.0', '2.10', '2.9'),
  message: fc.constantFrom(null, 'time_out', 'md5'),
})
const queries: fc.Arbitrary<FleetQuery> = fc.record({
  filter: fc.constantFrom(...FLEET_FILTERS),
  search: fc.constantFrom('', '', 'd1', 'time', '车间', 'p1 2.'),
  productId: fc.constantFrom(null, null, 'P1'),
  targetVersion: fc.constantFrom(null, null, '2.10'),
  stalledOnly: fc.constantFrom(false, false, false, true),
  doubtOnly: fc.constantFrom(false, false, false, true),
  goneOnly: fc.constantFrom(false, false, false, true),
  cause: fc.constantFrom(null, null, null, 'time_out', '5', '10'),
  sort: fc.record({ key: fc.constantFrom(...COLUMNS), descending: fc.boolean() }),
})
const steps = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('answer' as const), device: devices, wire: wires }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fail' as const), device: devices }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), device: devices }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ask' as const), query: queries }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('arrange' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: STALL_AFTER_MS }) }) },
)
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never

/** Rows to bring, take away or move from `shown` to `next`, by the longest common subsequence. */
function movedNaively(shown: readonly DeviceId[], next: readonly DeviceId[]): number {
  let before = next.map(() => 0)
  for (const id of shown) {
    const row: number[] = []
    next.forEach((other, at) => row.push(id === other ? (before[at - 1] ?? 0) + 1 : Math.max(row[at - 1] ?? 0, before[at] ?? 0)))
    before = row
  }
  return shown.length + next.length - 2 * (before.at(-1) ?? 0) - shown.filter((id) => next.includes(id)).length + (before.at(-1) ?? 0)
}

/** Plays `steps` on an index and on a plain map, and returns both judgements after each step. */
function play(sequence: readonly Step[], index = new FleetIndex()): { kept: Judged & { moved: number }; anew: Judged & { moved: number } }[] {
  let shown: DeviceId[] = []
  const rows = new Map<DeviceId, FleetRow>()
  let query = DEFAULT_QUERY
  let now = 10 * STALL_AFTER_MS
  const set = (row: FleetRow) => {
    rows.set(row.device.id, row)
    index.set(row, now)
  }
  return sequence.map((step, number) => {
    const before = 'device' in step ? (rows.get(step.device.id) ?? createRow(step.device, now)) : null
    const call = { requestId: `r${number}`, at: now }
    if (step.kind === 'answer' && before) set(withAnswer(before, { ...call, upgrade: upgrade(step.wire), expectedIntervalMs: 60_000 }))
    else if (step.kind === 'fail' && before) set(withFailure(before, { ...call, failure: { kind: 'network' } }))
    else if (step.kind === 'delete') {
      rows.delete(step.device.id)
      index.delete(step.device.id)
    } else if (step.kind === 'ask') index.ask((query = step.query), now)
    else if (step.kind === 'arrange') shown = index.arrange() ?? shown
    else if (step.kind === 'replace') index.replace(rows.values(), now)
    else if (step.kind === 'wait') index.advance((now += step.ms))
    shown = shown.filter((id) => rows.has(id))
    const anew = builtAnew(rows.values(), query, now)
    return { kept: { ...judged(index), moved: index.moved() }, anew: { ...anew, moved: movedNaively(shown, anew.ids) } }
  })
}

describe('the index of the fleet', () => {
  it('says after any changes what one built anew would say', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 120, size: 'max' }), (sequence) => {
        for (const { kept, anew } of play(sequence)) expect(kept).toEqual(anew)
      }),
      { numRuns: 200, seed: 4 },
    )
  })

  it('would be caught if it left a row where it was, or did not look at the time', () => {
    class Forgetful extends FleetIndex {
      override advance() {}
    }
    const wrong = (make: () => FleetIndex) =>
      fc.sample(fc.array(steps, { minLength: 60, maxLength: 120, size: 'max' }), { numRuns: 50, seed: 4 }).filter((sequence) => play(sequence, make()).some(({ kept, anew }) => JSON.stringify(kept) !== JSON.stringify(anew))).length
    expect(wrong(() => new FleetIndex())).toBe(0)
    expect(wrong(() => new Forgetful())).toBeGreaterThan(0)
  })

  it('has something to arrange when its order changed, and only then', () => {
    const index = new FleetIndex()
    const row = withAnswer(createRow(createDevice('P1', 'd1'), 0), { upgrade: upgrade({ status: 3, percent: 10 }), requestId: 'a', at: 1000, expectedIntervalMs: 1000 })
    index.set(row, 1000)
    expect(index.arrange()).toEqual(['P1/d1'])
    index.set(withAnswer(row, { upgrade: upgrade({ status: 3, percent: 20 }), requestId: 'b', at: 2000, expectedIntervalMs: 1000 }), 2000)
    expect(index.arrange()).toBe(null)
    index.set(withAnswer(row, { upgrade: upgrade({ status: 5 }), requestId: 'c', at: 3000, expectedIntervalMs: 1000 }), 3000)
    expect(index.arrange()).toEqual(['P1/d1'])
  })

  it('counts a device as not up to date from the moment its call fails', () => {
    const index = new FleetIndex()
    const row = withAnswer(createRow(createDevice('P1', 'd1'), 0), { upgrade: upgrade({ status: 3 }), requestId: 'a', at: 1000, expectedIntervalMs: 1000 })
    index.set(row, 1000)
    expect(index.notFresh).toBe(0)
    index.set(withFailure(row, { failure: { kind: 'network' }, requestId: 'b', at: 1500 }), 1500)
    expect(index.notFresh).toBe(1)
    index.set(row, 1500)
    index.advance(3001)
    expect([index.notFresh, isFresh(row, 3001)]).toEqual([1, false])
  })

  it('finds an alias by its initials once these can be told', () => {
    const index = new FleetIndex()
    index.set(createRow(createDevice('P1', 'd1', '杭州网关'), 0), 0)
    index.ask({ ...DEFAULT_QUERY, search: 'hzwg' }, 0)
    expect(index.ids()).toEqual([])
    index.searchInitials((text) => (text === '杭州网关' ? 'hzwg' : ''), 0)
    expect(index.ids()).toEqual(['P1/d1'])
  })
})

describe('a sorted list', () => {
  it('keeps thousands of items in order through additions and deletions', () => {
    const compare = (a: number, b: number) => a - b
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 2500, maxLength: 2600, size: 'max' }), fc.uniqueArray(fc.integer(), { maxLength: 500, size: 'max' }), (items, more) => {
        const list = new SortedList(compare, [...items])
        const model = new Set(items)
        for (const item of items.filter((each) => each % 3 !== 0)) {
          expect(list.delete(item)).toBe(true)
          model.delete(item)
        }
        for (const item of more.filter((each) => !model.has(each))) {
          list.add(item)
          model.add(item)
        }
        expect(list.map((item) => item)).toEqual([...model].toSorted(compare))
        expect(list.size).toBe(model.size)
        expect(list.delete(0.5)).toBe(false)
      }),
      { numRuns: 20 },
    )
  })

  it('splits and grows from nothing', () => {
    const list = new SortedList<number>((a, b) => a - b)
    for (let item = 3000; item > 0; item -= 1) list.add(item)
    expect(list.map((item) => item)).toEqual(Array.from({ length: 3000 }, (_item, place) => place + 1))
  })
})
