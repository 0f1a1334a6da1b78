import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pace, type CallEnd } from '@/polling/pace'
import { DOWN, FINE, LIMITS, startsAt } from '../../support/pace-starts'

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
    expect(startsAt(pace, 5000)).toBe(1)
  })
})

describe('after a limit', () => {
  it('calls start one by one, not in a burst', () => {
    const pace = new Pace({ ...LIMITS, burst: 100, callsPerSecond: 100 }, () => 0.5)
    pace.tryStart(0)
    pace.end({ kind: 'limited', retryAfterMs: 30_000 }, 0)
    expect(startsAt(pace, 30_000)).toBe(1)
    expect(startsAt(pace, 30_005)).toBe(0)
    expect(startsAt(pace, 30_012)).toBe(1)
  })

  it('or after a gateway in trouble that named a time, calls start one by one, also when a limit made the window longer', () => {
    const pace = new Pace({ ...LIMITS, burst: 100, callsPerSecond: 100 }, () => 0.5)
    for (let call = 0; call < 2; call += 1) pace.tryStart(0)
    pace.end({ kind: 'unreachable', retryAfterMs: 10_000 }, 0)
    expect(pace.hold(0)).toEqual({ kind: 'limited', untilMs: 10_000 })
    pace.end({ kind: 'limited', retryAfterMs: 30_000 }, 1000, 1000)
    expect([startsAt(pace, 30_999), startsAt(pace, 31_000)]).toEqual([0, 1])
  })

  it('the rate is a tenth less per round of limits, however many calls of the round were refused', () => {
    const pace = new Pace(LIMITS, () => 0.5)
    for (let call = 0; call < 6; call += 1) pace.tryStart(0)
    for (let call = 0; call < 6; call += 1) pace.end({ kind: 'limited', retryAfterMs: null }, 100 + call, 100 + call)
    expect([pace.callsPerSecond, pace.hold(106)]).toEqual([9, { kind: 'limited', untilMs: 1100 }])
    pace.tryStart(1100)
    pace.end({ kind: 'limited', retryAfterMs: null }, 1200, 100)
    expect(pace.callsPerSecond).toBeCloseTo(8.1)
  })

  it('a straggler of before the window neither ends it nor says that all is fine again', () => {
    const pace = new Pace(LIMITS, () => 1)
    for (let call = 0; call < 3; call += 1) pace.tryStart(0)
    pace.end({ kind: 'limited', retryAfterMs: null }, 100, 100)
    pace.end(FINE, 200, 200)
    expect(pace.readyAtMs(200)).toBe(2100)
    pace.end(FINE, 2150, 2150)
    pace.tryStart(2200)
    pace.end({ kind: 'limited', retryAfterMs: null }, 2300, 100)
    expect(pace.hold(2300)).toEqual({ kind: 'limited', untilMs: 6300 })
  })

  it('the rate is near the refused one within seconds of answers, stays there a while, and is whole within 30 s', () => {
    const pace = new Pace({ ...LIMITS, callsPerSecond: 100 }, () => 0)
    for (let round = 0; round < 20; round += 1) {
      pace.tryStart(round * 1000)
      pace.end({ kind: 'limited', retryAfterMs: null }, round * 1000)
    }
    const low = pace.callsPerSecond
    const rates: number[] = []
    for (let second = 20; second <= 50; second += 1) {
      pace.tryStart(second * 1000)
      pace.end(FINE, second * 1000 + 50, 50)
      rates.push(pace.callsPerSecond)
    }
    const refused = low / 0.9
    expect(low).toBeLessThan(15)
    expect(rates[3]).toBeGreaterThan(low + (refused - low) / 2)
    expect(rates[7]).toBeLessThan(refused * 1.2)
    expect(rates).toEqual(rates.toSorted((a, b) => a - b))
    expect(rates.at(-1)).toBe(100)
  })

  it('with Retry-After of 0, the pause is its own', () => {
    const pace = new Pace(LIMITS, () => 0.5)
    pace.tryStart(0)
    pace.end({ kind: 'limited', retryAfterMs: 0 }, 0)
    expect(pace.readyAtMs(0)).toBe(1000)
  })
})

describe('a budget set while polling', () => {
  it('holds at once and gives no burst, up or down', () => {
    const pace = new Pace({ callsPerSecond: 1, maxInFlight: 6, burst: 10 }, () => 0.5)
    startsAt(pace, 0)
    pace.setBudget(50)
    expect(startsAt(pace, 900)).toBe(0)
    expect(startsAt(pace, 1000)).toBe(5)
    pace.setBudget(1)
    expect(startsAt(pace, 5000)).toBe(1)
    expect(pace.readyAtMs(5000)).toBe(6000)
    expect(pace.callsPerSecond).toBe(1)
  })

  it('leaves a rate that the cloud brought down where it is', () => {
    const pace = new Pace(LIMITS, () => 0)
    pace.tryStart(0)
    pace.end({ kind: 'limited', retryAfterMs: null }, 0)
    pace.setBudget(50)
    expect(pace.callsPerSecond).toBe(9)
    pace.setBudget(5)
    expect(pace.callsPerSecond).toBe(5)
  })

  it.each([0, -1, Number.NaN, Infinity])('must be a rate: %s is refused', (callsPerSecond) => {
    const pace = new Pace(LIMITS, () => 0.5)
    expect(() => pace.setBudget(callsPerSecond)).toThrow(RangeError)
    expect(() => pace.setCeiling(Math.min(0, callsPerSecond))).toThrow(RangeError)
    expect(pace.callsPerSecond).toBe(10)
  })
})
