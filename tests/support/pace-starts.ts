import type { CallEnd, Pace } from '@/polling/pace'

export const LIMITS = { callsPerSecond: 10, maxInFlight: 6, burst: 10 }
export const FINE: CallEnd = { kind: 'fine' }
export const DOWN: CallEnd = { kind: 'unreachable', retryAfterMs: null }

/** Starts all calls that may start at `nowMs`, each ended at once unless `end` is `null`; tells how many. */
export function startsAt(pace: Pace, nowMs: number, end: CallEnd | null = FINE): number {
  let started = 0
  while (pace.tryStart(nowMs)) {
    started += 1
    if (end) pace.end(end, nowMs)
  }
  return started
}
