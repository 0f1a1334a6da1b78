import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Observation } from '@/polling/observation'
import { Schedule } from '@/polling/schedule'

const DAY_MS = 86_400_000
const resting: Observation = { family: 'P1', stage: '6', step: 0, version: '1', resting: true, progress: null, weight: 1, usualMs: 30 * DAY_MS }
const moving: Observation = { family: 'P1', stage: '4', step: 5, version: '2', resting: false, progress: null, weight: 1, usualMs: 60_000 }
const loading = (progress: number): Observation => ({ ...moving, stage: '3', step: 3, progress, usualMs: 200_000 })

interface World {
  callsPerSecond?: number
  /** What a device says at a time. */
  says: (id: string, nowMs: number) => Observation
}

/** Asks, at the budget's pace and at once answered, from `fromMs` on. Returns who was asked when. */
function run(schedule: Schedule<string>, { callsPerSecond = 10, says }: World, fromMs: number, durationMs: number) {
  const asked: { id: string; atMs: number }[] = []
  for (let atMs = fromMs; atMs < fromMs + durationMs; atMs += 1000 / callsPerSecond) {
    const id = schedule.take(atMs)
    if (id === undefined) continue
    asked.push({ id, atMs })
    schedule.answered(id, says(id, atMs), atMs)
  }
  return { asked, of: (prefix: string) => asked.filter(({ id }) => id.startsWith(prefix)) }
}

function watch(callsPerSecond: number, fleet: Readonly<Record<string, number>>): Schedule<string> {
  const schedule = new Schedule<string>(callsPerSecond)
  for (const [prefix, count] of Object.entries(fleet)) for (let n = 0; n < count; n += 1) schedule.add(`${prefix}${n}`)
  return schedule
}

