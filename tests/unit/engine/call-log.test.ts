import { describe, expect, it } from 'vitest'
import type { CallRecord } from '@/domain/call-record'
import { createDevice } from '@/domain/device'
import { CallLog } from '@/engine/call-log'

const { id } = createDevice('P1', 'a')
const { id: other } = createDevice('P1', 'b')
const HOUR_MS = 3_600_000

const called = (at: number): CallRecord => ({ at, action: 'AppDescribeFirmwareUpdateStatus', requestId: `r${at}`, outcome: { kind: 'answered', status: 3 } })

describe('the last calls of a device', () => {
  it('are ten, newest last, with the last answer cut to what can be read', () => {
    const log = new CallLog()
    for (let at = 1; at <= 14; at += 1) log.add(id, called(at), at === 13 ? 'x'.repeat(5_000) : null)
    expect(log.callsOf(id).map(({ at }) => at)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
    expect(log.answerOf(id)).toEqual({ at: 13, text: 'x'.repeat(4_096), isCut: true })
    expect([log.callsOf(other), log.answerOf(other)]).toEqual([[], null])
  })

  it('move with the wall clock when it is set, those noted by the new clock excepted', () => {
    const log = new CallLog()
    log.add(id, called(1_000), 'first')
    log.add(other, called(1_500), 'only')
    // The clock was found set at 2,000; a call was noted by the new one already.
    log.add(id, called(1_000 + HOUR_MS), null)
    log.moveTimes(HOUR_MS, 2_000)
    expect(log.callsOf(id).map(({ at }) => at)).toEqual([1_000 + HOUR_MS, 1_000 + HOUR_MS])
    expect(log.answerOf(id)).toEqual({ at: 1_000 + HOUR_MS, text: 'first', isCut: false })
    expect(log.callsOf(other)).toEqual([{ ...called(1_500), at: 1_500 + HOUR_MS }])
    log.moveTimes(-HOUR_MS, 2_000 + HOUR_MS)
    expect(log.answerOf(other)?.at).toBe(1_500)
  })

  it('are forgotten with the device', () => {
    const log = new CallLog()
    log.add(id, called(1), 'text')
    log.delete(id)
    expect([log.callsOf(id), log.answerOf(id)]).toEqual([[], null])
  })
})
