import type { DeviceId } from '../../../src/domain/device'
import type { Observation } from '../../../src/polling/observation'
import type { UpgradeKind } from '../../../src/domain/upgrade'

export interface Seen {
  readonly kind: UpgradeKind
  readonly observation: Observation
}

/** Whom to ask next. `next` is called whenever the policy may send a call; `undefined` lets the chance pass. */
export interface Policy {
  /** ms between chances; a policy that keeps the budget has one for each call of it. */
  readonly everyMs: number
  next(nowMs: number): DeviceId | undefined
  answered(id: DeviceId, seen: Seen, nowMs: number): void
  /** The cloud refused the call: more were sent than it allows. */
  refused(id: DeviceId, nowMs: number): void
}

export type PolicyName = 'round-robin' | 'all-every-n' | 'per-kind' | 'lookout'

/** A policy starts with a fleet of which everything was seen at time 0. */
export type CreatePolicy = (fleet: ReadonlyMap<DeviceId, Seen>, callsPerSecond: number) => Policy
