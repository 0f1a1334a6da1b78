import { kindOf, type FleetRow } from './fleet-row'
import { zeroByKind, type UpgradeKind } from './upgrade'

/** All devices of a product that have the same target version. */
export interface Rollout {
  readonly productId: string
  readonly targetVersion: string
  readonly total: number
  readonly byKind: Readonly<Record<UpgradeKind, number>>
}

interface OpenRollout extends Rollout {
  total: number
  byKind: Record<UpgradeKind, number>
}

/** The fleet's rollouts, kept up to date row by row. Devices without a target version belong to none. */
export class Rollouts {
  /** By ProductId, then by target version. */
  private readonly groups = new Map<string, Map<string, OpenRollout>>()

  add(row: FleetRow): void {
    this.count(row, 1)
  }

  remove(row: FleetRow): void {
    this.count(row, -1)
  }

  clear(): void {
    this.groups.clear()
  }

  /** Copies, the one with the most left to do first. */
  list(): readonly Rollout[] {
    const groups = [...this.groups.values()].flatMap((versions) => [...versions.values()])
    const copies = groups.map((group): Rollout => ({ ...group, byKind: { ...group.byKind } }))
    return copies.toSorted((a, b) => openDevices(b) - openDevices(a) || b.total - a.total)
  }

  private count(row: FleetRow, by: 1 | -1): void {
    const targetVersion = row.snapshot?.upgrade.targetVersion
    if (!targetVersion) return
    const { productId } = row.device
    let versions = this.groups.get(productId)
    if (!versions) this.groups.set(productId, (versions = new Map()))
    let group = versions.get(targetVersion)
    if (!group) versions.set(targetVersion, (group = { productId, targetVersion, total: 0, byKind: zeroByKind() }))
    group.total += by
    group.byKind[kindOf(row)] += by
    if (group.total === 0) versions.delete(targetVersion)
  }
}

export interface VersionCount {
  readonly targetVersion: string
  readonly count: number
}

/** The target versions of a product, or with `null` of all, each with its devices. */
export function targetVersions(rollouts: readonly Rollout[], productId: string | null): readonly VersionCount[] {
  const counts = new Map<string, number>()
  for (const rollout of rollouts) {
    if (productId !== null && rollout.productId !== productId) continue
    counts.set(rollout.targetVersion, (counts.get(rollout.targetVersion) ?? 0) + rollout.total)
  }
  return [...counts].map(([targetVersion, count]) => ({ targetVersion, count }))
}

/** Share of devices done, 0–1. */
export function doneShare(rollout: Rollout): number {
  return rollout.byKind.done / rollout.total
}

function openDevices(rollout: Rollout): number {
  return rollout.total - rollout.byKind.done
}
