/** Ends the timer; calling it again, or after the timer fired, does nothing. */
export type Cancel = () => void

/** All time that the engine knows. Intervals use `nowMs` (monotonic); `wallMs` (epoch) is for display and storage. */
export interface Clock {
  nowMs(): number
  wallMs(): number
  after(delayMs: number, run: () => void): Cancel
}

/** The clock of the browser and of Node. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
