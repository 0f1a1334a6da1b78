import { isTransportFailure, type CallFailure } from '../domain/call-failure'
import type { UpgradeKind } from '../domain/upgrade'
import { fullJitterMs } from '../polling/backoff'
import type { CallEnd } from '../polling/pace'

/** How long after an answer a device is asked again, ms. Running: as the official page does (cloud-api §1). */
export const INTERVAL_MS = {
  running: 2_000,
  queued: 10_000,
  confirm: 10_000,
  offline: 60_000,
  unknown: 60_000,
  done: 300_000,
  failed: 300_000,
} as const satisfies Record<UpgradeKind, number>

const QUICK = { baseMs: 2_000, capMs: 60_000 }
const SLOW = { baseMs: 30_000, capMs: 300_000 }
const FLOOR_MS = 1_000

/** How long after the `attempts`-th failure in a row a device is asked again, ms; full jitter, so never in step. */
export function againAfterFailureMs(failure: CallFailure, attempts: number, random: () => number): number {
  const lasting = failure.kind === 'denied' || failure.kind === 'rejected'
  return FLOOR_MS + fullJitterMs(attempts, lasting ? SLOW : QUICK, random)
}

/** What a failed call says about the way to the cloud. */
export function callEndOf(failure: CallFailure): CallEnd {
  const retryAfterMs = 'retryAfterMs' in failure ? failure.retryAfterMs : null
  if (failure.kind === 'rate-limited') return { kind: 'limited', retryAfterMs }
  return isTransportFailure(failure) ? { kind: 'unreachable', retryAfterMs } : { kind: 'fine' }
}
