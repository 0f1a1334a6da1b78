import { describe, expect, it } from 'vitest'
import { Pace, type CallEnd, type PaceLimits } from '@/polling/pace'
import { createRandom, type Random } from '@/simulator/random'
import { NaivePace } from '../../support/naive-pace'
import { mostInAnyWindow, runPaced, type PacedCall, type PaceLike } from '../../support/paced-run'

const DEVICES = 10_000
const DOWN_MS = 60_000
const UP_MS = DOWN_MS + 600_000
const END_MS = UP_MS + 180_000
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]
const FINE: CallEnd = { kind: 'fine' }
const DEAD: CallEnd = { kind: 'unreachable', retryAfterMs: null }

function run(pace: PaceLike, random: Random): PacedCall[] {
  return runPaced({
    pace,
    durationMs: END_MS,
    devices: DEVICES,
    againInMs: (end) => (end.kind === 'fine' ? 60_000 : 1000 + random.between(0, 60_000)),
    answer(startedAtMs) {
      if (startedAtMs < DOWN_MS || startedAtMs >= UP_MS) return { end: FINE, tookMs: random.between(40, 100) }
      return { end: DEAD, tookMs: random.pick([5, 200, 10_000]) }
    },
  })
}

/** When the fifth call in a row has failed: from here on a client can know. */
function knownAtMs(ended: readonly PacedCall[]): number {
  let inARow = 0
  for (const { end, endedAtMs } of ended) {
    inARow = end.kind === 'fine' ? 0 : inARow + 1
    if (inARow === 5) return endedAtMs
  }
  return Infinity
}

function figuresOf(ended: readonly PacedCall[]) {
  const startsMs = ended.map(({ startedAtMs }) => startedAtMs).toSorted((a, b) => a - b)
  const knownMs = knownAtMs(ended)
  const lastBefore = startsMs.findLast((ms) => ms < knownMs) ?? 0
  const probesMs = startsMs.filter((ms) => ms >= knownMs && ms < UP_MS)
  const normalPerSecond = (startsMs.filter((ms) => ms >= 10_000 && ms < DOWN_MS).length * 1000) / (DOWN_MS - 10_000)
  return {
    probes: probesMs.length,
    probesIn5s: mostInAnyWindow([lastBefore, ...probesMs], 5000),
    peak: mostInAnyWindow(startsMs.filter((ms) => ms >= UP_MS), 1000) / normalPerSecond,
    /** Of the normal rate, over the third minute after the outage. */
    recovered: startsMs.filter((ms) => ms >= END_MS - 60_000).length / 60 / normalPerSecond,
  }
}

type Figures = ReturnType<typeof figuresOf>

const fewProbes = ({ probes, probesIn5s }: Figures) => probes > 0 && probesIn5s <= 1
const gentleReturn = ({ peak, recovered }: Figures) => peak <= 1.5 && recovered > 0.95
const most = (all: readonly Figures[], key: keyof Figures) => Math.max(...all.map((figures) => figures[key]))
const times = (factor: number) => `${factor.toFixed(2)} ×`

describe('promise L3: an outage of ten minutes with 10,000 devices', () => {
  it.each<[string, PaceLimits]>([
    ['10 calls/s', { callsPerSecond: 10, maxInFlight: 6, burst: 1 }],
    ['100 calls/s', { callsPerSecond: 100, maxInFlight: 32, burst: 100 }],
  ])('is probed at most once in any 5 s, and the return is gentle and whole (%s)', (what, limits) => {
    const runs = (paceOf: (random: Random) => PaceLike) =>
      SEEDS.map((seed) => figuresOf(run(paceOf(createRandom(seed)), createRandom(seed + 100))))
    const ours = runs((random) => new Pace(limits, random.next))
    const noBreaker = runs(() => new NaivePace(limits))
    const savesUp = runs(() => new NaivePace({ ...limits, burst: 10 * limits.callsPerSecond, probeEveryMs: 5000 }))
    console.log(
      `L3 (${what}): worst of ${SEEDS.length} seeds: probes in ten minutes ${most(ours, 'probes')}, in any 5 s ${most(ours, 'probesIn5s')}, ` +
        `recovery peak ${times(most(ours, 'peak'))} normal; control without breaker ${most(noBreaker, 'probesIn5s')} in 5 s; that saves up, peak ${times(most(savesUp, 'peak'))}`,
    )
    expect(ours.every(fewProbes)).toBe(true)
    expect(ours.every(gentleReturn)).toBe(true)
    expect([noBreaker.some(fewProbes), savesUp.some(gentleReturn)]).toEqual([false, false])
  })

  it('is probed once in 5 s at the most even while somebody asks for a refresh all the time', () => {
    class Impatient extends Pace {
      override readyAtMs(nowMs: number) {
        this.probeNow()
        return super.readyAtMs(nowMs)
      }
    }
    const all = SEEDS.map((seed) =>
      figuresOf(run(new Impatient({ callsPerSecond: 10, maxInFlight: 6, burst: 1 }, createRandom(seed).next), createRandom(seed + 100))),
    )
    console.log(`L3 (refresh pressed all the time): probes in ten minutes ${most(all, 'probes')}, in any 5 s ${most(all, 'probesIn5s')}`)
    expect(all.every(fewProbes)).toBe(true)
    expect(all.every(({ probes }) => probes > 60)).toBe(true)
  })

  it('that hits 200 operators at once is probed by them out of step', () => {
    const limits = { callsPerSecond: 10, maxInFlight: 6, burst: 1 }
    const operators = (randomOf: (seed: number) => () => number) =>
      Array.from({ length: 200 }, (_, operator) => {
        const cloud = createRandom(7)
        return run(new Pace(limits, randomOf(operator)), cloud).map(({ startedAtMs }) => startedAtMs)
      }).flat()
    const share = (startsMs: readonly number[]) => {
      const probesMs = startsMs.filter((ms) => ms >= UP_MS - 300_000 && ms < UP_MS)
      return mostInAnyWindow(probesMs, 1000) / (probesMs.length / 300)
    }
    const ours = operators((seed) => createRandom(seed).next)
    const inStep = share(operators(() => () => 0.5))
    const returnPeak = mostInAnyWindow(ours.filter((ms) => ms >= UP_MS), 1000) / (200 * limits.callsPerSecond)
    console.log(`L3 (200 operators): most probes in a second ${times(share(ours))} the mean, recovery peak ${times(returnPeak)} normal; control without jitter ${times(inStep)} the mean`)
    expect(share(ours)).toBeLessThan(3)
    expect(inStep).toBeGreaterThan(3)
    expect(returnPeak).toBeLessThanOrEqual(1.5)
  })
})
