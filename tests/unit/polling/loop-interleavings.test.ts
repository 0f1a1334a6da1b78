import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PollingLoop, type AskResult } from '@/polling/loop'
import { FakeClock } from '../../support/fake-clock'

const LIMITS = { callsPerSecond: 10, maxInFlight: 6, burst: 10 }

interface Call {
  id: string
  signal: AbortSignal
  end: (result: AskResult | Error) => void
}

/** A loop whose calls end when, and in the order in which, the test says. */
function held({ heedsAbort }: { heedsAbort: boolean }) {
  const clock = new FakeClock()
  const open: Call[] = []
  const seen = { twice: 0, mostOpen: 0, started: 0, startedAfterStop: 0 }
  let stopped = false
  const loop = new PollingLoop<string>({
    clock,
    limits: LIMITS,
    random: () => 0.5,
    onHold: () => undefined,
    ask(id, signal) {
      seen.started += 1
      if (stopped) seen.startedAfterStop += 1
      if (open.some((call) => call.id === id && !call.signal.aborted)) seen.twice += 1
      return new Promise<AskResult>((resolve, reject) => {
        const call: Call = {
          id,
          signal,
          end(result) {
            const at = open.indexOf(call)
            if (at >= 0) open.splice(at, 1)
            if (result instanceof Error) reject(result)
            else resolve(result)
          },
        }
        open.push(call)
        seen.mostOpen = Math.max(seen.mostOpen, open.length)
        if (heedsAbort) signal.addEventListener('abort', () => call.end(new Error('aborted')))
      })
    },
  })
  return {
    clock,
    loop,
    open,
    seen,
    start() {
      stopped = false
      loop.start()
    },
    stop(abort: boolean) {
      stopped = true
      loop.stop({ abort })
    },
  }
}

const fine: AskResult = { kind: 'failed', end: { kind: 'fine' }, againInMs: 2000 }
const outcomes = fc.constantFrom<AskResult | Error>(
  fine,
  fine,
  { kind: 'failed', end: { kind: 'unreachable', retryAfterMs: null }, againInMs: 3000 },
  { kind: 'failed', end: { kind: 'limited', retryAfterMs: 4000 }, againInMs: 1000 },
  new Error('a bug'),
)
const steps = fc.array(
  fc.oneof(
    fc.record({ step: fc.constantFrom('add', 'remove', 'refresh'), device: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ step: fc.constantFrom('end', 'end', 'end'), pick: fc.nat(20), result: outcomes }),
    fc.record({ step: fc.constantFrom('wait', 'wait'), waitMs: fc.integer({ min: 0, max: 5000 }) }),
    fc.record({ step: fc.constantFrom('start', 'start', 'stop', 'stop and abort') }),
  ),
  { minLength: 60, maxLength: 100, size: 'max' },
)

type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never

async function follow(world: ReturnType<typeof held>, step: Step, watched: Set<string>): Promise<void> {
  if ('device' in step) {
    const id = `d${step.device}`
    if (step.step === 'add') watched.add(id)
    if (step.step === 'remove') watched.delete(id)
    if (step.step === 'add') world.loop.add(id)
    else if (step.step === 'remove') world.loop.remove(id)
    else world.loop.refresh([id])
  } else if ('result' in step) {
    world.open[step.pick % Math.max(1, world.open.length)]?.end(step.result)
    await world.clock.advance(0)
  } else if ('waitMs' in step) await world.clock.advance(step.waitMs)
  else if (step.step === 'start') world.start()
  else world.stop(step.step === 'stop and abort')
}

