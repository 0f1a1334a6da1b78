import { NO_NEWS, type News, type NewsCounts, type NewsKind } from './news'

/** After one was told, nothing is for so long. */
export const SILENCE_MS = 60_000
/** What is to be told waits so long for company: failures come in bursts. */
export const GATHER_MS = 10_000
/** Names that a summary gives. */
const MOST_NAMED = 3

/** All that came since the last one. */
export interface Alert {
  readonly counts: NewsCounts
  /** The first of them. */
  readonly named: readonly News[]
}

/**
 * When what is told of the news that come while nobody looks: one summary a minute at most, each thing in exactly one of
 * them. `nowMs` may be of any clock that does not run back.
 */
export class AlertPlan {
  private counts: Record<NewsKind, number> = { ...NO_NEWS }
  private named: News[] = []
  private gatheringSinceMs: number | null = null
  private silentUntilMs = -Infinity

  /** Something came that nobody saw. */
  note(news: News, nowMs: number): void {
    this.gatheringSinceMs ??= Math.max(nowMs, this.silentUntilMs)
    this.counts[news.kind] += 1
    if (this.named.length < MOST_NAMED) this.named.push(news)
  }

  /** Somebody looks: what was to be told is seen. */
  seen(): void {
    this.counts = { ...NO_NEWS }
    this.named = []
    this.gatheringSinceMs = null
  }

  /** What is to be told now, once; `null` when nothing is. `isQuiet`: it waits for the end of the quiet hours. */
  take(nowMs: number, isQuiet: boolean): Alert | null {
    const since = this.gatheringSinceMs
    if (since === null || isQuiet || nowMs < since + GATHER_MS) return null
    const alert = { counts: { ...this.counts }, named: [...this.named] }
    this.told(nowMs)
    return alert
  }

  /** All that came until now was told, here or by somebody else. */
  told(nowMs: number): void {
    this.seen()
    this.silentUntilMs = nowMs + SILENCE_MS
  }
}
