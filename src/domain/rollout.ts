import { kindOf, type FleetRow } from './fleet-row'
import { zeroByKind, type UpgradeKind } from './upgrade'

/** All devices of a product that have the same target version. */
export interface Rollout {
  readonly productId: string
  readonly targetVersion: string
  readonly total: number
  readonly byKind: Readonly<Record<UpgradeKind, number>>
}

/** The fleet's rollouts, largest unfinished first. Devices without a target version belong to none. */
export function groupRollouts(rows: Iterable<FleetRow>): Rollout[] {
  const groups = new Map<string, { productId: string; targetVersion: string; total: number; byKind: Record<UpgradeKind, number> }>()
  for (const row of rows) {
    const targetVersion = row.snapshot?.upgrade.targetVersion
    if (!targetVersion) continue
    const { productId } = row.device
    const key = JSON.stringify([productId, targetVersion])
    let group = groups.get(key)
    if (!group) {
      group = { productId, targetVersion, total: 0, byKind: zeroByKind() }
      groups.set(key, group)
    }
    group.total += 1
    group.byKind[kindOf(row)] += 1
  }
  return [...groups.values()].toSorted((a, b) => openDevices(b) - openDevices(a) || b.total - a.total)
}

/** Share of devices done, 0–1. */
export function doneShare(rollout: Rollout): number {
  return rollout.byKind.done / rollout.total
}

function openDevices(rollout: Rollout): number {
  return rollout.total - rollout.byKind.done
}
