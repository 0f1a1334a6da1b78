import { describe, expect, it } from 'vitest'
import { PollingLoop } from '@/polling/loop'
import type { CallEnd, PaceLimits } from '@/polling/pace'
import { FakeClock } from '../../support/fake-clock'

const LIMITS: PaceLimits = { callsPerSecond: 10, maxInFlight: 6, burst: 1 }
const FINE: CallEnd = { kind: 'fine' }
const LATENCY_MS = 50

interface Call {
  readonly who: 'device' | 'errand'
  readonly atMs: number
}

function watch({ devices = 0, polling = true } = {}) {
  const clock = new FakeClock()
  const calls: Call[] = []
  let inFlight = 0
  let mostInFlight = 0
  async function take(who: Call['who']) {
    calls.push({ who, atMs: clock.nowMs() })
    mostInFlight = Math.max(mostInFlight, (inFlight += 1))
    await new Promise<void>((resolve) => clock.after(LATENCY_MS, resolve))
    inFlight -= 1
  }
  const loop = new PollingLoop<number>({
    clock,
    limits: LIMITS,
    random: () => 0.5,
    onHold: () => undefined,
    async ask() {
      await take('device')
      return { kind: 'failed', end: FINE, againInMs: 100 }
    },
  })
  for (let device = 0; device < devices; device += 1) loop.add(device)
  if (polling) loop.start()
  const ended: string[] = []
  const errand = (end: CallEnd = FINE, signal?: AbortSignal) => {
    const result = loop.errand(async (inner) => {
      if (inner.aborted) return { end: FINE, value: 'never sent' }
      await take('errand')
      return { end, value: inner.aborted ? 'called off' : 'done' }
    }, signal)
    void result.then((value) => ended.push(value))
    return result
  }
  const errands = (count: number) => Array.from({ length: count }, () => errand())
  const countOf = (who: Call['who']) => calls.filter((call) => call.who === who).length
  return { clock, calls, loop, ended, errand, errands, countOf, most: () => mostInFlight }
}

describe('what somebody waits for', () => {
  it('goes at the pace of all calls, 3 for each that polling makes meanwhile', async () => {
    const { clock, calls, ended, errands, countOf, most } = watch({ devices: 100 })
    await clock.advance(2_000)
    const before = calls.length
    errands(60)
    await clock.advance(8_000)
    const during = calls.slice(before, before + 80)
    const waited = during.filter(({ who }) => who === 'errand').length
    const busiest = Math.max(...calls.map(({ atMs }) => calls.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1_000).length))
    console.log(`errands: ${waited} of 80 calls, ${countOf('errand')} of 60 done, most in any second ${busiest}, most in flight ${most()}`)
    expect(waited).toBe(60)
    expect(ended.length).toBe(60)
    expect(busiest).toBeLessThanOrEqual(10)
    expect(most()).toBeLessThanOrEqual(LIMITS.maxInFlight)
  })

  it('takes every call that no device wants', async () => {
    const { clock, countOf, errands } = watch()
    errands(20)
    await clock.advance(2_100)
    expect(countOf('errand')).toBe(20)
  })

  it('goes on while polling is paused, and waits while it may not start', async () => {
    const { clock, countOf, errands, loop } = watch({ devices: 5, polling: false })
    errands(3)
    await clock.advance(1_000)
    expect([countOf('device'), countOf('errand')]).toEqual([0, 3])
    loop.setErrandsMayStart(false)
    errands(2)
    await clock.advance(60_000)
    expect(countOf('errand')).toBe(3)
    loop.setErrandsMayStart(true)
    await clock.advance(1_000)
    expect(countOf('errand')).toBe(5)
  })

  it('waits out a limit of the cloud as polling does', async () => {
    const { clock, calls, errand, errands } = watch({ devices: 5 })
    await errandEnds(clock, errand({ kind: 'limited', retryAfterMs: 30_000 }))
    const limitedAtMs = clock.nowMs()
    errands(5)
    await clock.advance(29_000)
    expect(calls.filter(({ atMs }) => atMs > limitedAtMs)).toEqual([])
    await clock.advance(10_000)
    expect(calls.filter(({ atMs, who }) => atMs > limitedAtMs && who === 'errand').length).toBe(5)
  })

  it('is told at once when it is called off, before its call or during it', async () => {
    const { clock, ended, errand, countOf, loop } = watch()
    const during = new AbortController()
    const before = new AbortController()
    const first = errand(FINE, during.signal)
    void errand(FINE, before.signal)
    before.abort()
    await clock.advance(10)
    expect([countOf('errand'), ended]).toEqual([1, ['never sent']])
    during.abort()
    await clock.advance(100)
    expect(await first).toBe('called off')
    expect([loop.callsInFlight, clock.pendingTimers]).toEqual([0, 0])
  })

  it('all of it ends with the session, and nothing is left behind', async () => {
    const { clock, ended, errands, countOf, loop } = watch({ devices: 5 })
    errands(40)
    await clock.advance(450)
    loop.setErrandsMayStart(false)
    loop.stop({ abort: true })
    loop.cancelErrands()
    const started = countOf('errand')
    await clock.advance(5_000)
    expect(countOf('errand')).toBe(started)
    expect(ended.length).toBe(40)
    expect(ended.filter((value) => value === 'never sent').length).toBe(40 - started)
    expect([loop.callsInFlight, clock.pendingTimers]).toEqual([0, 0])
  })

  it('that throws is the caller’s, and the pace goes on', async () => {
    const { clock, errands, countOf, loop } = watch()
    const bug = loop.errand(() => Promise.reject(new Error('a bug')))
    const told = bug.catch((error: Error) => error.message)
    await clock.advance(100)
    expect(await told).toBe('a bug')
    errands(2)
    await clock.advance(500)
    expect(countOf('errand')).toBe(2)
    expect(loop.callsInFlight).toBe(0)
  })
})

async function errandEnds(clock: FakeClock, errand: Promise<string>) {
  await clock.advance(200)
  return errand
}
