import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OUTAGE_AFTER, Pace, type CallEnd } from '@/polling/pace'

const LIMITS = { callsPerSecond: 10, maxInFlight: 6, burst: 10 }
const FINE: CallEnd = { kind: 'fine' }
const DOWN: CallEnd = { kind: 'unreachable', retryAfterMs: null }

function startsAt(pace: Pace, nowMs: number, end: CallEnd | null = FINE): number {
  let started = 0
  while (pace.tryStart(nowMs)) {
    started += 1
    if (end) pace.end(end, nowMs)
  }
  return started
}

function inOutage(random: () => number) {
  const pace = new Pace(LIMITS, random)
  for (let failure = 0; failure < OUTAGE_AFTER; failure += 1) {
    pace.tryStart(0)
    pace.end(DOWN, 0)
  }
  return pace
}

describe('the pace', () => {
  it('lets a burst through after quiet, then the rate, and saves up no more than a burst', () => {
    const pace = new Pace(LIMITS, () => 0.5)
    expect(startsAt(pace, 0)).toBe(10)
    expect(startsAt(pace, 99)).toBe(0)
    expect(startsAt(pace, 100)).toBe(1)
    expect(startsAt(pace, 600)).toBe(5)
    expect(startsAt(pace, 3_600_000)).toBe(10)
  })

  it('has at most 6 calls in flight, and says so by having no next time', () => {
    const pace = new Pace(LIMITS, () => 0.5)
    expect(startsAt(pace, 0, null)).toBe(6)
    expect(pace.readyAtMs(0)).toBe(Infinity)
    pace.drop()
    expect(startsAt(pace, 0, null)).toBe(1)
    expect(pace.callsInFlight).toBe(6)
  })

  it('never starts more than burst + rate · time in any window, whatever happens', () => {
    const ends = fc.constantFrom<CallEnd | null>(FINE, FINE, FINE, DOWN, { kind: 'limited', retryAfterMs: 50 }, null)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), ends), { maxLength: 200 }), (steps) => {
        const pace = new Pace(LIMITS, () => 0.3)
        const starts: number[] = []
        let nowMs = 0
        for (const [waitMs, end] of steps) {
          nowMs += waitMs
          if (pace.tryStart(nowMs)) starts.push(nowMs)
          if (pace.callsInFlight > 0) {
            if (end) pace.end(end, nowMs)
            else pace.drop()
          }
          expect(pace.callsInFlight).toBeLessThanOrEqual(LIMITS.maxInFlight)
        }
        for (const [first, fromMs] of starts.entries()) {
          for (const [index, toMs] of starts.slice(first).entries()) {
            expect(index + 1).toBeLessThanOrEqual(LIMITS.burst + (LIMITS.callsPerSecond * (toMs - fromMs)) / 1000 + 1e-6)
          }
        }
      }),
    )
  })
})

describe('a limit of the cloud', () => {
  it('is kept to the millisecond for all calls, through a probe by hand and answers that were under way', () => {
    const pace = new Pace(LIMITS, () => 0.5)
    pace.tryStart(0)
    pace.tryStart(0)
    pace.end({ kind: 'limited', retryAfterMs: 30_000 }, 100)
    pace.end(FINE, 200)
    pace.probeNow()
    expect(startsAt(pace, 30_099)).toBe(0)
    expect(startsAt(pace, 30_100)).toBeGreaterThan(0)
  })

  it('is not cut short by a later, nearer one', () => {
    const pace = new Pace(LIMITS, () => 0)
    for (let call = 0; call < 3; call += 1) pace.tryStart(0)
    pace.end({ kind: 'limited', retryAfterMs: 30_000 }, 0)
    pace.end({ kind: 'limited', retryAfterMs: 1000 }, 0)
    pace.end({ kind: 'limited', retryAfterMs: null }, 0)
    expect(pace.readyAtMs(1)).toBe(30_000)
  })

  it('without a time waits longer each time, at random, 60 s at the most', () => {
    const waits: number[] = []
    const pace = new Pace(LIMITS, () => 1)
    let nowMs = 0
    for (let hit = 0; hit < 8; hit += 1) {
      pace.tryStart(nowMs)
      pace.end({ kind: 'limited', retryAfterMs: null }, nowMs)
      const readyMs = pace.readyAtMs(nowMs)
      waits.push(readyMs - nowMs)
      nowMs = readyMs
    }
    expect(waits).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
  })

  it('that a gateway in trouble sets with Retry-After is kept from its first word on', () => {
    const pace = new Pace(LIMITS, () => 0)
    pace.tryStart(0)
    pace.end({ kind: 'unreachable', retryAfterMs: 5000 }, 0)
    expect([pace.outage, startsAt(pace, 4999)]).toEqual([false, 0])
    expect(startsAt(pace, 5000)).toBeGreaterThan(0)
  })
})

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
    expect(startsAt(pace, 1, null)).toBe(1)
    pace.end(FINE, 2)
    expect(pace.outage).toBe(false)
    expect(startsAt(pace, 1000, null)).toBe(6)
  })

  it('is not made of failures with answers between them', () => {
    const pace = new Pace({ ...LIMITS, burst: 1000 }, () => 0)
    for (let call = 0; call < 100; call += 1) {
      pace.tryStart(0)
      pace.end(call % 5 === 4 ? FINE : DOWN, 0)
    }
    expect(pace.outage).toBe(false)
  })

  it('is probed after full-jitter waits: anywhere from at once to a bound that doubles up to 30 s', () => {
    const bounds: number[] = []
    const pace = inOutage(() => 1)
    let nowMs = 0
    for (let probe = 0; probe < 6; probe += 1) {
      const readyMs = pace.readyAtMs(nowMs)
      bounds.push(readyMs - nowMs)
      nowMs = readyMs
      pace.tryStart(nowMs)
      pace.end(DOWN, nowMs)
    }
    expect(bounds).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000])
    let draw = 0
    const waits = Array.from({ length: 1000 }, () => inOutage(() => (draw += 1) / 1001 - Math.floor(draw / 1001)).readyAtMs(0))
    expect([Math.min(...waits) < 50, Math.max(...waits) > 1950]).toEqual([true, true])
  })

  it('is probed at once when a person asks for a refresh', () => {
    const pace = inOutage(() => 1)
    expect(startsAt(pace, 10, null)).toBe(0)
    pace.probeNow()
    expect(startsAt(pace, 10, null)).toBe(1)
  })
})
