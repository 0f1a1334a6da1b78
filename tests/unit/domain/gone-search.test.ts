import { describe, expect, it } from 'vitest'
import { FleetIndex } from '@/domain/fleet-index'
import { DEFAULT_QUERY } from '@/domain/fleet-query'
import { answeredRow } from '../../support/rows'

describe('the search', () => {
  it('looks at what a row is called beside itself, as soon as that is known', () => {
    const index = new FleetIndex()
    const rows = [answeredRow('a', { status: 3 }), { ...answeredRow('b', { status: 6 }), goneAt: 5 }]
    index.replace(rows, 10)
    expect(index.goneIds).toEqual([rows[1]?.device.id])
    index.ask({ ...DEFAULT_QUERY, search: '账号中已没有' }, 10)
    expect(index.ids()).toEqual([])
    index.searchMore(({ goneAt }) => (goneAt === null ? '' : '账号中已没有'), 10)
    expect(index.ids()).toEqual([rows[1]?.device.id])
    index.set({ ...answeredRow('b', { status: 6 }), goneAt: null }, 10)
    expect([index.ids(), index.goneIds]).toEqual([[], []])
    index.set({ ...answeredRow('a', { status: 3 }), goneAt: 7 }, 10)
    expect(index.ids()).toEqual([rows[0]?.device.id])
    index.delete(answeredRow('a', {}).device.id)
    expect(index.goneIds).toEqual([])
  })
})
