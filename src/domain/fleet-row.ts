import type { CallFailure } from './call-failure'
import type { Device } from './device'
import { orderAfter, type PendingOrder } from './order'
import type { StageHabit } from './stage-habit'
import type { VersionCheck } from './version-check'
import { progressOf, type Upgrade, type UpgradeKind } from './upgrade'

/** Wall-clock times are in ms since the epoch. */
export interface Snapshot {
  readonly upgrade: Upgrade
  readonly observedAt: number
  readonly requestId: string
  /** When the present status was first seen; `exact` is false if it already stood when watching began. */
  readonly since: { readonly at: number; readonly exact: boolean }
  /** The percentage at that moment, 0–100; `null` when there was none. */
  readonly firstPercent: number | null
  /** When status or percent last moved, as seen from here. */
  readonly changedAt: number
  /** When the percentage last fell within the present status, to what, and how often it did so; `null` if it never did. */
  readonly fall: PercentFall | null
  /** In how many ms after `observedAt` the device was to be asked again; `null` when nobody planned that. */
  readonly expectedIntervalMs: number | null
  /** How long such a stage lasts as far as is known; `null` before anything is. */
  readonly habit: StageHabit | null
}

export interface PercentFall {
  readonly at: number
  readonly to: number
  readonly times: number
}

export type LastCall =
  | { readonly kind: 'none' }
  | { readonly kind: 'answered'; readonly at: number; readonly requestId: string }
  | {
      readonly kind: 'failed'
      readonly at: number
      readonly requestId: string
      readonly failure: CallFailure
      /** Failures in a row, this one included. */
      readonly attempts: number
    }

/** One watched device: its last good answer, and how the last call went. A failed call never blanks the snapshot. */
export interface FleetRow {
  readonly device: Device
  readonly addedAt: number
  readonly snapshot: Snapshot | null
  readonly call: LastCall
  /** What an operator ordered, until the device's status tells that it was heard. */
  readonly order: PendingOrder | null
  /** The last answer about the versions, asked for by an operator. */
  readonly check: VersionCheck | null
  /** When the account's own list was found to have the device no more; `null` while it has, or was never read. */
  readonly goneAt: number | null
}

export interface AnsweredCall {
  upgrade: Upgrade
  requestId: string
  at: number
  expectedIntervalMs: number | null
  habit?: StageHabit | null
}

/** Platform time-outs are 120–900 s (cloud-api §3): a stage that did not move for longer has stalled, whatever was learned. */
export const STALL_AFTER_MS = 15 * 60_000

export function createRow(device: Device, addedAt: number): FleetRow {
  return Object.freeze<FleetRow>({ device, addedAt, snapshot: null, call: { kind: 'none' }, order: null, check: null, goneAt: null })
}

/**
 * The row after an answer. `since` restarts when the status or the target version moves; `changedAt` when progress does too.
 * An order is dropped once that shows that it was heard.
 */
export function withAnswer(row: FleetRow, { upgrade, requestId, at, expectedIntervalMs, habit = null }: AnsweredCall): FleetRow {
  const before = row.snapshot
  const sameStatus = before !== null && isSameStage(before.upgrade, upgrade)
  const since = sameStatus ? before.since : { at, exact: before !== null }
  const moved = !sameStatus || !sameProgress(before.upgrade, upgrade)
  const changedAt = moved || before === null ? at : before.changedAt
  const firstPercent = sameStatus ? before.firstPercent : percentOf(upgrade)
  const fall = sameStatus ? fallOf(before, upgrade, at) : null
  const snapshot = Object.freeze<Snapshot>({ upgrade, observedAt: at, requestId, since, firstPercent, changedAt, fall, expectedIntervalMs, habit })
  const order = orderAfter(row.order, upgrade, at)
  return Object.freeze<FleetRow>({ ...row, snapshot, order, call: { kind: 'answered', at, requestId } })
}

/** The row after a call without a usable answer; the snapshot stays. */
export function withFailure(row: FleetRow, failed: { failure: CallFailure; requestId: string; at: number }): FleetRow {
  const attempts = row.call.kind === 'failed' ? row.call.attempts + 1 : 1
  return Object.freeze<FleetRow>({ ...row, call: { kind: 'failed', ...failed, attempts } })
}

/** The RequestId of the last call about the device, good or not, or of the kept answer; `null` before any. */
export function lastRequestId({ call, snapshot }: FleetRow): string | null {
  return call.kind === 'none' ? (snapshot?.requestId ?? null) : call.requestId
}

/** A device never answered for is `unknown`. */
export function kindOf(row: FleetRow): UpgradeKind {
  return row.snapshot?.upgrade.kind ?? 'unknown'
}

/**
 * For how long nothing moved as far as anybody looked, in ms, never negative: up to the last answer, and on from there for no
 * longer than until the next was planned. Time in which nobody asks (sleep, a pause, an outage) proves nothing.
 */
export function quietMs({ changedAt, observedAt, expectedIntervalMs }: Snapshot, now: number): number {
  const seenUntil = Math.max(observedAt, Math.min(now, observedAt + (expectedIntervalMs ?? 0)))
  return Math.max(0, seenUntil - changedAt)
}

/** Running without any movement for longer than such stages do, or, before that is known, than the platform's own time-out. */
export function isStalled({ snapshot }: FleetRow, now: number): boolean {
  return snapshot?.upgrade.kind === 'running' && quietMs(snapshot, now) > (snapshot.habit?.stallAfterMs ?? STALL_AFTER_MS)
}

export function needsAttention(row: FleetRow, now: number): boolean {
  const kind = kindOf(row)
  return kind === 'failed' || kind === 'confirm' || isStalled(row, now)
}

/** Age of what the row shows, in ms, never negative; `null` when nothing was ever seen. */
export function ageMs(row: FleetRow, now: number): number | null {
  return row.snapshot === null ? null : Math.max(0, now - row.snapshot.observedAt)
}

/** Stale: older than twice the interval at which it was to be asked again (promise T6). */
export function isStale({ snapshot }: FleetRow, now: number): boolean {
  return snapshot !== null && now - snapshot.observedAt > 2 * (snapshot.expectedIntervalMs ?? 0)
}

/** Answered for, not stale, and no failed call since: what the row shows is up to date (promise T6). */
export function isFresh(row: FleetRow, now: number): boolean {
  return row.snapshot !== null && row.call.kind !== 'failed' && !isStale(row, now)
}

/** What tells a stage from another. */
export type StageMark = Pick<Upgrade, 'status' | 'targetVersion'>

/** The same status towards the same version; one that an answer does not name is no other one. */
export function isSameStage(a: StageMark, b: StageMark): boolean {
  const sameTarget = a.targetVersion === null || b.targetVersion === null || a.targetVersion === b.targetVersion
  return a.status === b.status && sameTarget
}

function percentOf(upgrade: Upgrade): number | null {
  const progress = progressOf(upgrade)
  return progress.kind === 'percent' ? progress.percent : null
}

function fallOf({ upgrade, fall }: Snapshot, next: Upgrade, at: number): PercentFall | null {
  const before = percentOf(upgrade)
  const to = percentOf(next)
  return before !== null && to !== null && to < before ? { at, to, times: (fall?.times ?? 0) + 1 } : fall
}

function sameProgress(a: Upgrade, b: Upgrade): boolean {
  const before = progressOf(a)
  const after = progressOf(b)
  if (before.kind === 'percent' && after.kind === 'percent') return before.percent === after.percent
  return before.kind === after.kind
}
