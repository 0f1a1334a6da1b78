import { AnswerTime } from './answer-time'

/** What an origin gets over HTTP/1.1. */
export const FIRST_IN_FLIGHT = 6
const CUT = 0.9

/** Calls allowed in flight (AIMD): + 1 per window of fine answers while it is the bound, × 0.9 on a limit or inflated answer times. */
export class Concurrency {
  private readonly answerTime = new AnswerTime()
  private ceiling: number
  private allowed: number
  private fineAtBound = 0
  private cutAtMs = -Infinity

  constructor(ceiling: number) {
    this.ceiling = ceiling
    this.allowed = Math.min(ceiling, FIRST_IN_FLIGHT)
  }

  get calls(): number {
    return Math.floor(this.allowed)
  }

  setCeiling(ceiling: number): void {
    this.ceiling = ceiling
    this.allowed = Math.min(ceiling, this.allowed)
  }

  /** `inFlight` counts the call that ended; without `tookMs` its time is not judged. */
  fine(inFlight: number, nowMs: number, tookMs?: number): void {
    if (tookMs !== undefined) {
      this.answerTime.see(tookMs, nowMs, { allowed: this.calls, taken: inFlight })
      if (this.answerTime.isInflated) return this.cut(nowMs, nowMs - tookMs)
    }
    if (inFlight >= this.calls) this.fineAtBound += 1
    if (this.fineAtBound < this.calls) return
    this.allowed = Math.min(this.ceiling, this.calls + 1)
    this.fineAtBound = 0
  }

  /** For a call begun at `startedAtMs`: one begun before the last cut tells nothing new, so a round trip cuts once. */
  cut(nowMs: number, startedAtMs: number): void {
    if (startedAtMs < this.cutAtMs) return
    this.cutAtMs = nowMs
    this.allowed = Math.max(1, this.allowed * CUT)
    this.fineAtBound = 0
  }
}
