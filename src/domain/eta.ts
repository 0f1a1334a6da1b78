import type { Snapshot } from './fleet-row'
import { progressOf } from './upgrade'

/**
 * When the present stage will reach 100 % if it goes on as fast as it went since it was first seen, in ms since the epoch;
 * `null` while no movement of the percentage was seen. Writing and the restart come after it.
 */
export function stageEndAt(snapshot: Snapshot | null): number | null {
  if (snapshot === null) return null
  const progress = progressOf(snapshot.upgrade)
  if (progress.kind !== 'percent' || snapshot.firstPercent === null) return null
  const moved = progress.percent - snapshot.firstPercent
  const tookMs = snapshot.changedAt - snapshot.since.at
  if (moved <= 0 || tookMs <= 0) return null
  return snapshot.changedAt + ((100 - progress.percent) / moved) * tookMs
}
