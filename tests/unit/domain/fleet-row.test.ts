import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { ageMs, createRow, isFresh, isStale, isStalled, kindOf, needsAttention, quietMs, STALL_AFTER_MS, withAnswer, withFailure, type Snapshot } from '@/domain/fleet-row'
import { answeredRow, habit, stillRow, upgrade } from '../../support/rows'

const answer = (status: number, percent: number | null, at: number) => ({ upgrade: upgrade({ status, percent }), requestId: `r${at}`, at, expectedIntervalMs: 2000 })

describe('a row', () => {
  it('knows nothing before its first answer', () => {
    const row = createRow(createDevice('P1', 'd1'), 5)
    expect(kindOf(row)).toBe('unknown')
    expect(ageMs(row, 10)).toBeNull()
    expect(needsAttention(row, 1e9)).toBe(false)
  })

  it('keeps its status when a refresh fails, and counts the failures in a row', () => {
    const row = answeredRow('d1', { status: 3, percent: 10 })
    const once = withFailure(row, { failure: { kind: 'network' }, requestId: 'f1', at: 2000 })
    const twice = withFailure(once, { failure: { kind: 'timeout', timeoutMs: 10_000 }, requestId: 'f2', at: 3000 })
    expect(twice.snapshot).toBe(row.snapshot)
    expect(twice.call).toMatchObject({ kind: 'failed', attempts: 2, requestId: 'f2' })
    expect(withAnswer(twice, answer(3, 11, 4000)).call).toEqual({ kind: 'answered', at: 4000, requestId: 'r4000' })
  })

  it('restarts the time in stage when the status moves, and says when the start was not seen', () => {
    const first = withAnswer(createRow(createDevice('P1', 'd1'), 0), answer(3, 10, 1000))
    expect(first.snapshot?.since).toEqual({ at: 1000, exact: false })
    const same = withAnswer(first, answer(3, 20, 2000))
    expect(same.snapshot).toMatchObject({ since: { at: 1000, exact: false }, changedAt: 2000 })
    const still = withAnswer(same, answer(3, 20, 3000))
    expect(still.snapshot).toMatchObject({ changedAt: 2000, observedAt: 3000 })
    expect(withAnswer(still, answer(20, 100, 4000)).snapshot).toMatchObject({ since: { at: 4000, exact: true }, changedAt: 4000 })
  })

  it('stalls only while it runs and was seen not to move for longer than the platform’s own time-out', () => {
    const until = (at: number) => stillRow('d1', { status: 4 }, 1000, at)
    expect(isStalled(until(1000 + STALL_AFTER_MS), 1000 + STALL_AFTER_MS)).toBe(false)
    expect(isStalled(until(1001 + STALL_AFTER_MS), 1001 + STALL_AFTER_MS)).toBe(true)
    expect(needsAttention(until(1001 + STALL_AFTER_MS), 1001 + STALL_AFTER_MS)).toBe(true)
    expect(isStalled(stillRow('d2', { status: 0 }, 1000, 1e12), 1e12)).toBe(false)
  })

  it('goes on standing still until the next answer was planned for, and no longer: sleep, a pause or a lock makes no stall', () => {
    const seen = stillRow('d1', { status: 4 }, 0, STALL_AFTER_MS - 500)
    expect([STALL_AFTER_MS, STALL_AFTER_MS + 1].map((now) => isStalled(seen, now))).toEqual([false, true])
    const unseen = stillRow('d1', { status: 4 }, 0, STALL_AFTER_MS - 2000)
    expect(isStalled(unseen, 1e12)).toBe(false)
    expect(quietMs(unseen.snapshot as Snapshot, 1e12)).toBe(STALL_AFTER_MS - 1000)
    expect(isStalled(withAnswer(unseen, answer(4, null, 1e12)), 1e12)).toBe(true)
  })

  it('stalls after what is usual for its stage, once that is known', () => {
    const row = withAnswer(stillRow('d1', { status: 4 }, 0, 1000), { ...answer(4, null, 200_001), habit: habit({ stallAfterMs: 200_000 }) })
    expect(isStalled(row, 200_001)).toBe(true)
    expect(isStalled(withAnswer(row, { ...answer(4, null, 200_001), habit: null }), 200_001)).toBe(false)
  })

  it('that goes offline while it runs has not failed and does not stall, and its stage begins anew when it is back', () => {
    const running = withAnswer(createRow(createDevice('P1', 'd1'), 0), answer(3, 40, 1000))
    const away = withAnswer(running, answer(0, null, 61_000))
    expect([kindOf(away), needsAttention(away, 1e9), isStalled(withAnswer(away, answer(0, null, 1e9)), 1e9)]).toEqual(['offline', false, false])
    const back = withAnswer(away, answer(3, 40, 3_600_000))
    expect(back.snapshot).toMatchObject({ since: { at: 3_600_000, exact: true }, changedAt: 3_600_000, firstPercent: 40, fall: null })
    expect(isStalled(back, 3_602_000)).toBe(false)
  })

  it('keeps in mind that its percentage fell within the stage, when, and how often', () => {
    const at = (percents: readonly (number | null)[]) => percents.reduce((row, percent, place) => withAnswer(row, answer(3, percent, 1000 * (place + 1))), createRow(createDevice('P1', 'd1'), 0))
    expect(at([10, 60]).snapshot?.fall).toBeNull()
    expect(at([10, 60, 0, 20]).snapshot?.fall).toEqual({ at: 3000, to: 0, times: 1 })
    expect(at([10, 60, 0, 20, null, 5, 4]).snapshot?.fall).toEqual({ at: 7000, to: 4, times: 2 })
    expect(withAnswer(at([10, 60, 0]), answer(4, null, 9000)).snapshot?.fall).toBeNull()
  })

  it.each([
    [5, true],
    [10, true],
    [8, true],
    [6, false],
    [0, false],
    [99, false],
  ])('with status %s needs attention: %s', (status, needs) => {
    expect(needsAttention(answeredRow('d1', { status }), 2000)).toBe(needs)
  })

  it('has an age that is never negative, and is stale past twice its expected interval (T6)', () => {
    const row = withAnswer(createRow(createDevice('P1', 'd1'), 5), answer(3, 10, 10_000))
    expect(ageMs(row, 4000)).toBe(0)
    expect(isStale(row, 14_000)).toBe(false)
    expect(isStale(row, 14_001)).toBe(true)
    expect(isStale(createRow(createDevice('P1', 'd2'), 5), 1e12)).toBe(false)
  })
  it('is up to date only when answered for, not stale, and with no failed call since', () => {
    const never = createRow(createDevice('P1', 'd1'), 5)
    const row = withAnswer(never, answer(3, 10, 10_000))
    const failed = { failure: { kind: 'network' as const }, requestId: 'f1', at: 11_000 }
    expect(isFresh(never, 10)).toBe(false)
    expect(isFresh(withFailure(never, failed), 10_000)).toBe(false)
    expect([13_999, 14_000, 14_001].map((now) => isFresh(row, now))).toEqual([true, true, false])
    expect(isFresh(withFailure(row, failed), 11_000)).toBe(false)
    expect(isFresh(withAnswer(withFailure(row, failed), answer(3, 11, 12_000)), 12_000)).toBe(true)
  })

  it('that was kept without a call since is up to date until it is stale', () => {
    const kept = { ...withAnswer(createRow(createDevice('P1', 'd1'), 5), answer(6, null, 10_000)), call: { kind: 'none' as const } }
    expect([isFresh(kept, 14_000), isFresh(kept, 14_001)]).toEqual([true, false])
  })
})
