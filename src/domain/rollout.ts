import { Extreme } from './extreme'
import { causeOf, type CauseCount, type FailureCause } from './failure-cause'
import { kindOf, type FleetRow, type Snapshot } from './fleet-row'
import { zeroByKind, type UpgradeKind } from './upgrade'

/** All devices of a product that have the same target version. Times are ms since the epoch. */
export interface Rollout {
  readonly productId: string
  readonly targetVersion: string
  readonly total: number
  readonly byKind: Readonly<Record<UpgradeKind, number>>
  /**
   * When the first of the present states was entered; what went before it is not told. `exact` is false where the device
   * was in it already when watching began: then it was no later than this.
   */
  readonly firstActivity: { readonly at: number; readonly exact: boolean }
  /** When a status or percentage last moved; `null` while none was seen to move. */
  readonly lastActivityAt: number | null
  /** Why the failed ones failed, the commonest first; the counts sum to `byKind.failed`. */
  readonly causes: readonly CauseCount[]
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

  /** As they are now, the one with the most left to do first. */
  list(): readonly Rollout[] {
    const groups = [...this.groups.values()].flatMap((versions) => [...versions.values()])
    return groups.map((group) => group.copy()).toSorted(compareRollouts)
  }

  private count(row: FleetRow, by: 1 | -1): void {
    const targetVersion = row.snapshot?.upgrade.targetVersion
    if (!targetVersion) return
    const { productId } = row.device
    let versions = this.groups.get(productId)
    if (!versions) this.groups.set(productId, (versions = new Map()))
    let group = versions.get(targetVersion)
    if (!group) versions.set(targetVersion, (group = new OpenRollout(productId, targetVersion)))
    group.count(row, row.snapshot, by)
    if (group.total > 0) return
    versions.delete(targetVersion)
    if (versions.size === 0) this.groups.delete(productId)
  }
}

/** One rollout while rows come and go. */
class OpenRollout {
  private readonly productId: string
  private readonly targetVersion: string
  total = 0
  private readonly byKind = zeroByKind()
  private readonly causes = new Map<FailureCause, number>()
  private readonly begunExactly = new Extreme('least')
  private readonly begunBefore = new Extreme('least')
  private readonly moved = new Extreme('greatest')
  private copied: Rollout | null = null

  constructor(productId: string, targetVersion: string) {
    this.productId = productId
    this.targetVersion = targetVersion
  }

  count(row: FleetRow, snapshot: Snapshot, by: 1 | -1): void {
    this.copied = null
    this.total += by
    this.byKind[kindOf(row)] += by
    const note = by === 1 ? 'add' : 'remove'
    const { since, changedAt } = snapshot
    const begun = since.exact ? this.begunExactly : this.begunBefore
    begun[note](since.at)
    if (wasSeenMoving(snapshot)) this.moved[note](changedAt)
    const cause = causeOf(snapshot.upgrade)
    if (cause !== null) this.countCause(cause, by)
  }

  /** The same one until something changes, so that what shows it has nothing to do. */
  copy(): Rollout {
    const { productId, targetVersion, total, byKind } = this
    return (this.copied ??= { productId, targetVersion, total, byKind: { ...byKind }, firstActivity: this.firstActivity(), lastActivityAt: this.moved.get(), causes: this.causeCounts() })
  }

  private countCause(cause: FailureCause, by: 1 | -1): void {
    const count = (this.causes.get(cause) ?? 0) + by
    if (count > 0) this.causes.set(cause, count)
    else this.causes.delete(cause)
  }

  private causeCounts(): readonly CauseCount[] {
    return [...this.causes].map(([cause, count]) => ({ cause, count })).toSorted((a, b) => b.count - a.count || compareTexts(a.cause, b.cause))
  }

  private firstActivity(): Rollout['firstActivity'] {
    const exactAt = this.begunExactly.get() ?? Infinity
    const beforeAt = this.begunBefore.get() ?? Infinity
    return { at: Math.min(exactAt, beforeAt), exact: exactAt < beforeAt }
  }
}

/** The first sight of a device says nothing of when it moved. */
function wasSeenMoving({ since, changedAt }: Snapshot): boolean {
  return since.exact || changedAt !== since.at
}

function compareRollouts(a: Rollout, b: Rollout): number {
  return openDevices(b) - openDevices(a) || b.total - a.total || compareTexts(a.productId, b.productId) || compareTexts(a.targetVersion, b.targetVersion)
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
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

/** One name for the rollout, among all there are. */
export function rolloutKey({ productId, targetVersion }: Pick<Rollout, 'productId' | 'targetVersion'>): string {
  return `${productId}/${targetVersion}`
}

/** Share of devices done, 0–1. */
export function doneShare(rollout: Rollout): number {
  return rollout.byKind.done / rollout.total
}

/** Devices that are not done. */
export function openDevices(rollout: Rollout): number {
  return rollout.total - rollout.byKind.done
}
