import type { Device } from '../domain/device'
import { isKnownStatus, progressOf, type KnownStatus, type Upgrade, type UpgradeKind } from '../domain/upgrade'
import type { Observation } from '../polling/observation'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const DAY_MS = 24 * 60 * MINUTE_MS

/** How long a device usually stays in a status, before anything is learned. Platform time-outs are 120–900 s (cloud-api §3). */
const USUAL_MS = {
  0: 8 * MINUTE_MS,
  1: 90 * SECOND_MS,
  2: 10 * SECOND_MS,
  3: 200 * SECOND_MS,
  4: 60 * SECOND_MS,
  5: 30 * MINUTE_MS,
  6: 30 * DAY_MS,
  7: 90 * SECOND_MS,
  8: 10 * MINUTE_MS,
  10: 30 * MINUTE_MS,
  20: 8 * SECOND_MS,
} as const satisfies Record<KnownStatus, number>

/** Places in the order of cloud-api §3; an ended task is where the next one begins. */
const STEP = { 0: 0, 8: 0, 5: 0, 6: 0, 10: 0, 1: 1, 7: 1, 2: 2, 3: 3, 20: 4, 4: 5 } as const satisfies Record<KnownStatus, number>

const USUAL_UNKNOWN_MS = 30 * DAY_MS

/** What needs a person is worth ten ordinary changes. */
const WEIGHT = { failed: 10, confirm: 10, running: 1, queued: 1, offline: 1, done: 1, unknown: 1 } as const satisfies Record<UpgradeKind, number>

/** An answer in the scheduler's words: products are families, the wire status is the stage. */
export function observationOf({ productId }: Pick<Device, 'productId'>, upgrade: Upgrade): Observation {
  const { kind, status, targetVersion } = upgrade
  const progress = progressOf(upgrade)
  return {
    family: productId,
    stage: String(status),
    step: isKnownStatus(status) ? STEP[status] : 0,
    version: targetVersion ?? '',
    resting: kind === 'done' || kind === 'unknown',
    progress: progress.kind === 'percent' ? progress.percent : null,
    weight: WEIGHT[kind],
    usualMs: isKnownStatus(status) ? USUAL_MS[status] : USUAL_UNKNOWN_MS,
  }
}