describe('whatever is added, removed, refreshed, stopped and answered in whatever order', () => {
  it.each([true, false])('each device has one call, all have 6 slots, stopped is stopped, and nobody is forgotten (asker heeds an abort: %s)', async (heedsAbort) => {
    const sum = { runs: 0, started: 0, twice: 0, mostOpen: 0, startedAfterStop: 0, timersLeft: 0, forgotten: 0 }
    for (const all of fc.sample(steps, { numRuns: 2000, seed: 11 })) {
      const world = held({ heedsAbort })
      const watched = new Set<string>()
      for (let device = 0; device < 8; device += 1) await follow(world, { step: 'add', device }, watched)
      world.start()
      for (const step of all) await follow(world, step, watched)
      world.start()
      const asked = new Set<string>()
      for (let turn = 0; turn < 40 && asked.size < watched.size; turn += 1) {
        await world.clock.advance(5000)
        for (const call of world.open.slice()) {
          if (!call.signal.aborted) asked.add(call.id)
          call.end(fine)
        }
      }
      if ([...watched].some((id) => !asked.has(id)) || world.loop.devices !== watched.size) sum.forgotten += 1
      world.stop(true)
      await world.clock.advance(0)
      for (const call of world.open.slice()) call.end(fine)
      await world.clock.advance(120_000)
      sum.runs += 1
      sum.started += world.seen.started
      sum.twice += world.seen.twice
      sum.mostOpen = Math.max(sum.mostOpen, world.seen.mostOpen)
      sum.startedAfterStop += world.seen.startedAfterStop
      sum.timersLeft += world.clock.pendingTimers + world.loop.callsInFlight
    }
    console.log(`loop interleavings, heeds abort ${heedsAbort}: ${JSON.stringify(sum)}`)
    expect(sum).toMatchObject({ twice: 0, startedAfterStop: 0, timersLeft: 0, forgotten: 0 })
    expect(sum.mostOpen).toBe(LIMITS.maxInFlight)
    expect(sum.started).toBeGreaterThan(10 * sum.runs)
  }, 60_000)
})

describe('the loop', () => {
  it('aborts what is in flight when told so, and lets it end otherwise', async () => {
    const { loop, open, clock, start, stop } = held({ heedsAbort: false })
    loop.add('a')
    start()
    stop(false)
    expect(open.map(({ signal }) => signal.aborted)).toEqual([false])
    stop(true)
    expect(open.map(({ signal }) => signal.aborted)).toEqual([true])
    open[0]?.end(fine)
    await clock.advance(60_000)
    expect([loop.callsInFlight, clock.pendingTimers]).toEqual([0, 0])
  })

  it('asks about a device again at once after a stop that broke its call off', async () => {
    const { loop, seen, clock, start, stop } = held({ heedsAbort: true })
    loop.add('a')
    start()
    stop(true)
    start()
    await clock.advance(100)
    expect(seen.started).toBe(2)
  })

  it('asks once more after a call in flight when a refresh comes meanwhile', async () => {
    const { loop, open, seen, clock, start } = held({ heedsAbort: true })
    loop.add('a')
    start()
    loop.refresh(['a'])
    loop.refresh(['a'])
    open[0]?.end({ kind: 'failed', end: { kind: 'fine' }, againInMs: 300_000 })
    await clock.advance(100)
    expect(seen.started).toBe(2)
    open[0]?.end({ kind: 'failed', end: { kind: 'fine' }, againInMs: 300_000 })
    await clock.advance(60_000)
    expect(seen.started).toBe(2)
  })

  it('breaks off the call of a removed device and never asks about it again', async () => {
    const { loop, open, seen, clock, start } = held({ heedsAbort: false })
    loop.add('a')
    start()
    loop.remove('a')
    expect(open[0]?.signal.aborted).toBe(true)
    open[0]?.end(fine)
    await clock.advance(600_000)
    expect([seen.started, loop.devices, loop.callsInFlight]).toEqual([1, 0, 0])
  })

  it('gives its slots back when every asker throws', async () => {
    const { loop, open, clock, start } = held({ heedsAbort: true })
    for (let device = 0; device < 6; device += 1) loop.add(`d${device}`)
    start()
    for (const call of open.slice()) call.end(new Error('a bug'))
    await clock.advance(0)
    expect(loop.callsInFlight).toBe(0)
    await clock.advance(10_000)
    expect(open).toHaveLength(6)
  })
})
