import { describe, expect, it } from 'vitest'
import { accountIdOf } from '@/domain/upstream'
import { Outbox } from '@/engine/outbox'
import { MOST_ROWS, type EngineEvent } from '@/engine/protocol'
import { FakeClock } from '../../support/fake-clock'
import { answeredRow } from '../../support/rows'

const ACCOUNT = accountIdOf({ kind: 'mainland' })

describe('batches of changes', () => {
  it('go out at most 10 times a second, each row once and in its newest state', async () => {
    const clock = new FakeClock()
    const sent: EngineEvent[] = []
    const outbox = new Outbox(clock, (event) => sent.push(event))
    for (let step = 0; step < 1000; step += 1) {
      outbox.rowChanged(ACCOUNT, answeredRow(`d${step % 5}`, { status: 3, percent: step % 100 }, step))
      await clock.advance(10)
    }
    expect(sent.length).toBeGreaterThan(80)
    expect(sent.length).toBeLessThanOrEqual(100)
    for (const event of sent) expect(event.kind === 'rows' && event.changed.length).toBeLessThanOrEqual(5)
    const last = sent.at(-1)
    expect(last?.kind === 'rows' && last.changed.at(-1)?.snapshot?.observedAt).toBeGreaterThan(980)
  })

  it('tell a removal after a change, and a change after a removal, as the last of the two', () => {
    const sent: EngineEvent[] = []
    const outbox = new Outbox(new FakeClock(), (event) => sent.push(event))
    const row = answeredRow('d1')
    outbox.rowChanged(ACCOUNT, row)
    outbox.rowRemoved(ACCOUNT, row.device.id)
    void outbox.flush()
    outbox.rowRemoved(ACCOUNT, row.device.id)
    outbox.rowChanged(ACCOUNT, row)
    void outbox.flush()
    expect(sent).toEqual([
      { kind: 'rows', accountId: ACCOUNT, changed: [], removed: [row.device.id] },
      { kind: 'rows', accountId: ACCOUNT, changed: [row], removed: [] },
    ])
  })

  it('go to the tabs in parts that a page unpacks between two frames, and none is lost', async () => {
    const clock = new FakeClock()
    const sent: EngineEvent[] = []
    const outbox = new Outbox(clock, (event) => sent.push(event))
    const rows = Array.from({ length: 3 * MOST_ROWS + 1 }, (_row, index) => answeredRow(`d${index}`))
    for (const row of rows) outbox.rowChanged(ACCOUNT, row)
    for (const { device } of rows.slice(0, MOST_ROWS + 1)) outbox.rowRemoved(ACCOUNT, device.id)
    let isEmptied = false
    void outbox.flush().then(() => (isEmptied = true))
    await clock.advance(1)
    expect([sent.length, isEmptied]).toEqual([1, false])
    await clock.advance(100)
    expect(isEmptied).toBe(true)
    const parts = sent.flatMap((event) => (event.kind === 'rows' ? event : []))
    expect(Math.max(...parts.map(({ changed, removed }) => Math.max(changed.length, removed.length)))).toBe(MOST_ROWS)
    expect(parts.flatMap(({ changed }) => changed)).toEqual(rows.slice(MOST_ROWS + 1))
    expect(parts.flatMap(({ removed }) => removed)).toEqual(rows.slice(0, MOST_ROWS + 1).map(({ device }) => device.id))
  })

  it('of a long list go out one by one, with time for a frame between them, in their newest state', async () => {
    const clock = new FakeClock()
    const sent: { readonly atMs: number; readonly event: EngineEvent }[] = []
    const outbox = new Outbox(clock, (event) => sent.push({ atMs: clock.nowMs(), event }))
    const rows = Array.from({ length: 4 * MOST_ROWS }, (_row, index) => answeredRow(`d${index}`))
    for (const row of rows) outbox.rowChanged(ACCOUNT, row)
    await clock.advance(110)
    expect(sent).toHaveLength(1)
    const newest = answeredRow(`d${rows.length - 1}`, { status: 3, percent: 42 })
    outbox.rowChanged(ACCOUNT, newest)
    await clock.advance(100)
    const times = sent.map(({ atMs }) => atMs)
    expect(Math.min(...times.slice(1).map((atMs, index) => atMs - (times[index] ?? NaN)))).toBeGreaterThanOrEqual(16)
    expect(sent.flatMap(({ event }) => (event.kind === 'rows' ? event.changed : []))).toEqual([...rows.slice(0, -1), newest])
    await clock.advance(1000)
    expect(sent).toHaveLength(4)
  })
})
