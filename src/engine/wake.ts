import type { Clock } from '../polling/clock'

/** What the clocks did since the last look, in ms; never both 0. */
export interface ClockNews {
  /** Nothing ran for this long: sleep or freeze. A wall clock that was set forward looks the same from here. */
  readonly awayMs: number
  /** How far the wall clock ran away from the monotonic one; negative: it was set back. */
  readonly wallJumpMs: number
}

/** Notices what timers do not tell: looked at more seldom than every `LATE_MS`, it takes the time between for sleep. */
export interface ClockWatch {
  look(): ClockNews | null
}

export const LATE_MS = 5_000
/** Below this a difference is rounding or the slow correction of a clock; it is not forgotten, but adds up. */
const WALL_TOLERANCE_MS = 1_000

/** Watches a clock. Sleep may stop the monotonic clock or not, freezing never does: both are noticed. */
export function createWakeWatch(clock: Clock): ClockWatch {
  let seenAtMs = clock.nowMs()
  let wallAheadMs = clock.wallMs() - seenAtMs
  return {
    look() {
      const nowMs = clock.nowMs()
      const gapMs = nowMs - seenAtMs
      const driftMs = clock.wallMs() - nowMs - wallAheadMs
      const wallJumpMs = Math.abs(driftMs) > WALL_TOLERANCE_MS ? driftMs : 0
      seenAtMs = nowMs
      wallAheadMs += wallJumpMs
      const awayMs = (gapMs > LATE_MS ? gapMs : 0) + Math.max(0, wallJumpMs)
      return awayMs > 0 || wallJumpMs !== 0 ? { awayMs, wallJumpMs } : null
    },
  }
}
