/** A belief held before anything was seen: `perMs` changes a ms, as if learned in `weightMs` of watching. */
export interface Prior {
  readonly perMs: number
  readonly weightMs: number
}

/**
 * How often watched things of one sort change, learned from the answers: changes seen over time watched, both fading
 * with a half-life. With several half-lives the busiest one counts, so that a burst shows at once and fades by itself.
 */
export class ChangeRate {
  private readonly halfLivesMs: readonly number[]
  private readonly changes: number[]
  private readonly watchedMs: number[]
  private fadedAtMs: number

  constructor(halfLivesMs: readonly number[], nowMs: number) {
    this.halfLivesMs = halfLivesMs
    this.changes = halfLivesMs.map(() => 0)
    this.watchedMs = halfLivesMs.map(() => 0)
    this.fadedAtMs = nowMs
  }

  /** One thing was looked at after `waitedMs`; `change` is the weight of what was found, 0 for nothing new. */
  observe(waitedMs: number, change: number, nowMs: number): void {
    if (waitedMs <= 0) return
    this.fade(nowMs)
    for (const [index, halfLifeMs] of this.halfLivesMs.entries()) {
      const timeConstantMs = halfLifeMs / Math.LN2
      const seenMs = timeConstantMs * (1 - Math.exp(-waitedMs / timeConstantMs))
      this.watchedMs[index] = (this.watchedMs[index] ?? 0) + (change > 0 ? seenMs / 2 : seenMs)
      this.changes[index] = (this.changes[index] ?? 0) + (change * seenMs) / waitedMs
    }
  }

  /** Weighted changes a ms. */
  perMs(prior: Prior, nowMs: number): number {
    this.fade(nowMs)
    let busiest = 0
    for (const [index, watchedMs] of this.watchedMs.entries()) {
      const rate = ((this.changes[index] ?? 0) + prior.perMs * prior.weightMs) / (watchedMs + prior.weightMs)
      if (rate > busiest) busiest = rate
    }
    return busiest
  }

  private fade(nowMs: number): void {
    const elapsedMs = nowMs - this.fadedAtMs
    if (elapsedMs <= 0) return
    for (const [index, halfLifeMs] of this.halfLivesMs.entries()) {
      const left = 2 ** (-elapsedMs / halfLifeMs)
      this.changes[index] = (this.changes[index] ?? 0) * left
      this.watchedMs[index] = (this.watchedMs[index] ?? 0) * left
    }
    this.fadedAtMs = nowMs
  }
}
