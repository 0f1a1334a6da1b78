/** A `Date` header counts whole seconds, and an answer may travel until its time-out: below this nothing is proven. */
const TOLERANCE_MS = 30_000

interface Doubt {
  /** Calls that were started earlier may have been answered before the jump. */
  readonly sinceMs: number
  /** By how much kept times were moved already. */
  readonly movedMs: number
}

/** Tells a clock that was set from a machine that slept: while one sleeps, the server's time goes on. */
export class ServerTime {
  private offsetMs: number | null = null
  private doubtful: Doubt | null = null

  /** The wall clock jumped at `sinceMs` (monotonic), and kept times were moved by `movedMs` for it. */
  doubt(sinceMs: number, movedMs: number): void {
    this.doubtful = { sinceMs, movedMs: (this.doubtful?.movedMs ?? 0) + movedMs }
  }

  /** Notes a server's time (epoch ms) of a call started at `startedAtMs`. Returns by how much kept times are still to be moved. */
  note(serverDateMs: number, wallMs: number, startedAtMs: number): number {
    const { offsetMs: before, doubtful } = this
    if (doubtful && startedAtMs < doubtful.sinceMs) return 0
    this.offsetMs = serverDateMs - wallMs
    this.doubtful = null
    if (!doubtful || before === null) return 0
    const clockSetMs = before - this.offsetMs
    const missingMs = clockSetMs - doubtful.movedMs
    return Math.abs(missingMs) > TOLERANCE_MS ? missingMs : 0
  }
}
