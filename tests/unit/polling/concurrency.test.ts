import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Concurrency } from '@/polling/concurrency'
import { Pace } from '@/polling/pace'
import { createRandom } from '@/simulator/random'
import { runPaced } from '../../support/paced-run'

/** Fine answers of calls that keep all slots taken, 40 ms each; tells what is allowed after each window. */
function keepBusy(concurrency: Concurrency, windows: number, tookMs = 40, fromMs = 0) {
  const allowed: number[] = []
  for (let window = 0; window < windows; window += 1) {
    const calls = concurrency.calls
    const nowMs = fromMs + window * tookMs
    for (let call = 0; call < calls; call += 1) concurrency.fine(calls, nowMs, tookMs)
    allowed.push(concurrency.calls)
  }
  return allowed
}

describe('the bound on calls in flight', () => {
  it('begins with 6, or the ceiling, and grows by one per window of fine answers up to the ceiling', () => {
    expect(new Concurrency(3).calls).toBe(3)
    const concurrency = new Concurrency(6)
    expect(keepBusy(concurrency, 3)).toEqual([6, 6, 6])
    concurrency.setCeiling(10)
    expect(concurrency.calls).toBe(6)
    expect(keepBusy(concurrency, 6)).toEqual([7, 8, 9, 10, 10, 10])
    concurrency.setCeiling(6)
    expect(concurrency.calls).toBe(6)
  })

  it('does not grow while it is not what calls wait for', () => {
    const concurrency = new Concurrency(32)
    for (let call = 0; call < 1000; call += 1) concurrency.fine(3, call, 40)
    expect(concurrency.calls).toBe(6)
  })

  it('falls by a tenth on a limit, once per round trip, and never below one', () => {
    const concurrency = new Concurrency(32)
    keepBusy(concurrency, 14)
    expect(concurrency.calls).toBe(20)
    for (let call = 0; call < 20; call += 1) concurrency.cut(1000 + call, 990)
    expect(concurrency.calls).toBe(18)
    for (let round = 0; round < 100; round += 1) concurrency.cut(2000 + round, 2000 + round)
    expect(concurrency.calls).toBe(1)
  })

  it('falls when answers take more than twice the usual time, not for one straggler', () => {
    const concurrency = new Concurrency(20)
    keepBusy(concurrency, 50)
    concurrency.fine(20, 2000, 9000)
    expect(keepBusy(concurrency, 1, 40, 2000)).toEqual([20])
    const slow = keepBusy(concurrency, 10, 120, 2000)
    expect(slow.at(-1)).toBeLessThan(12)
  })

  it('takes a lasting change of the way for the new usual time', () => {
    const concurrency = new Concurrency(6)
    keepBusy(concurrency, 50)
    const allowed = keepBusy(concurrency, 500, 200, 2000)
    expect(Math.min(...allowed)).toBeLessThan(4)
    expect(allowed.at(-1)).toBe(6)
  })

  it('does not read waits of a few ms as crowding', () => {
    const concurrency = new Concurrency(6)
    keepBusy(concurrency, 50, 2)
    expect(Math.min(...keepBusy(concurrency, 50, 45, 200))).toBe(6)
  })

  it('stays from 1 to the ceiling whatever happens', () => {
    const step = fc.record({
      what: fc.constantFrom('fine', 'cut', 'ceiling'),
      tookMs: fc.integer({ min: 0, max: 20_000 }),
      ceiling: fc.integer({ min: 1, max: 32 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const concurrency = new Concurrency(32)
        let ceiling = 32
        for (const [index, { what, tookMs, ceiling: next }] of steps.entries()) {
          const nowMs = 20_000 + index * 100
          if (what === 'ceiling') concurrency.setCeiling((ceiling = next))
          else if (what === 'cut') concurrency.cut(nowMs, nowMs - tookMs)
          else concurrency.fine(concurrency.calls, nowMs, tookMs)
          expect(concurrency.calls).toBeGreaterThanOrEqual(1)
          expect(concurrency.calls).toBeLessThanOrEqual(ceiling)
        }
      }),
    )
  })
})

describe('a cloud that works on 8 calls at a time and lets the others queue', () => {
  /** Each call waits for the first free of 8 places, 40 ms each: more calls in flight only wait longer. */
  function crowd(maxInFlight: number, adapts: boolean) {
    const random = createRandom(5)
    const freeAtMs = Array.from({ length: 8 }, () => 0)
    const pace = new Pace({ callsPerSecond: 1000, maxInFlight, burst: 1 }, random.next)
    const ended = runPaced({
      pace: {
        tryStart: (nowMs) => pace.tryStart(nowMs),
        readyAtMs: (nowMs) => pace.readyAtMs(nowMs),
        end: (end, nowMs, tookMs) => pace.end(end, nowMs, adapts ? tookMs : undefined),
      },
      durationMs: 60_000,
      devices: 100_000,
      againInMs: () => 2000,
      answer(nowMs) {
        const place = freeAtMs.indexOf(Math.min(...freeAtMs))
        const doneAtMs = Math.max(nowMs, freeAtMs[place] ?? 0) + random.between(30, 50)
        freeAtMs[place] = doneAtMs
        return { end: { kind: 'fine' }, tookMs: doneAtMs - nowMs }
      },
    })
    const late = ended.filter(({ startedAtMs }) => startedAtMs > 1000)
    return { perSecond: late.length / 59, meanMs: late.reduce((sum, call) => sum + call.endedAtMs - call.startedAtMs, 0) / late.length }
  }

  it('is kept busy while answers take at most twice the usual time', () => {
    const ours = crowd(64, true)
    const deaf = crowd(64, false)
    const say = ({ perSecond, meanMs }: typeof ours) => `${perSecond.toFixed(0)} calls/s at ${meanMs.toFixed(0)} ms`
    console.log(`crowd: ${say(ours)}; control that does not look at times ${say(deaf)}`)
    expect(ours.perSecond).toBeGreaterThan(0.9 * deaf.perSecond)
    expect(ours.meanMs).toBeLessThan(80)
    expect(deaf.meanMs).toBeGreaterThan(80)
  })
})
