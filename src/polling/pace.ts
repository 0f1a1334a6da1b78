import { fullJitterMs } from './backoff'

export interface PaceLimits {
  readonly callsPerSecond: number
  readonly maxInFlight: number
  /** Calls that may start at once after a quiet time. */
  readonly burst: number
}

export type CallEnd =
  | { readonly kind: 'fine' }
  /** The way to the cloud failed: time-out, network, gateway. */
  | { readonly kind: 'unreachable'; readonly retryAfterMs: number | null }
  | { readonly kind: 'limited'; readonly retryAfterMs: number | null }

/** Failures in a row after which the cloud counts as out of reach and is only probed. */
export const OUTAGE_AFTER = 5
const OUTAGE = { baseMs: 1000, capMs: 30_000 }
/** A cloud that asks for more is asked again after this long: nobody would see why nothing moves. */
const LONGEST_PAUSE_MS = 3_600_000
const LIMITED = { baseMs: 2000, capMs: 60_000 }

/** When a call may start: a token bucket, a bound on calls in flight, and a pause while the cloud is down or says stop. */
export class Pace {
  private limits: PaceLimits
  private readonly random: () => number
  private tokens: number
  private filledAtMs = 0
  private inFlight = 0
  private failures = 0
  private limitHits = 0
  private probeAtMs = -Infinity
  private limitedUntilMs = -Infinity

  constructor(limits: PaceLimits, random: () => number) {
    this.limits = limits
    this.random = random
    this.tokens = limits.burst
  }

  get callsInFlight(): number {
    return this.inFlight
  }

  /** Out of reach: only one probing call at a time is let through. */
  get outage(): boolean {
    return this.failures >= OUTAGE_AFTER
  }

  /** Starts one call if it may start at `nowMs`. Each call started is owed one `end`. */
  tryStart(nowMs: number): boolean {
    if (nowMs < this.readyAtMs(nowMs)) return false
    this.tokens -= 1
    this.inFlight += 1
    return true
  }

  end(outcome: CallEnd, nowMs: number): void {
    this.inFlight -= 1
    if (outcome.kind === 'fine') {
      this.failures = 0
      this.limitHits = 0
      this.probeAtMs = -Infinity
      return
    }
    if (outcome.kind === 'limited') this.holdAfterLimit(outcome.retryAfterMs, nowMs)
    else this.holdAfterFailure(outcome.retryAfterMs, nowMs)
  }

  /** Ends a call whose result nobody waits for; it says nothing about the cloud. */
  drop(): void {
    this.inFlight -= 1
  }

  /** The operator wants an answer now: probe at once. A pause that the cloud asked for still holds. */
  probeNow(): void {
    this.probeAtMs = -Infinity
  }

  /** The earliest time at which a call may start; `Infinity` while all slots are taken. */
  readyAtMs(nowMs: number): number {
    if (this.inFlight >= (this.outage ? 1 : this.limits.maxInFlight)) return Infinity
    this.fill(nowMs)
    const tokenAtMs = this.tokens >= 1 ? nowMs : nowMs + ((1 - this.tokens) * 1000) / this.limits.callsPerSecond
    return Math.max(tokenAtMs, this.probeAtMs, this.limitedUntilMs)
  }

  private holdAfterFailure(retryAfterMs: number | null, nowMs: number): void {
    this.failures += 1
    if (retryAfterMs !== null) this.waitUntil(nowMs + Math.min(retryAfterMs, LONGEST_PAUSE_MS))
    if (this.outage) this.probeAtMs = nowMs + fullJitterMs(this.failures - OUTAGE_AFTER + 2, OUTAGE, this.random)
  }

  private holdAfterLimit(retryAfterMs: number | null, nowMs: number): void {
    this.limitHits += 1
    this.failures = 0
    this.probeAtMs = -Infinity
    const ownMs = fullJitterMs(this.limitHits, LIMITED, this.random)
    this.waitUntil(nowMs + (retryAfterMs ? Math.min(retryAfterMs, LONGEST_PAUSE_MS) : ownMs))
  }

  private waitUntil(atMs: number): void {
    this.limitedUntilMs = Math.max(this.limitedUntilMs, atMs)
  }

  private fill(nowMs: number): void {
    const { callsPerSecond, burst } = this.limits
    const gained = (Math.max(0, nowMs - this.filledAtMs) * callsPerSecond) / 1000
    this.tokens = Math.min(burst, this.tokens + gained)
    this.filledAtMs = nowMs
  }
}
