const WINDOW_MS = 60_000
const RATE_WINDOW_MS = 10_000

/** Calls and failures of the last minute, kept by the second. Times are of the monotonic clock. */
export class CallStatistics {
  private readonly seconds = new Map<number, { calls: number; failures: number }>()

  count(nowMs: number, outcome: 'call' | 'failure'): void {
    const second = Math.floor(nowMs / 1000)
    const entry = this.seconds.get(second) ?? { calls: 0, failures: 0 }
    if (outcome === 'call') entry.calls += 1
    else entry.failures += 1
    this.seconds.set(second, entry)
  }

  /** Calls a second over the last 10 s, and failures in the last 60 s. */
  read(nowMs: number): { callsPerSecond: number; failuresLastMinute: number } {
    let calls = 0
    let failures = 0
    for (const [second, entry] of this.seconds) {
      const ageMs = nowMs - second * 1000
      if (ageMs > WINDOW_MS) this.seconds.delete(second)
      else {
        failures += entry.failures
        if (ageMs <= RATE_WINDOW_MS) calls += entry.calls
      }
    }
    return { callsPerSecond: (calls * 1000) / RATE_WINDOW_MS, failuresLastMinute: failures }
  }
}
