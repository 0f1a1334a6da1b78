import { describe, expect, it } from 'vitest'
import { DEFAULT_QUERY, type FleetQuery } from '@/domain/fleet-query'
import { withFailure } from '@/domain/fleet-row'
import { doneShare } from '@/domain/rollout'
import { groupRollouts, queryFleet, SORT_KEYS } from '../../support/asked-fleet'
import { answeredRow, stillRow } from '../../support/rows'

const rows = [
  answeredRow('b', { status: 3, percent: 40, targetVersion: '2.10' }, 3000),
  answeredRow('a', { status: 5, message: 'Time_Out', targetVersion: '2.9' }, 1000),
  answeredRow('d', { status: 6, targetVersion: '2.9' }, 2000),
  answeredRow('c', { status: 8, targetVersion: null }, 4000),
]

function names(query: Partial<FleetQuery>, now = 5000, of = rows) {
  return queryFleet(of, { ...DEFAULT_QUERY, ...query }, now).ids.map((id) => id.slice(3))
}

describe('the fleet', () => {
  it('is filtered by state, and attention is failed and confirm and stalled', () => {
    expect(names({ filter: 'failed' })).toEqual(['a'])
    expect(names({ filter: 'attention' })).toEqual(['a', 'c'])
    const later = 5000 + 16 * 60_000
    expect(names({ filter: 'attention' }, later)).toEqual(['a', 'c'])
    const still = stillRow('b', { status: 3, percent: 40, targetVersion: '2.10' }, 3000, later)
    expect(names({ filter: 'attention' }, later, [still, ...rows.slice(1)])).toEqual(['a', 'c', 'b'])
  })

  it('is narrowed to what the account has no more, beside all other conditions', () => {
    const [first, ...others] = rows
    if (!first) throw new Error('no row')
    const some = [{ ...first, goneAt: 4000 }, ...others]
    expect(names({ goneOnly: true }, 5000, some)).toEqual(['b'])
    expect(names({ goneOnly: true, filter: 'failed' }, 5000, some)).toEqual([])
    expect(queryFleet(some, { ...DEFAULT_QUERY, goneOnly: true }, 5000).counts).toMatchObject({ all: 1, running: 1, failed: 0 })
  })

  it('is searched by every word, over name, versions, error, code and RequestId', () => {
    expect(names({ search: 'time_out' })).toEqual(['a'])
    expect(names({ search: 'p1 2.9' })).toEqual(['a', 'd'])
    expect(names({ search: 'R-B' })).toEqual(['b'])
    const refused = withFailure(answeredRow('e'), { failure: { kind: 'rejected', code: 'FailedOperation', message: 'no' }, requestId: 'q', at: 1 })
    expect(queryFleet([refused], { ...DEFAULT_QUERY, search: 'failedoperation' }, 0).ids).toHaveLength(1)
    expect(queryFleet(rows, { ...DEFAULT_QUERY, search: 'nothing' }, 0).counts.all).toBe(0)
  })

  it.each<[FleetQuery['sort']['key'], string[]]>([
    ['device', ['a', 'b', 'c', 'd']],
    ['product', ['a', 'b', 'c', 'd']],
    ['version', ['c', 'a', 'd', 'b']],
    ['progress', ['a', 'c', 'b', 'd']],
    ['status', ['a', 'c', 'b', 'd']],
    ['stage', ['c', 'b', 'd', 'a']],
    ['age', ['c', 'b', 'd', 'a']],
    ['request', ['a', 'b', 'c', 'd']],
  ])('is sorted by %s, equal ones by name', (key, order) => {
    expect(names({ sort: { key, descending: false } })).toEqual(order)
  })

  it('keeps equal rows in the order of their names in both directions', () => {
    for (const key of SORT_KEYS) {
      const same = ['z', 'x', 'y'].map((name) => answeredRow(name, { status: 6 }))
      const ids = queryFleet(same, { ...DEFAULT_QUERY, sort: { key, descending: true } }, 0).ids
      if (key !== 'device' && key !== 'request') expect(ids).toEqual(['P1/x', 'P1/y', 'P1/z'])
    }
  })
})

describe('rollouts', () => {
  it('are products and target versions, the one with the most left to do first', () => {
    const found = groupRollouts([...rows, answeredRow('e', { status: 4, targetVersion: '2.10' })])
    expect(found.map(({ targetVersion, total }) => [targetVersion, total])).toEqual([
      ['2.10', 2],
      ['2.9', 2],
    ])
    expect(found.map(doneShare)).toEqual([0, 0.5])
  })
})
