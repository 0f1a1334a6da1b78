import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PollingLoop, type AskResult } from '@/polling/loop'
import type { CallEnd, PaceLimits } from '@/polling/pace'
import { FakeClock } from '../../support/fake-clock'

const LIMITS: PaceLimits = { callsPerSecond: 10, maxInFlight: 6, burst: 10 }
const FINE: CallEnd = { kind: 'fine' }

interface World {
  latencyMs?: number
  limits?: PaceLimits
  random?: () => number
  answer?: (id: string, call: number) => { end?: CallEnd; againInMs?: number } | 'throw'
}

function watch({ latencyMs = 50, limits = LIMITS, random = () => 0.5, answer = () => ({}) }: World = {}) {
  const clock = new FakeClock()
  const calls: { id: string; atMs: number }[] = []
  const open = new Map<string, number>()
  const outages: boolean[] = []
  const seen = { twice: 0, mostInFlight: 0 }
  const loop: PollingLoop<string> = new PollingLoop<string>({
    clock,
    limits,
    random,
    onHold() {
      const outage = loop.hold?.kind === 'outage'
      if (outage !== (outages.at(-1) ?? false)) outages.push(outage)
    },
    async ask(id) {
      calls.push({ id, atMs: clock.nowMs() })
      open.set(id, (open.get(id) ?? 0) + 1)
      if ((open.get(id) ?? 0) > 1) seen.twice += 1
      seen.mostInFlight = Math.max(seen.mostInFlight, [...open.values()].reduce((sum, count) => sum + count, 0))
      const result = answer(id, calls.length)
      await new Promise<void>((resolve) => clock.after(latencyMs, resolve))
      open.set(id, (open.get(id) ?? 1) - 1)
      if (result === 'throw') throw new Error('a bug')
      return { kind: 'failed', end: FINE, againInMs: 2000, ...result } satisfies AskResult
    },
  })
  return { clock, calls, loop, outages, seen, of: (id: string) => calls.filter((call) => call.id === id) }
}

function mostInAnySecond(calls: readonly { atMs: number }[]): number {
  return Math.max(...calls.map(({ atMs }) => calls.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1000).length))
}

