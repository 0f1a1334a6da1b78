import { describe, expect, it } from 'vitest'
import { OUTAGE_AFTER, PROBE_GAP_MS } from '@/polling/breaker'
import { Pace } from '@/polling/pace'
import { DOWN, FINE, LIMITS, startsAt } from '../../support/pace-starts'

function inOutage(random: () => number) {
  const pace = new Pace(LIMITS, random)
  for (let failure = 0; failure < OUTAGE_AFTER; failure += 1) {
    pace.tryStart(0)
    pace.end(DOWN, 0)
  }
  return pace
}

describe('an outage', () => {
  it('begins with the fifth failure in a row, and one answer ends it', () => {
    const pace = new Pace(LIMITS, () => 0)
    for (let failure = 1; failure <= 4; failure += 1) {
      pace.tryStart(0)
      pace.end(DOWN, 0)
    }
    expect(pace.outage).toBe(false)
    pace.tryStart(0)
    pace.end(DOWN, 0)
    expect(pace.outage).toBe(true)
    expect(startsAt(pace, PROBE_GAP_MS - 1, null)).toBe(0)
    expect(startsAt(pace, PROBE_GAP_MS, null)).toBe(1)
    expect(pace.hold(PROBE_GAP_MS)).toEqual({ kind: 'outage', untilMs: 2 * PROBE_GAP_MS })
    pace.end(FINE, PROBE_GAP_MS + 50)
    expect([pace.outage, pace.hold(PROBE_GAP_MS + 50)]).toEqual([false, null])
  })

  it('is not made of failures with answers between them', () => {
    const pace = new Pace({ ...LIMITS, burst: 1000 }, () => 0)
    for (let call = 0; call < 100; call += 1) {
      pace.tryStart(0)
      pace.end(call % 5 === 4 ? FINE : DOWN, 0)
    }
    expect(pace.outage).toBe(false)
  })

  it('is probed 5 s apart plus full jitter: anywhere from nothing to a bound that doubles up to 25 s', () => {
    const bounds: number[] = []
    const pace = inOutage(() => 1)
    let nowMs = 0
    for (let probe = 0; probe < 6; probe += 1) {
      const readyMs = pace.readyAtMs(nowMs)
      bounds.push(readyMs - nowMs - PROBE_GAP_MS)
      nowMs = readyMs
      pace.tryStart(nowMs)
      pace.end(DOWN, nowMs)
    }
    expect(bounds).toEqual([2000, 4000, 8000, 16_000, 25_000, 25_000])
    let draw = 0
    const waits = Array.from({ length: 1000 }, () => inOutage(() => (draw += 1) / 1001 - Math.floor(draw / 1001)).readyAtMs(0))
    expect([Math.min(...waits) < 5050, Math.max(...waits) > 6950]).toEqual([true, true])
  })

  it('is probed as soon as a person asks for a refresh, but for 5 s after the call before', () => {
    const pace = inOutage(() => 1)
    pace.probeNow()
    expect(startsAt(pace, 4999, null)).toBe(0)
    expect(startsAt(pace, 5000, null)).toBe(1)
    pace.end(DOWN, 5100)
    pace.probeNow()
    expect(pace.readyAtMs(5100)).toBe(10_000)
  })

  it('waits for the calls of before: late failures of these bring no probe forward and put none off', () => {
    const pace = new Pace(LIMITS, () => 1)
    for (let call = 0; call < 6; call += 1) pace.tryStart(0)
    for (let call = 0; call < 5; call += 1) pace.end(DOWN, 100, 100)
    expect(pace.readyAtMs(9000)).toBe(Infinity)
    pace.end(DOWN, 10_000, 10_000)
    expect(startsAt(pace, 10_000, null)).toBe(1)
  })

  it('goes on when its probe is given up, 5 s after it', () => {
    const pace = inOutage(() => 0)
    pace.tryStart(5000)
    pace.drop()
    expect([pace.outage, pace.readyAtMs(5100)]).toEqual([true, 10_000])
  })

  it('leaves half of the rate, without what a quiet time had saved up', () => {
    const pace = inOutage(() => 0)
    pace.tryStart(60_000)
    pace.end(FINE, 60_050, 50)
    expect(pace.callsPerSecond).toBeCloseTo(5)
    expect(startsAt(pace, 60_050, null)).toBe(1)
  })

  it('under a window of Retry-After is probed after that', () => {
    const pace = inOutage(() => 0)
    pace.tryStart(5000)
    pace.end({ kind: 'unreachable', retryAfterMs: 60_000 }, 5000)
    pace.probeNow()
    expect([pace.readyAtMs(5000), pace.hold(5000)]).toEqual([65_000, { kind: 'outage', untilMs: 65_000 }])
  })
})
