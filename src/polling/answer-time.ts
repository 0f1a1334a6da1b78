/** Recent answers that take this many times the usual mean that calls queue up on their way. */
const INFLATED = 2
/** Below this, times say more about timers than about the way to the cloud. */
const LEAST_USUAL_MS = 25
/** One straggler counts as this many times the usual at the most: only several together are a sign. */
const STRAGGLER = 4
const RECENT_SHARE = 1 / 8
const USUAL_MS = 30_000

export interface Slots {
  readonly allowed: number
  /** With the call that ended. */
  readonly taken: number
}

/** Mean times of fine answers, ms: the recent one over 8 answers, the usual one over 30 s. */
export class AnswerTime {
  private usualMs: number | null = null
  private recentMs = 0
  private seenAtMs = 0

  get isInflated(): boolean {
    return this.usualMs !== null && this.recentMs > INFLATED * Math.max(LEAST_USUAL_MS, this.usualMs)
  }

  /** The usual time rises only where our own calls do not crowd the way, else every queue would soon be usual. */
  see(tookMs: number, nowMs: number, { allowed, taken }: Slots): void {
    if (this.usualMs === null) {
      this.usualMs = tookMs
      this.recentMs = tookMs
    } else {
      const heardMs = Math.min(tookMs, STRAGGLER * Math.max(LEAST_USUAL_MS, this.usualMs))
      this.recentMs += RECENT_SHARE * (heardMs - this.recentMs)
      const share = allowed === 1 ? RECENT_SHARE : Math.min(RECENT_SHARE, (nowMs - this.seenAtMs) / USUAL_MS)
      const crowded = allowed > 1 && taken >= allowed
      if (heardMs < this.usualMs || !crowded) this.usualMs += share * (heardMs - this.usualMs)
    }
    this.seenAtMs = nowMs
  }
}