describe('the polling loop', () => {
  it('asks a device again its interval after the answer', async () => {
    const { clock, calls, loop } = watch()
    loop.add('a')
    loop.start()
    await clock.advance(6200)
    expect(calls.map(({ atMs }) => atMs)).toEqual([0, 2050, 4100, 6150])
  })

  it('goes on after an exception of its own', async () => {
    const { clock, loop, of } = watch()
    loop.add('a')
    loop.start()
    await clock.advance(100)
    clock.nowMs = () => {
      Reflect.deleteProperty(clock, 'nowMs')
      throw new Error('a broken clock')
    }
    expect(() => loop.add('b')).toThrow('a broken clock')
    await clock.advance(20_000)
    expect(of('a').length).toBeGreaterThan(7)
    expect(of('b').length).toBeGreaterThan(7)
  })

  it('never has two calls on one device, nor more than 6 in flight, nor more than its pace', async () => {
    const { clock, calls, loop, seen } = watch({ latencyMs: 900 })
    for (let device = 0; device < 100; device += 1) loop.add(`d${device}`)
    loop.start()
    await clock.advance(60_000)
    loop.refresh(['d1', 'd1', 'd2'])
    await clock.advance(60_000)
    expect(seen).toEqual({ twice: 0, mostInFlight: 6 })
    expect(mostInAnySecond(calls)).toBeLessThanOrEqual(LIMITS.callsPerSecond + LIMITS.burst)
    expect(calls.length).toBeLessThanOrEqual(LIMITS.burst + 120 * LIMITS.callsPerSecond)
    expect(calls.length).toBeGreaterThan(700)
  })

  it('uses the whole budget, and starves nobody', async () => {
    const { clock, calls, loop, of } = watch({ latencyMs: 20 })
    for (let device = 0; device < 200; device += 1) loop.add(`d${device}`)
    loop.start()
    await clock.advance(100_000)
    expect(calls.length).toBeGreaterThan(990)
    const counts = Array.from({ length: 200 }, (_, device) => of(`d${device}`).length)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3)
  })

  it('puts a refresh before everything else', async () => {
    const { clock, calls, loop } = watch({ answer: () => ({ againInMs: 300_000 }) })
    for (let device = 0; device < 50; device += 1) loop.add(`d${device}`)
    loop.start()
    await clock.advance(30_000)
    const before = calls.length
    loop.refresh(['d7'])
    await clock.advance(200)
    expect(calls.slice(before).map(({ id }) => id)).toEqual(['d7'])
  })

  it('survives a bug in the asker', async () => {
    const { clock, loop, of } = watch({ answer: (_id, call) => (call === 1 ? 'throw' : {}) })
    loop.add('a')
    loop.start()
    await clock.advance(15_000)
    expect(of('a').length).toBeGreaterThan(2)
  })

  it('stops cleanly: no call, no timer of its own', async () => {
    const { clock, calls, loop } = watch()
    loop.add('a')
    loop.start()
    await clock.advance(1000)
    loop.stop()
    const before = calls.length
    await clock.advance(60_000)
    expect(calls.length).toBe(before)
    expect(clock.pendingTimers).toBe(0)
  })

  it('asks nothing in the window of a limit, not even for a refresh, and the whole engine waits', async () => {
    const limited: CallEnd = { kind: 'limited', retryAfterMs: 30_000 }
    const { clock, calls, loop } = watch({ answer: (_id, call) => (call === 1 ? { end: limited } : {}) })
    loop.add('a')
    loop.add('b')
    loop.start()
    await clock.advance(60)
    const before = calls.length
    loop.refresh(['a', 'b'])
    await clock.advance(29_900)
    console.log(`L1: calls inside the Retry-After window ${calls.length - before}`)
    expect(calls.length).toBe(before)
    await clock.advance(2000)
    expect(calls.length).toBeGreaterThan(before)
  })

  it.each([
    ['of 0 s for no leave to go on at once', 0, 1000, 1],
    ['of years for an hour', 3e11, 3_599_000, 1],
  ])('takes a Retry-After %s', async (_what, retryAfterMs, quietMs, before) => {
    const limited: CallEnd = { kind: 'limited', retryAfterMs }
    const { clock, calls, loop } = watch({ random: () => 0.9, answer: (_id, call) => (call === 1 ? { end: limited } : {}) })
    loop.add('a')
    loop.start()
    await clock.advance(quietMs)
    expect(calls.length).toBe(before)
    await clock.advance(5000)
    expect(calls.length).toBeGreaterThan(before)
  })

  it('takes a limit for a sign of life: the outage is over', async () => {
    const down: CallEnd = { kind: 'unreachable', retryAfterMs: null }
    const { clock, loop, outages } = watch({ answer: (_id, call) => ({ end: call < 8 ? down : { kind: 'limited', retryAfterMs: 1000 } }) })
    for (let device = 0; device < 20; device += 1) loop.add(`d${device}`)
    loop.start()
    await clock.advance(120_000)
    expect(outages).toEqual([true, false])
  })

  it('probes one by one while the cloud is down, and takes up its pace afterwards', async () => {
    const down: CallEnd = { kind: 'unreachable', retryAfterMs: null }
    let isDown = true
    const { clock, calls, loop, outages } = watch({ answer: () => (isDown ? { end: down } : {}) })
    for (let device = 0; device < 50; device += 1) loop.add(`d${device}`)
    loop.start()
    await clock.advance(20_000)
    expect(outages).toEqual([true])
    const before = calls.length
    await clock.advance(300_000)
    const probes = calls.length - before
    console.log(`outage: probes in 300 s ${probes}`)
    expect(probes).toBeGreaterThan(5)
    expect(probes).toBeLessThan(60)
    isDown = false
    await clock.advance(60_000)
    expect(outages).toEqual([true, false])
    expect(calls.length - before - probes).toBeGreaterThan(200)
  })

  it('forgets a removed device, whatever is in flight', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('add', 'remove', 'refresh', 'wait'), fc.integer({ min: 0, max: 4 })), { maxLength: 40 }), async (steps) => {
        const { clock, calls, loop, seen } = watch({ latencyMs: 700 })
        const watched = new Set<string>()
        loop.start()
        for (const [step, number] of steps) {
          const id = `d${number}`
          if (step === 'add') {
            loop.add(id)
            watched.add(id)
          } else if (step === 'remove') {
            loop.remove(id)
            watched.delete(id)
          } else if (step === 'refresh') loop.refresh([id])
          else await clock.advance(number * 300)
        }
        await clock.advance(20_000)
        const settled = calls.length
        await clock.advance(20_000)
        expect(new Set(calls.slice(settled).map(({ id }) => id))).toEqual(watched)
        expect(loop.devices).toBe(watched.size)
        expect(seen.mostInFlight).toBeLessThanOrEqual(12)
      }),
      { numRuns: 60 },
    )
  })
})
