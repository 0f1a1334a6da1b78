import { isTransportFailure } from '../domain/call-failure'
import type { FleetRow } from '../domain/fleet-row'

/** Whether the device had no good answer within the interval that was planned for it; `nowMs` is wall time. */
export function isOverdue({ snapshot }: FleetRow, nowMs: number): boolean {
  return snapshot === null || snapshot.observedAt + (snapshot.expectedIntervalMs ?? 0) <= nowMs
}

/** Whether the last call did not even reach the cloud. */
export function wasNotReached({ call }: FleetRow): boolean {
  return call.kind === 'failed' && isTransportFailure(call.failure)
}
