import type { Device } from './device'
import type { FleetRow } from './fleet-row'
import { actionIn, isPending, isSameStanding, type OrderAction, type PendingOrder, type Standing } from './order'

/** One device to be told, and what the operator saw of it when deciding that. */
export interface OrderTarget extends Standing {
  readonly device: Device
  readonly action: OrderAction
  readonly sourceVersion: string | null
}

/** Why a device cannot be told. `pending`: an order is under way already. `never-seen`: its status is not known yet. */
export type Obstacle = 'pending' | 'never-seen' | 'status'

export interface OrderPlan {
  readonly targets: readonly OrderTarget[]
  readonly obstacles: readonly { readonly row: FleetRow; readonly why: Obstacle }[]
}

/** What a row shows; `null` before any answer. */
export function standingOf({ snapshot }: FleetRow): Standing | null {
  return snapshot && { status: snapshot.upgrade.status, since: snapshot.since.at, targetVersion: snapshot.upgrade.targetVersion }
}

/** What may be ordered of a device at `now`; `null` when nothing. */
export function actionFor({ snapshot, order }: FleetRow, now: number): OrderAction | null {
  return snapshot === null || isPending(order, now) ? null : actionIn(snapshot.upgrade.status)
}

/** Which of the rows can be told at `now`, as they stand, and why the others cannot. Each device once, in the order given. */
export function planOrders(rows: Iterable<FleetRow>, now: number): OrderPlan {
  const targets: OrderTarget[] = []
  const obstacles: { row: FleetRow; why: Obstacle }[] = []
  const planned = new Set<string>()
  for (const row of rows) {
    if (planned.has(row.device.id)) continue
    planned.add(row.device.id)
    const target = targetOf(row, now)
    if (target) targets.push(target)
    else obstacles.push({ row, why: obstacleOf(row, now) })
  }
  return { targets, obstacles }
}

/** What keeps a device from what was decided about it: only one that shows exactly what it showed then may be told. */
export function hindranceOf(target: OrderTarget, row: FleetRow | undefined, now: number): 'gone' | 'pending' | 'changed' | null {
  if (!row) return 'gone'
  if (isPending(row.order, now)) return 'pending'
  const standing = standingOf(row)
  const isAsSeen = standing !== null && isSameStanding(target, standing) && actionIn(standing.status) === target.action
  return isAsSeen ? null : 'changed'
}

/** The row with another order, or none. */
export function withOrder(row: FleetRow, order: PendingOrder | null): FleetRow {
  return Object.freeze<FleetRow>({ ...row, order: order && Object.freeze(order) })
}

function targetOf(row: FleetRow, now: number): OrderTarget | null {
  const action = actionFor(row, now)
  const standing = standingOf(row)
  if (action === null || standing === null) return null
  return Object.freeze({ ...standing, device: row.device, action, sourceVersion: row.snapshot?.upgrade.sourceVersion ?? null })
}

function obstacleOf({ snapshot, order }: FleetRow, now: number): Obstacle {
  if (snapshot === null) return 'never-seen'
  return isPending(order, now) ? 'pending' : 'status'
}

/** Orders alike: the same action for the same product and versions. */
export interface OrderGroup {
  readonly action: OrderAction
  readonly productId: string
  readonly sourceVersion: string | null
  readonly targetVersion: string | null
  readonly count: number
}

/** The targets in short, the largest group first. */
export function groupTargets(targets: readonly OrderTarget[]): readonly OrderGroup[] {
  const groups = new Map<string, OrderGroup>()
  for (const { action, device, sourceVersion, targetVersion } of targets) {
    const key = JSON.stringify([action, device.productId, sourceVersion, targetVersion])
    const count = (groups.get(key)?.count ?? 0) + 1
    groups.set(key, { action, productId: device.productId, sourceVersion, targetVersion, count })
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count)
}
