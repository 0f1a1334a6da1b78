import { isTransportFailure, type CallFailure } from '../domain/call-failure'
import { fullJitterMs } from '../polling/backoff'
import type { CallEnd } from '../polling/pace'

const QUICK = { baseMs: 2_000, capMs: 60_000 }
const SLOW = { baseMs: 30_000, capMs: 300_000 }
const FLOOR_MS = 1_000

/**
 * How long after the `attempts`-th failure in a row a device is asked again, ms; full jitter, so never in step. What may
 * pass comes round with the others at least: `sweepMs` is the time of one round, `null` while no device answers.
 */
export function againAfterFailureMs(failure: CallFailure, attempts: number, sweepMs: number | null, random: () => number): number {
  const lasting = failure.kind === 'denied' || failure.kind === 'rejected'
  if (lasting) return FLOOR_MS + fullJitterMs(attempts, SLOW, random)
  const capMs = Math.max(QUICK.baseMs, Math.min(QUICK.capMs, sweepMs ?? QUICK.capMs))
  return FLOOR_MS + fullJitterMs(attempts, { ...QUICK, capMs }, random)
}

/** What a failed call says about the way to the cloud. */
export function callEndOf(failure: CallFailure): CallEnd {
  const retryAfterMs = 'retryAfterMs' in failure ? failure.retryAfterMs : null
  if (failure.kind === 'rate-limited') return { kind: 'limited', retryAfterMs }
  return isTransportFailure(failure) ? { kind: 'unreachable', retryAfterMs } : { kind: 'fine' }
}
