import { fullJitterMs } from './backoff'

/** A cloud that asks for more is asked again after this long: nobody would see why nothing moves. */
const LONGEST_MS = 3_600_000
const OWN = { baseMs: 2_000, capMs: 60_000 }

/** The time in which the cloud wants no call, by its own word or, when it names none, by ours. */
export class LimitWindow {
  private readonly random: () => number
  private rounds = 0
  private endsAtMs = -Infinity

  constructor(random: () => number) {
    this.random = random
  }

  get untilMs(): number {
    return this.endsAtMs
  }

  /** A call that began before the window, or the last one, ended: its end is no news about the time after it. */
  isNews(startedAtMs: number): boolean {
    return startedAtMs >= this.endsAtMs
  }

  /** A window is only ever made longer. */
  extend(retryAfterMs: number, nowMs: number): void {
    this.endsAtMs = Math.max(this.endsAtMs, nowMs + Math.min(retryAfterMs, LONGEST_MS))
  }

  /** A new round of limits; without a time from the cloud it lasts full jitter that doubles up to 60 s. */
  begin(retryAfterMs: number | null, nowMs: number): void {
    this.rounds += 1
    this.extend(retryAfterMs || fullJitterMs(this.rounds, OWN, this.random), nowMs)
  }

  calm(): void {
    this.rounds = 0
  }
}
