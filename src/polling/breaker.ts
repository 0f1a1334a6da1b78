import { fullJitterMs } from './backoff'

/** Failures in a row after which the cloud counts as out of reach and is only probed. */
export const OUTAGE_AFTER = 5
/** Least time between a probe and the call before it, from start to start; a person who asks for one waits for it too. */
export const PROBE_GAP_MS = 5_000
/** On top of the gap, so that many operators do not probe in step. */
const PROBE = { baseMs: 2_000, capMs: 25_000 }

/** Open while the cloud is out of reach; then one probe at a time, the first answer closes it. */
export class Breaker {
  private readonly random: () => number
  private failures = 0
  private failedProbes = 0
  private probing = false
  private startedAtMs = -Infinity
  private probeAtMs = -Infinity

  constructor(random: () => number) {
    this.random = random
  }

  get isOpen(): boolean {
    return this.failures >= OUTAGE_AFTER
  }

  /** When the next probe may start; the owner lets none start beside another call. */
  get readyAtMs(): number {
    return this.isOpen ? Math.max(this.probeAtMs, this.startedAtMs + PROBE_GAP_MS) : -Infinity
  }

  started(nowMs: number): void {
    this.startedAtMs = nowMs
    this.probing = this.isOpen
  }

  failed(nowMs: number): void {
    const isLate = this.isOpen && !this.probing
    this.failures += 1
    this.probing = false
    if (!this.isOpen || isLate) return
    this.failedProbes += 1
    this.probeAtMs = Math.max(nowMs, this.startedAtMs + PROBE_GAP_MS) + fullJitterMs(this.failedProbes, PROBE, this.random)
  }

  /** The cloud spoke, be it only to refuse. Tells whether that ended an outage. */
  answered(): boolean {
    const wasOpen = this.isOpen
    this.failures = 0
    this.failedProbes = 0
    this.probing = false
    return wasOpen
  }

  dropped(): void {
    this.probing = false
  }

  probeNow(): void {
    this.probeAtMs = -Infinity
  }
}
