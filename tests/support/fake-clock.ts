import type { Clock } from '@/polling/clock'

interface Timer {
  atMs: number
  order: number
  run: () => void
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * A clock that moves only when told; `advance` runs due timers in order and lets promises settle in between.
 * `freeze` and `setWall` are what machines and people do to clocks.
 */
export class FakeClock implements Clock {
  private ms = 0
  private wallStartMs: number
  private order = 0
  private readonly timers = new Set<Timer>()

  constructor(wallStartMs = Date.UTC(2026, 0, 1)) {
    this.wallStartMs = wallStartMs
  }

  nowMs() {
    return this.ms
  }

  wallMs() {
    return this.wallStartMs + this.ms
  }

  after(delayMs: number, run: () => void) {
    const timer = { atMs: this.ms + Math.max(0, delayMs), order: this.order++, run }
    this.timers.add(timer)
    return () => void this.timers.delete(timer)
  }

  get pendingTimers() {
    return this.timers.size
  }

  async advance(durationMs: number) {
    const untilMs = this.ms + durationMs
    await settle()
    for (let next = this.nextUntil(untilMs); next; next = this.nextUntil(untilMs)) {
      this.timers.delete(next)
      this.ms = Math.max(this.ms, next.atMs)
      next.run()
      await settle()
    }
    this.ms = untilMs
  }

  /** Time passes and no timer runs; those that came due run late, with the next `advance`. */
  freeze(durationMs: number) {
    this.ms += durationMs
  }

  /** The wall clock alone moves, forward or back: it was set, or the machine slept and its monotonic clock stood still. */
  setWall(byMs: number) {
    this.wallStartMs += byMs
  }

  private nextUntil(untilMs: number) {
    let found: Timer | undefined
    for (const timer of this.timers) {
      if (timer.atMs > untilMs) continue
      if (!found || timer.atMs < found.atMs || (timer.atMs === found.atMs && timer.order < found.order)) found = timer
    }
    return found
  }
}
