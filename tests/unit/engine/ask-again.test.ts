import { describe, expect, it } from 'vitest'
import type { CallFailure } from '@/domain/call-failure'
import { againAfterFailureMs, callEndOf } from '@/engine/ask-again'

const timeout: CallFailure = { kind: 'timeout', timeoutMs: 10_000 }
const denied: CallFailure = { kind: 'denied', code: 'InvalidParameterValue.NoPermission', message: '' }
const latest = () => 1 - Number.EPSILON
const soonest = () => 0

describe('a device whose call failed', () => {
  it('is asked again later and later, but at least once a round', () => {
    const waits = [1, 2, 3, 10].map((attempt) => Math.round(againAfterFailureMs(timeout, attempt, 12_000, latest)))
    expect(waits).toEqual([3_000, 5_000, 9_000, 13_000])
    expect(Math.round(againAfterFailureMs(timeout, 10, 600_000, latest))).toBe(61_000)
    expect(Math.round(againAfterFailureMs(timeout, 10, null, latest))).toBe(61_000)
    expect(Math.round(againAfterFailureMs(timeout, 10, 500, latest))).toBe(3_000)
  })

  it('that is denied or rejected is left alone for longer, however short the round', () => {
    expect(Math.round(againAfterFailureMs(denied, 1, 2_000, latest))).toBe(31_000)
    expect(Math.round(againAfterFailureMs(denied, 20, 2_000, latest))).toBe(301_000)
  })

  it('is never asked again at once', () => {
    expect(againAfterFailureMs(timeout, 1, 2_000, soonest)).toBe(1_000)
    expect(againAfterFailureMs(denied, 1, 2_000, soonest)).toBe(1_000)
  })
})

describe('a failure', () => {
  it.each<[CallFailure, object]>([
    [timeout, { kind: 'unreachable', retryAfterMs: null }],
    [{ kind: 'network' }, { kind: 'unreachable', retryAfterMs: null }],
    [denied, { kind: 'fine' }],
    [{ kind: 'malformed', reason: 'not-json' }, { kind: 'fine' }],
  ])('%o says of the way to the cloud: %o', (failure, end) => {
    expect(callEndOf(failure)).toEqual(end)
  })
})
