import { describe, expect, it } from 'vitest'
import { Pace, type CallEnd } from '@/polling/pace'
import { createRandom, type Random } from '@/simulator/random'
import { NaivePace } from '../../support/naive-pace'
import { runPaced, type PaceLike } from '../../support/paced-run'

const PHASE_MS = 60_000
const LIMITS = { callsPerSecond: 400, maxInFlight: 32, burst: 1 }
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

interface World {
  readonly capacityAt: (ms: number) => number
  readonly idealCalls: number
  readonly latencyMs: readonly [number, number]
}

const FALLS: World = {
  capacityAt: (ms) => (Math.floor(ms / PHASE_MS) === 1 ? 60 : 400),
  idealCalls: ((400 + 60 + 400) * PHASE_MS) / 1000,
  latencyMs: [30, 50],
}
const BEARS_HALF: World = { capacityAt: () => 5, idealCalls: 5 * 3 * 60, latencyMs: [80, 300] }

type Admit = (arrivesAtMs: number) => boolean

/** So many calls in each second of the clock. */
function countsSeconds({ capacityAt }: World): Admit {
  const counts = new Map<number, number>()
  return (ms) => {
    const second = Math.floor(ms / 1000)
    const count = counts.get(second) ?? 0
    if (count >= capacityAt(ms)) return false
    counts.set(second, count + 1)
    return true
  }
}

/** A bucket that holds the calls of a quarter of a second. */
function leaksEvenly({ capacityAt }: World): Admit {
  let tokens = 0
  let filledAtMs = 0
  return (ms) => {
    const capacity = capacityAt(ms)
    tokens = Math.min(Math.max(1, capacity / 4), tokens + (Math.max(0, ms - filledAtMs) * capacity) / 1000)
    filledAtMs = Math.max(filledAtMs, ms)
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

interface Figures {
  readonly calls: number
  readonly rejected: number
  readonly ofIdeal: number
}

function figuresOf(pace: PaceLike, world: World, random: Random, admit: Admit, retryAfterMs: number | null): Figures {
  const limited: CallEnd = { kind: 'limited', retryAfterMs }
  const ended = runPaced({
    pace,
    durationMs: 3 * PHASE_MS,
    devices: 100_000,
    againInMs: () => 2000,
    answer(startedAtMs) {
      const tookMs = random.between(...world.latencyMs)
      return { end: admit(startedAtMs + tookMs / 2) ? { kind: 'fine' } : limited, tookMs }
    },
  })
  const fine = ended.filter(({ end }) => end.kind === 'fine').length
  return { calls: ended.length, rejected: 1 - fine / ended.length, ofIdeal: fine / world.idealCalls }
}

const holds = ({ rejected, ofIdeal }: Figures) => rejected <= 0.1 && ofIdeal >= 0.6
const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const worst = (all: readonly Figures[]) => ({
  calls: Math.min(...all.map(({ calls }) => calls)),
  rejected: Math.max(...all.map(({ rejected }) => rejected)),
  ofIdeal: Math.min(...all.map(({ ofIdeal }) => ofIdeal)),
})

describe('promise L2: a cloud whose capacity falls from 400 to 60 calls a second and comes back', () => {
  it.each([
    ['one that counts by the second and names no time', countsSeconds, null],
    ['one that counts by the second and sends Retry-After: 1', countsSeconds, 1000],
    ['one that leaks evenly and names no time', leaksEvenly, null],
    ['one that leaks evenly and sends Retry-After: 1', leaksEvenly, 1000],
  ])('%s: it rejects at most a tenth and is used to at least three fifths', (what, admit, retryAfterMs) => {
    const run = (paceOf: (random: Random) => PaceLike) =>
      SEEDS.map((seed) => figuresOf(paceOf(createRandom(seed)), FALLS, createRandom(seed + 100), admit(FALLS), retryAfterMs))
    const ours = run((random) => new Pace(LIMITS, random.next))
    const deaf = run(() => new NaivePace(LIMITS))
    const timid = run(() => new NaivePace({ ...LIMITS, limitedShare: 0.5 }))
    const { calls, rejected, ofIdeal } = worst(ours)
    console.log(
      `L2 (${what}): worst of ${SEEDS.length} seeds: calls ${calls}, rejected ${percent(rejected)}, of ideal ${percent(ofIdeal)}; ` +
        `control without adaptation rejected ${percent(worst(deaf).rejected)}; that never recovers, of ideal ${percent(worst(timid).ofIdeal)}`,
    )
    expect(ours.every(holds)).toBe(true)
    expect([deaf.some(holds), timid.some(holds)]).toEqual([false, false])
  })

  it.each([
    ['counts by the second', countsSeconds],
    ['leaks evenly', leaksEvenly],
  ])('one that %s and for ever bears half of the budget: the same holds', (what, admit) => {
    const limits = { callsPerSecond: 10, maxInFlight: 6, burst: 1 }
    const run = (paceOf: (random: Random) => PaceLike) =>
      SEEDS.map((seed) => figuresOf(paceOf(createRandom(seed)), BEARS_HALF, createRandom(seed + 100), admit(BEARS_HALF), null))
    const ours = run((random) => new Pace(limits, random.next))
    const deaf = run(() => new NaivePace(limits))
    const { rejected, ofIdeal } = worst(ours)
    console.log(
      `L2 (5 of 10 calls/s for ever, ${what}): worst of ${SEEDS.length} seeds: rejected ${percent(rejected)}, of ideal ${percent(ofIdeal)}; ` +
        `control without adaptation rejected ${percent(worst(deaf).rejected)}`,
    )
    expect(ours.every(holds)).toBe(true)
    expect(deaf.some(holds)).toBe(false)
  })
})
