import type { CallEnd } from '@/polling/pace'
import type { PaceLike } from './paced-run'

interface Naive {
  readonly callsPerSecond: number
  readonly maxInFlight: number
  readonly burst: number
  /** After 5 failures in a row one call at a time, this many ms apart; `null` for no breaker at all. */
  readonly probeEveryMs: number | null
  /** The rate on each limit, as a share of the rate before; it never recovers. */
  readonly limitedShare: number
}

/** A client as it is often written, for positive controls: a bucket that knows nothing about the cloud. */
export class NaivePace implements PaceLike {
  private readonly naive: Naive
  private callsPerSecond: number
  private tokens: number
  private filledAtMs = 0
  private inFlight = 0
  private failures = 0
  private startedAtMs = -Infinity

  constructor(naive: Partial<Naive> & Pick<Naive, 'callsPerSecond' | 'maxInFlight'>) {
    this.naive = { burst: 1, probeEveryMs: null, limitedShare: 1, ...naive }
    this.callsPerSecond = naive.callsPerSecond
    this.tokens = this.naive.burst
  }

  tryStart(nowMs: number) {
    if (nowMs < this.readyAtMs(nowMs)) return false
    this.tokens -= 1
    this.inFlight += 1
    this.startedAtMs = nowMs
    return true
  }

  readyAtMs(nowMs: number) {
    const { burst, maxInFlight, probeEveryMs } = this.naive
    const probes = probeEveryMs !== null && this.failures >= 5
    if (this.inFlight >= (probes ? 1 : maxInFlight)) return Infinity
    this.tokens = Math.min(burst, this.tokens + ((nowMs - this.filledAtMs) * this.callsPerSecond) / 1000)
    this.filledAtMs = nowMs
    const tokenAtMs = this.tokens >= 1 - 1e-9 ? nowMs : nowMs + ((1 - this.tokens) * 1000) / this.callsPerSecond
    return probes ? Math.max(tokenAtMs, this.startedAtMs + probeEveryMs) : tokenAtMs
  }

  end(outcome: CallEnd) {
    this.inFlight -= 1
    this.failures = outcome.kind === 'unreachable' ? this.failures + 1 : 0
    if (outcome.kind === 'limited') this.callsPerSecond *= this.naive.limitedShare
  }
}
