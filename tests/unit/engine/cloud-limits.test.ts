import { describe, expect, it } from 'vitest'
import { CLOUD_LIMITS } from '@/engine/cloud-access'
import { PollingLoop } from '@/polling/loop'
import type { PaceLimits } from '@/polling/pace'
import { FakeClock } from '../../support/fake-clock'

async function mostCallsInASecond(limits: PaceLimits): Promise<{ calls: number; mostInASecond: number; mostInFlight: number }> {
  const clock = new FakeClock()
  const startsMs: number[] = []
  let inFlight = 0
  let mostInFlight = 0
  const loop = new PollingLoop<number>({
    clock,
    limits,
    random: () => 0.5,
    onHold: () => undefined,
    async ask() {
      startsMs.push(clock.nowMs())
      inFlight += 1
      mostInFlight = Math.max(mostInFlight, inFlight)
      await new Promise<void>((resolve) => clock.after(450, resolve))
      inFlight -= 1
      return { kind: 'failed', end: { kind: 'fine' }, againInMs: 2000 }
    },
  })
  for (let device = 0; device < 200; device += 1) loop.add(device)
  loop.start()
  await clock.advance(30_000)
  loop.refresh([1, 2, 3])
  await clock.advance(30_000)
  loop.stop({ abort: true })
  const inSecondFrom = (ms: number) => startsMs.filter((startMs) => startMs >= ms && startMs < ms + 1000).length
  return { calls: startsMs.length, mostInASecond: Math.max(...startsMs.map(inSecondFrom)), mostInFlight }
}

describe('one account’s share of the cloud', () => {
  it('is at most 10 calls in any second and 6 at once, and is used', async () => {
    const figures = await mostCallsInASecond(CLOUD_LIMITS)
    const hasty = await mostCallsInASecond({ ...CLOUD_LIMITS, burst: 10 })
    console.log(`pace: ${JSON.stringify(figures)}; with a burst of 10: ${hasty.mostInASecond} in a second`)
    expect(figures.mostInASecond).toBeLessThanOrEqual(10)
    expect(figures.mostInFlight).toBeLessThanOrEqual(6)
    expect(figures.calls).toBeGreaterThan(550)
    expect(hasty.mostInASecond).toBeGreaterThan(10)
  })
})
