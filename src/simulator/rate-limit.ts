import type { Clock } from '../polling/clock'

/** A bucket of one second's calls; `null` lets all through. */
export function createRateLimit(clock: Clock, perSecond: number | null): { take(): boolean } {
  let left = perSecond ?? 0
  let lastMs = clock.nowMs()
  return {
    take() {
      if (perSecond === null) return true
      const nowMs = clock.nowMs()
      left = Math.min(Math.max(1, perSecond), left + ((nowMs - lastMs) / 1_000) * perSecond)
      lastMs = nowMs
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
