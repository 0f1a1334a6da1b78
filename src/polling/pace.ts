import { Breaker } from './breaker'
import { Concurrency } from './concurrency'
import { LimitWindow } from './limit-window'
import { TokenBucket } from './token-bucket'

export interface PaceLimits {
  /** The operator's budget: never exceeded, often undercut while the cloud bears less. */
  readonly callsPerSecond: number
  /** The ceiling of calls in flight: 6 over HTTP/1.1, up to 32 over HTTP/2. */
  readonly maxInFlight: number
  /** Calls that may start at once after a quiet time. */
  readonly burst: number
}

export type CallEnd =
  | { readonly kind: 'fine' }
  /** The way to the cloud failed: time-out, network, gateway. */
  | { readonly kind: 'unreachable'; readonly retryAfterMs: number | null }
  | { readonly kind: 'limited'; readonly retryAfterMs: number | null }

/** Why calls wait, and until when at least; ms of the monotonic clock. */
export type PaceHold =
  | { readonly kind: 'limited'; readonly untilMs: number }
  /** No probe starts before; one under way may end the outage sooner. */
  | { readonly kind: 'outage'; readonly untilMs: number }

/** After an outage the cloud may be weak, and all clients come back together. */
const SHARE_AFTER_OUTAGE = 0.5

/**
 * When a call may start, for the whole engine: a token bucket whose rate follows what the cloud bears, an adaptive
 * bound on calls in flight, a window in which the cloud wants none, and a breaker. Times are monotonic ms (cloud-api §1).
 */
export class Pace {
  private readonly bucket: TokenBucket
  private readonly concurrency: Concurrency
  private readonly window: LimitWindow
  private readonly breaker: Breaker
  private inFlight = 0

  /** `random` is uniform in [0, 1). Throws RangeError on a budget that is not above 0 or a ceiling below 1. */
  constructor({ callsPerSecond, maxInFlight, burst }: PaceLimits, random: () => number) {
    this.bucket = new TokenBucket(budgetOf(callsPerSecond), burst)
    this.concurrency = new Concurrency(ceilingOf(maxInFlight))
    this.window = new LimitWindow(random)
    this.breaker = new Breaker(random)
  }

  get callsInFlight(): number {
    return this.inFlight
  }

  /** Calls a second that may start at present: the budget, or less. */
  get callsPerSecond(): number {
    return this.bucket.callsPerSecond
  }

  /** Calls that may be in flight at present: the ceiling, or less; one in an outage. */
  get allowedInFlight(): number {
    return this.breaker.isOpen ? 1 : this.concurrency.calls
  }

  /** Out of reach: only one probing call at a time is let through. */
  get outage(): boolean {
    return this.breaker.isOpen
  }

  /** What keeps all calls waiting at `nowMs`, beyond the usual pace. */
  hold(nowMs: number): PaceHold | null {
    const limitedUntilMs = this.window.untilMs
    if (this.outage) return { kind: 'outage', untilMs: Math.max(this.breaker.readyAtMs, limitedUntilMs) }
    return nowMs < limitedUntilMs ? { kind: 'limited', untilMs: limitedUntilMs } : null
  }

  /** Takes effect at once and gives no burst: calls saved up are forgotten. Throws RangeError when not above 0. */
  setBudget(callsPerSecond: number): void {
    this.bucket.setBudget(budgetOf(callsPerSecond))
  }

  /** A higher ceiling is grown into, a lower one binds all later starts. Throws RangeError when below 1. */
  setCeiling(maxInFlight: number): void {
    this.concurrency.setCeiling(ceilingOf(maxInFlight))
  }

  /** Starts one call if it may start at `nowMs`. Each call started is owed one `end` or `drop`. */
  tryStart(nowMs: number): boolean {
    if (nowMs < this.readyAtMs(nowMs)) return false
    this.bucket.take()
    this.breaker.started(nowMs)
    this.inFlight += 1
    return true
  }

  /** Ends a call that took `tookMs`; without it, the call counts as begun at its end and its time is not judged. */
  end(outcome: CallEnd, nowMs: number, tookMs?: number): void {
    const isNews = this.window.isNews(nowMs - (tookMs ?? 0))
    if (outcome.kind === 'unreachable') this.endUnreachable(outcome.retryAfterMs, nowMs)
    else {
      if (this.breaker.answered()) this.comeBack(nowMs)
      if (outcome.kind === 'limited') this.endLimited(outcome.retryAfterMs, isNews, nowMs, tookMs)
      else if (isNews) this.endFine(nowMs, tookMs)
    }
    this.inFlight -= 1
  }

  /** Ends a call whose result nobody waits for; it says nothing about the cloud. */
  drop(): void {
    this.breaker.dropped()
    this.inFlight -= 1
  }

  /** The operator wants an answer now: probe at once, yet 5 s after the call before. A window of a limit still holds. */
  probeNow(): void {
    this.breaker.probeNow()
  }

  /** The earliest time at which a call may start; `Infinity` while all slots are taken. */
  readyAtMs(nowMs: number): number {
    if (this.inFlight >= this.allowedInFlight) return Infinity
    return Math.max(this.bucket.readyAtMs(nowMs), this.breaker.readyAtMs, this.window.untilMs)
  }

  private endFine(nowMs: number, tookMs?: number): void {
    this.window.calm()
    this.bucket.calm(nowMs)
    this.concurrency.fine(this.inFlight, nowMs, tookMs)
  }

  private endLimited(retryAfterMs: number | null, isNews: boolean, nowMs: number, tookMs = 0): void {
    if (isNews) {
      this.bucket.cut(nowMs)
      this.concurrency.cut(nowMs, nowMs - tookMs)
      this.window.begin(retryAfterMs, nowMs)
    } else if (retryAfterMs) this.window.extend(retryAfterMs, nowMs)
    this.bucket.saveOneUntil(this.window.untilMs)
  }

  private endUnreachable(retryAfterMs: number | null, nowMs: number): void {
    this.breaker.failed(nowMs)
    if (!retryAfterMs) return
    this.window.extend(retryAfterMs, nowMs)
    this.bucket.saveOneUntil(this.window.untilMs)
  }

  private comeBack(nowMs: number): void {
    this.bucket.cut(nowMs, SHARE_AFTER_OUTAGE)
    this.bucket.saveOneUntil(nowMs)
  }
}

function budgetOf(callsPerSecond: number): number {
  if (!(callsPerSecond > 0 && Number.isFinite(callsPerSecond))) throw new RangeError(`budget of ${callsPerSecond} calls a second`)
  return callsPerSecond
}

function ceilingOf(maxInFlight: number): number {
  if (!(maxInFlight >= 1)) throw new RangeError(`ceiling of ${maxInFlight} calls in flight`)
  return Math.floor(maxInFlight)
}
