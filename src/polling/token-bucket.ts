import { AdaptiveRate } from './adaptive-rate'

/** Floating point: a token that lacks less than this is whole. */
const ALMOST = 1e-9

/** Spaces calls at an adaptive rate; a quiet time saves up a burst, but not while the rate is below the budget. */
export class TokenBucket {
  private readonly rate: AdaptiveRate
  private readonly burst: number
  private tokens: number
  private filledAtMs = 0
  /** After a change of the budget: the rate before it, for a raised budget must not work backwards. */
  private rateBefore: number | null = null

  constructor(callsPerSecond: number, burst: number) {
    this.rate = new AdaptiveRate(callsPerSecond)
    this.burst = Math.max(1, burst)
    this.tokens = this.burst
  }

  get callsPerSecond(): number {
    return this.rate.perSecond
  }

  setBudget(callsPerSecond: number): void {
    this.rateBefore = Math.min(this.rateBefore ?? Infinity, this.rate.perSecond)
    this.rate.setBudget(callsPerSecond)
    this.tokens = Math.min(1, this.tokens)
  }

  readyAtMs(nowMs: number): number {
    this.fill(nowMs)
    if (this.tokens >= 1 - ALMOST) return nowMs
    return Math.max(nowMs, this.filledAtMs) + ((1 - this.tokens) * 1000) / this.rate.perSecond
  }

  take(): void {
    this.tokens -= 1
  }

  /** The time until then, and all before it, has saved up one call at the most. */
  saveOneUntil(untilMs: number): void {
    this.fill(untilMs)
    this.tokens = Math.min(1, this.tokens)
  }

  cut(nowMs: number, share?: number): void {
    this.fill(nowMs)
    this.rate.cut(share)
  }

  calm(nowMs: number): void {
    this.fill(nowMs)
    this.rate.calm(nowMs)
  }

  private fill(nowMs: number): void {
    if (nowMs <= this.filledAtMs) return
    const { perSecond, isWhole } = this.rate
    const gained = ((nowMs - this.filledAtMs) * Math.min(perSecond, this.rateBefore ?? Infinity)) / 1000
    const most = isWhole && this.rateBefore === null ? this.burst : 1
    this.tokens = Math.min(most, this.tokens + gained)
    this.filledAtMs = nowMs
    this.rateBefore = null
  }
}