describe('the schedule', () => {
  it('asks each device once before it asks any for the second time', () => {
    const schedule = watch(10, { d: 100 })
    const { asked } = run(schedule, { says: () => resting }, 0, 10_000)
    expect(new Set(asked.map(({ id }) => id)).size).toBe(100)
  })

  it('asks no device sooner than 2 s after its last answer, and nobody while all were', () => {
    const schedule = watch(10, { d: 3 })
    const { asked } = run(schedule, { says: () => moving }, 0, 60_000)
    const gaps = asked.flatMap(({ id, atMs }, index) => {
      const before = asked.slice(0, index).findLast((other) => other.id === id)
      return before ? [atMs - before.atMs] : []
    })
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2000)
    expect(asked.length).toBeGreaterThanOrEqual(3 * 29)
    expect(schedule.take(60_000 - 1)).toBeUndefined()
  })

  it('asks in proportion to the square root of how often devices change', () => {
    const schedule = watch(10, { quick: 60, slow: 60 })
    const says = (id: string, nowMs: number) => {
      const isQuick = id.startsWith('quick')
      const halfMs = isQuick ? 20_000 : 320_000
      const turn = Math.floor(nowMs / halfMs + Number(id.replace(/\D/gu, '')) / 60)
      return { ...moving, family: isQuick ? 'Q' : 'S', stage: String(turn % 2), step: 0, usualMs: 80_000 }
    }
    run(schedule, { says }, 0, 3_600_000)
    const { of } = run(schedule, { says }, 3_600_000, 3_600_000)
    const ratio = of('quick').length / of('slow').length
    console.log(`square root: changes 16 : 1, calls ${ratio.toFixed(2)} : 1`)
    expect(ratio).toBeGreaterThan(3)
    expect(ratio).toBeLessThan(5.5)
  })

  it('leaves nobody unasked beyond the soft maximum age, for a fifth of the calls at most', () => {
    const schedule = watch(10, { busy: 200, quiet: 1000 })
    const says = (id: string, nowMs: number) => (id.startsWith('busy') ? { ...moving, stage: String(Math.floor(nowMs / 3000) % 2) } : resting)
    run(schedule, { says }, 0, 1_200_000)
    const { asked, of } = run(schedule, { says }, 1_200_000, 1_200_000)
    expect(new Set(of('quiet').map(({ id }) => id)).size).toBe(1000)
    expect(of('quiet').length / asked.length).toBeLessThan(0.25)
  })

  it('takes one device that enters a rollout as news for its siblings, more as much news, and forgets it', () => {
    const schedule = watch(10, { a: 300, b: 300 })
    const started = new Set<string>()
    const says = (id: string): Observation => {
      const at = { ...resting, family: id.startsWith('a') ? 'A' : 'B' }
      return started.has(id) ? { ...at, stage: '1', step: 1, version: '2', resting: false, usualMs: 90_000 } : at
    }
    const share = (fromMs: number) => {
      const { of } = run(schedule, { says }, fromMs, 60_000)
      const siblings = of('a').filter(({ id }) => !started.has(id)).length
      return siblings / (siblings + of('b').length)
    }
    run(schedule, { says }, 0, 600_000)
    const before = share(600_000)
    started.add('a0')
    run(schedule, { says }, 660_000, 90_000)
    const afterOne = share(750_000)
    for (let n = 1; n < 20; n += 1) started.add(`a${n}`)
    run(schedule, { says }, 810_000, 60_000)
    const afterMany = share(870_000)
    const later = share(870_000 + 4 * 3_600_000)
    console.log(`news: calls to siblings ${[before, afterOne, afterMany, later].map((part) => `${(100 * part).toFixed(0)} %`).join(' → ')}`)
    expect(before).toBeLessThan(0.55)
    expect(afterOne).toBeGreaterThan(before + 0.05)
    expect(afterMany).toBeGreaterThan(afterOne)
    expect(afterMany).toBeGreaterThan(0.7)
    expect(later).toBeLessThan(0.6)
  })

  it('spreads news at once, though the siblings’ own turn is far away', () => {
    const schedule = watch(10, { few: 3, other: 6_000 })
    let isStarted = false
    const says = (id: string): Observation => {
      if (!id.startsWith('few')) return resting
      return isStarted && id === 'few0' ? { ...moving, family: 'F', version: '2' } : { ...resting, family: 'F' }
    }
    run(schedule, { says }, 0, 700_000)
    isStarted = true
    schedule.refresh('few0')
    const { of } = run(schedule, { says }, 700_000, 60_000)
    expect(new Set(of('few').map(({ id }) => id)).size).toBe(3)
  })

  it('is there when a download ends, and asks seldom before', () => {
    const schedule = watch(2, { d: 1, rest: 400 })
    const startMs = 300_000
    const says = (id: string, nowMs: number) => {
      if (!id.startsWith('d')) return resting
      const progress = Math.floor((nowMs - startMs) / 2000)
      return progress < 0 ? resting : progress < 100 ? loading(progress) : { ...moving, stage: '20', step: 4 }
    }
    schedule.refresh('d0')
    run(schedule, { callsPerSecond: 2, says }, 0, startMs)
    schedule.refresh('d0')
    const { of } = run(schedule, { callsPerSecond: 2, says }, startMs + 10_000, 250_000)
    const during = of('d').filter(({ atMs }) => atMs < startMs + 200_000)
    const firstAfter = of('d').find(({ atMs }) => atMs >= startMs + 200_000)
    console.log(`forecast: ${during.length} calls during a download, its end seen after ${(firstAfter?.atMs ?? Infinity) - startMs - 200_000} ms`)
    expect((firstAfter?.atMs ?? Infinity) - startMs).toBeLessThan(205_000)
    expect(during.length).toBeLessThan(20)
  })

  it('asks about what somebody looks at three times as often', () => {
    const schedule = watch(10, { seen: 30, other: 600 })
    schedule.setLookedAt(Array.from({ length: 30 }, (_, n) => `seen${n}`), 0)
    run(schedule, { says: () => resting }, 0, 120_000)
    const { of } = run(schedule, { says: () => resting }, 120_000, 600_000)
    const ratio = of('seen').length / 30 / (of('other').length / 600)
    expect(ratio).toBeGreaterThan(2.5)
    expect(ratio).toBeLessThan(3.5)
  })

  it('asks about what an operator wants before all else, and leaves a quarter of the calls to the others', () => {
    const schedule = watch(10, { d: 1000 })
    run(schedule, { says: () => moving }, 0, 200_000)
    for (let n = 500; n < 1000; n += 1) schedule.refresh(`d${n}`)
    const { asked } = run(schedule, { says: () => moving }, 200_000, 60_000)
    const wanted = asked.map(({ id }) => Number(id.slice(1)) >= 500)
    expect(wanted.slice(0, 50).every(Boolean)).toBe(true)
    expect(wanted.slice(50, 500).filter((is) => !is).length).toBeGreaterThan(60)
  })

  it('keeps appointments before all others, and leaves half of the calls to those', () => {
    const schedule = watch(10, { d: 1000 })
    run(schedule, { says: () => moving }, 0, 200_000)
    for (let n = 500; n < 1000; n += 1) schedule.failed(`d${n}`, 200_000)
    const { asked } = run(schedule, { says: () => moving }, 200_000, 40_000)
    const kept = asked.filter(({ id }) => Number(id.slice(1)) >= 500).length
    console.log(`appointments: ${kept} of ${asked.length} calls`)
    expect(kept / asked.length).toBeCloseTo(0.5, 2)
  })

  it('asks again about a failed call when it is time, and not before', () => {
    const schedule = watch(10, { d: 1 })
    expect(schedule.take(0)).toBe('d0')
    expect(schedule.take(0)).toBeUndefined()
    schedule.failed('d0', 7000)
    expect(schedule.nextAtMs()).toBe(7000)
    expect(schedule.expectedAtMs('d0')).toBe(7000)
    expect(schedule.take(6999)).toBeUndefined()
    expect(schedule.take(7000)).toBe('d0')
    schedule.dropped('d0', 7100)
    expect(schedule.take(7100)).toBe('d0')
  })

  it('says when a device is expected to be asked, and is about right', () => {
    const schedule = watch(10, { d: 500 })
    run(schedule, { says: () => resting }, 0, 200_000)
    const expected = new Map(Array.from({ length: 500 }, (_, n) => [`d${n}`, schedule.expectedAtMs(`d${n}`) ?? NaN]))
    const { asked } = run(schedule, { says: () => resting }, 200_000, 100_000)
    const errors = asked.filter(({ id }, index) => asked.findIndex((other) => other.id === id) === index).map(({ id, atMs }) => Math.abs(atMs - (expected.get(id) ?? NaN)))
    expect(errors.length).toBe(500)
    expect(Math.max(...errors)).toBeLessThan(10_000)
    expect(schedule.sweepMs()).toBeGreaterThan(45_000)
    expect(schedule.sweepMs()).toBeLessThan(60_000)
  })

  it('never forgets, invents or doubles a device, whatever happens in whatever order', () => {
    const kinds = ['add', 'remove', 'take', 'take', 'take', 'answered', 'answered', 'failed', 'dropped', 'refresh', 'look'] as const
    const steps = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(9), fc.integer({ min: 0, max: 4000 })), { maxLength: 300 })
    fc.assert(
      fc.property(steps, (all) => {
        const schedule = new Schedule<string>(10)
        const watched = new Set<string>()
        const asked = new Set<string>()
        let nowMs = 0
        for (const [kind, n, waitMs] of all) {
          nowMs += waitMs
          const id = `d${n}`
          if (kind === 'add' && !asked.has(id)) {
            schedule.add(id)
            watched.add(id)
          } else if (kind === 'remove') {
            schedule.remove(id)
            watched.delete(id)
            asked.delete(id)
          } else if (kind === 'take') {
            const taken = schedule.take(nowMs)
            if (taken !== undefined) {
              expect(watched.has(taken)).toBe(true)
              expect(asked.has(taken)).toBe(false)
              asked.add(taken)
            }
          } else if (kind === 'refresh') schedule.refresh(id)
          else if (kind === 'look') schedule.setLookedAt([id, `d${(n + 1) % 10}`], nowMs)
          else if (asked.delete(id)) {
            if (kind === 'answered') schedule.answered(id, n % 2 ? loading(waitMs % 101) : resting, nowMs)
            else if (kind === 'failed') schedule.failed(id, nowMs + waitMs)
            else schedule.dropped(id, nowMs)
          }
          expect(schedule.size).toBe(watched.size)
        }
        nowMs += 3_600_000
        const reached = new Set(asked)
        for (let id = schedule.take(nowMs); id !== undefined; id = schedule.take(nowMs)) reached.add(id)
        expect(reached).toEqual(watched)
      }),
      { numRuns: 500 },
    )
  })
})
