import type { Clock } from '../polling/clock'
import { ServerTime } from './server-time'
import type { ClockWatch } from './wake'

export interface TimekeeperOptions {
  clock: Clock
  watch: ClockWatch
  /** Nothing ran for a while: what is overdue is to be asked about. */
  onWake: () => void
  /** The clock was set: every kept time before `beforeMs` is to be moved by `byMs`. */
  onClockSet: (byMs: number, beforeMs: number) => void
}

/**
 * Keeps ages right over sleep and clocks that are set. A jump back is a clock that was set. A jump forward counts as
 * sleep, until an answer of the server shows that its time did not pass.
 */
export class Timekeeper {
  private readonly options: TimekeeperOptions
  private readonly serverTime = new ServerTime()
  /** Wall time of the last jump: what was noted earlier is of the time before it. */
  private jumpedAtMs = 0

  constructor(options: TimekeeperOptions) {
    this.options = options
  }

  /** Looks at the clocks; due every second, and before any wall time is noted down. */
  look(): void {
    const { clock, watch, onClockSet, onWake } = this.options
    const news = watch.look()
    if (!news) return
    if (news.wallJumpMs !== 0) {
      const movedMs = Math.min(0, news.wallJumpMs)
      this.serverTime.doubt(clock.nowMs(), movedMs)
      this.jumpedAtMs = clock.wallMs()
      if (movedMs < 0) onClockSet(movedMs, Infinity)
    }
    if (news.awayMs > 0) onWake()
  }

  /** A call came to its end; `serverDateMs` is the server's time in the answer. `startedAtMs` is monotonic. */
  answered(serverDateMs: number | null, startedAtMs: number): void {
    this.look()
    if (serverDateMs === null) return
    const byMs = this.serverTime.note(serverDateMs, this.options.clock.wallMs(), startedAtMs)
    if (byMs !== 0) this.options.onClockSet(byMs, this.jumpedAtMs)
  }
}
