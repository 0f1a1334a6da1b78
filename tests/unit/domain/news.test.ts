import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { FleetIndex } from '@/domain/fleet-index'
import { createRow, STALL_AFTER_MS, withAnswer, withFailure, type FleetRow } from '@/domain/fleet-row'
import { newsOf, type News, type NewsKind } from '@/domain/news'
import { MOST_ENTRIES, NewsFeed, sumOf } from '@/domain/news-feed'
import { withTimesMoved } from '@/domain/row-times'
import { upgrade } from '../../support/rows'

const device = createDevice('P1', 'd1', '一号网关')
const blank = createRow(device, 0)
const answered = (row: FleetRow, status: number | null, at: number, more: { percent?: number; targetVersion?: string | null; message?: string } = {}) =>
  withAnswer(row, { upgrade: upgrade({ status, ...more }), requestId: 'r', at, expectedIntervalMs: 2 * STALL_AFTER_MS })
const between = (before: FleetRow, after: FleetRow) => newsOf({ before, after, wasStalled: false, isStalled: false }, 9_000)?.kind ?? null

describe('news of a device', () => {
  const running = answered(blank, 3, 1_000, { percent: 10 })
  const failed = answered(running, 5, 2_000, { message: 'Time_Out' })

  it('is a failure or a confirmation that begins', () => {
    expect(newsOf({ before: running, after: failed, wasStalled: false, isStalled: false }, 9_000)).toEqual({ kind: 'failed', id: device.id, name: '一号网关', at: 2_000, targetVersion: '2.0', cause: 'time_out' })
    expect(between(running, answered(running, 10, 2_000))).toBe('failed')
    expect(between(running, answered(running, 8, 2_000))).toBe('confirm')
  })

  it('is not the first answer about it, however bad: it may be long so', () => {
    expect(between(blank, answered(blank, 5, 1_000))).toBeNull()
    expect(between(withFailure(blank, { failure: { kind: 'network' }, requestId: 'r', at: 5 }), answered(blank, 8, 1_000))).toBeNull()
  })

  it('is not what goes on: the same answer again, another word for it, a call that fails, a clock that was set', () => {
    expect(between(failed, answered(failed, 5, 3_000, { message: 'other' }))).toBeNull()
    expect(between(failed, answered(failed, 10, 3_000))).toBeNull()
    expect(between(failed, withFailure(failed, { failure: { kind: 'network' }, requestId: 'r', at: 3_000 }))).toBeNull()
    expect(between(failed, withTimesMoved(failed, 86_400_000))).toBeNull()
    expect(between(running, answered(running, 6, 3_000))).toBeNull()
  })

  it('is another failure when the task towards another version failed unseen', () => {
    expect(between(failed, answered(failed, 5, 3_000, { targetVersion: '3.0' }))).toBe('failed')
    expect(between(failed, answered(failed, 5, 3_000, { targetVersion: null }))).toBeNull()
  })
})

describe('the fleet’s index', () => {
  function heard() {
    const news: NewsKind[] = []
    let now = 0
    const index = new FleetIndex((change) => {
      const found = newsOf(change, now)
      if (found) news.push(found.kind)
    })
    return { news, index, set: (row: FleetRow, at: number) => index.set(row, (now = at)), advance: (at: number) => index.advance((now = at)) }
  }

  it('tells of a stall once, when it begins by time alone, and again after the device moved', () => {
    const { news, set, advance } = heard()
    const running = answered(blank, 3, 1_000, { percent: 10 })
    set(running, 1_000)
    advance(1_000 + STALL_AFTER_MS)
    expect(news).toEqual([])
    advance(1_001 + STALL_AFTER_MS)
    advance(2_000 + STALL_AFTER_MS)
    expect(news).toEqual(['stalled'])
    const at = 3_000 + STALL_AFTER_MS
    const moved = answered(running, 3, at, { percent: 20 })
    set(moved, at)
    advance(at + STALL_AFTER_MS + 1)
    expect(news).toEqual(['stalled', 'stalled'])
  })

  it('tells of a stall that an answer shows before the time was looked at', () => {
    const { news, set } = heard()
    const running = answered(blank, 3, 1_000, { percent: 10 })
    set(running, 1_000)
    set(answered(running, 3, 2 * STALL_AFTER_MS, { percent: 10 }), 2 * STALL_AFTER_MS)
    expect(news).toEqual(['stalled'])
  })

  it('tells nothing of a fleet that comes from the disk or of another account', () => {
    const { news, index, set } = heard()
    set(answered(blank, 3, 1_000), 1_000)
    index.replace([answered(answered(blank, 3, 1_000), 5, 2_000), answered(createRow(createDevice('P1', 'd2'), 0), 8, 1_000)], 2_000)
    expect(news).toEqual([])
  })
})

describe('the feed', () => {
  const item = (n: number, kind: NewsKind = 'failed'): News => ({ kind, id: createDevice('P1', `d${n}`).id, name: `d${n}`, at: n, targetVersion: null, cause: null })

  it('holds the newest first, the same of a device once with how often, and never more than it may', () => {
    const feed = new NewsFeed()
    for (let n = 0; n < 2_000; n += 1) feed.add(item(n))
    feed.add(item(1_999))
    feed.add(item(1_999, 'confirm'))
    const entries = feed.entries()
    expect(entries.length).toBe(MOST_ENTRIES)
    expect(entries.slice(0, 3).map(({ news, times }) => [news.kind, news.name, times])).toEqual([['confirm', 'd1999', 1], ['failed', 'd1999', 2], ['failed', 'd1998', 1]])
    expect(feed.unreadCounts()).toEqual({ failed: 2_001, confirm: 1, stalled: 0 })
  })

  it('counts anew once it was read', () => {
    const feed = new NewsFeed()
    feed.add(item(1))
    feed.markRead()
    expect([sumOf(feed.unreadCounts()), feed.entries()[0]?.isUnread]).toEqual([0, false])
    feed.add(item(1))
    expect(feed.entries()).toEqual([{ news: item(1), times: 1, isUnread: true }])
  })

  it('lets go of devices that are watched no more, and of their counts', () => {
    const feed = new NewsFeed()
    for (const n of [1, 1, 2]) feed.add(item(n))
    feed.drop(new Set([item(1).id]))
    expect(feed.entries().map(({ news }) => news.name)).toEqual(['d2'])
    expect(feed.unreadCounts().failed).toBe(1)
  })
})
