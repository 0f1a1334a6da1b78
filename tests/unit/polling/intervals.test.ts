import { describe, expect, it } from 'vitest'
import { expectedLatenessMs, type IntervalLoad } from '@/polling/intervals'
import { PollingLoop } from '@/polling/loop'
import { FakeClock } from '../../support/fake-clock'

/** Earliest-due-first by brute force: one call each 1 / rate seconds, to the device that is due the longest. */
function simulatedLatenessMs(loads: readonly IntervalLoad[], callsPerSecond: number, rounds: number): number {
  const devices = loads.flatMap(({ intervalMs, devices: count }) => Array.from({ length: count }, () => ({ intervalMs, dueMs: 0 })))
  const stepMs = 1000 / callsPerSecond
  const endMs = rounds * devices.length * stepMs
  let lateMs = 0
  let calls = 0
  for (let nowMs = 0; nowMs < endMs; nowMs += stepMs) {
    const next = devices.reduce((first, device) => (device.dueMs < first.dueMs ? device : first))
    if (next.dueMs > nowMs) continue
    if (nowMs > endMs / 2) {
      lateMs += nowMs - next.dueMs
      calls += 1
    }
    next.dueMs = nowMs + next.intervalMs
  }
  return lateMs / Math.max(1, calls)
}

const FLEETS: [name: string, loads: IntervalLoad[], callsPerSecond: number][] = [
  ['all downloading', [{ intervalMs: 2000, devices: 120 }], 10],
  ['half done', [{ intervalMs: 2000, devices: 150 }, { intervalMs: 300_000, devices: 150 }], 10],
  ['mixed', [{ intervalMs: 2000, devices: 60 }, { intervalMs: 10_000, devices: 120 }, { intervalMs: 60_000, devices: 200 }, { intervalMs: 300_000, devices: 100 }], 10],
  ['just too many', [{ intervalMs: 2000, devices: 30 }, { intervalMs: 10_000, devices: 10 }], 10],
  ['mostly quiet', [{ intervalMs: 2000, devices: 5 }, { intervalMs: 60_000, devices: 700 }], 10],
]

describe('the expected lateness', () => {
  it.each(FLEETS)('of a fleet %s is what a brute-force simulation sees, within a few per cent of the interval', (name, loads, callsPerSecond) => {
    const expected = expectedLatenessMs(loads, callsPerSecond)
    const simulated = simulatedLatenessMs(loads, callsPerSecond, 60)
    const shortestMs = Math.min(...loads.map(({ intervalMs }) => intervalMs))
    const off = Math.abs(expected - simulated) / (shortestMs + simulated)
    console.log(`T6, ${name}: expected ${expected.toFixed(0)} ms late, simulated ${simulated.toFixed(0)} ms, off by ${(100 * off).toFixed(1)} %`)
    expect(off).toBeLessThan(0.05)
  })

  it('is what the loop itself does, within a few per cent', async () => {
    const clock = new FakeClock()
    let running = 0
    const loop = new PollingLoop<string>({
      clock,
      limits: { callsPerSecond: 10, maxInFlight: 6, burst: 10 },
      random: () => 0.5,
      onOutage: () => undefined,
      async ask(id) {
        if (id.startsWith('run')) running += 1
        return { end: { kind: 'fine' }, againInMs: id.startsWith('run') ? 2000 : 60_000 }
      },
    })
    for (let device = 0; device < 60; device += 1) loop.add(`run${device}`)
    for (let device = 0; device < 120; device += 1) loop.add(`off${device}`)
    loop.start()
    await clock.advance(120_000)
    running = 0
    await clock.advance(240_000)
    loop.stop()
    const seenIntervalMs = (60 * 240_000) / running
    const expectedMs = 2000 + expectedLatenessMs([{ intervalMs: 2000, devices: 60 }, { intervalMs: 60_000, devices: 120 }], 10)
    console.log(`T6, loop: expected every ${expectedMs.toFixed(0)} ms, seen every ${seenIntervalMs.toFixed(0)} ms`)
    expect(Math.abs(seenIntervalMs - expectedMs) / expectedMs).toBeLessThan(0.05)
  })

  it('would be noticed wrong if every interval were stretched by the same factor', () => {
    const [, loads, rate] = FLEETS[2] ?? ['', [], 1]
    const demand = loads.reduce((sum, { intervalMs, devices }) => sum + (devices * 1000) / intervalMs, 0)
    const naive = 2000 * (demand / rate - 1)
    const simulated = simulatedLatenessMs(loads, rate, 60)
    expect(Math.abs(naive - simulated) / (2000 + simulated)).toBeGreaterThan(0.05)
  })

  it('is none for no devices, and finite without a pace', () => {
    expect(expectedLatenessMs([], 10)).toBe(0)
    expect(expectedLatenessMs([{ intervalMs: 2000, devices: 3 }], 0)).toBe(0)
  })
})
