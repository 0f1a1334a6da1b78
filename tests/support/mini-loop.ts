import type { CallEnd } from '@/polling/pace'
import type { FakeClock } from './fake-clock'
import type { PaceLike } from './paced-run'

export interface Asked {
  readonly end: CallEnd
  readonly againInMs: number
}

export interface MiniLoop {
  /** Makes all devices due and lets the pace decide. */
  refreshAll(): void
}

/** The least that polls devices through a pace: what a pace lets through, apart from the app's own schedule. */
export function startMiniLoop(clock: FakeClock, pace: PaceLike, devices: number, ask: (device: number) => Promise<Asked>): MiniLoop {
  const dueMs = new Map<number, number>(Array.from({ length: devices }, (_, device) => [device, 0]))
  let cancel = () => {}

  function pump() {
    cancel()
    const nowMs = clock.nowMs()
    for (const [device, atMs] of dueMs) {
      if (atMs > nowMs) continue
      if (!pace.tryStart(nowMs)) break
      dueMs.delete(device)
      void call(device)
    }
    const nextMs = Math.max(Math.min(...dueMs.values()), pace.readyAtMs(nowMs))
    if (nextMs < Infinity) cancel = clock.after(Math.max(1, nextMs - nowMs), pump)
  }

  async function call(device: number) {
    const startedAtMs = clock.nowMs()
    const { end, againInMs } = await ask(device)
    pace.end(end, clock.nowMs(), clock.nowMs() - startedAtMs)
    dueMs.set(device, clock.nowMs() + againInMs)
    pump()
  }

  pump()
  return {
    refreshAll() {
      for (const device of dueMs.keys()) dueMs.set(device, 0)
      pump()
    },
  }
}
