import type { DeviceId } from './device'
import { causeOf, type FailureCause } from './failure-cause'
import { kindOf, type FleetRow } from './fleet-row'

/** What an operator who looked away wants to hear of. */
export const NEWS_KINDS = ['failed', 'confirm', 'stalled'] as const
export type NewsKind = (typeof NEWS_KINDS)[number]

export type NewsCounts = Readonly<Record<NewsKind, number>>

export const NO_NEWS: NewsCounts = { failed: 0, confirm: 0, stalled: 0 }

/** Something that happened to one device. `at` is in ms since the epoch. */
export interface News {
  readonly kind: NewsKind
  readonly id: DeviceId
  readonly name: string
  readonly at: number
  readonly targetVersion: string | null
  readonly cause: FailureCause | null
}

/** A row and the one that it follows, and whether each stood still at the time. */
export interface RowChange {
  readonly before: FleetRow
  readonly after: FleetRow
  readonly wasStalled: boolean
  readonly isStalled: boolean
}

/** What is new about a changed row at `now`; `null` when nothing is. The first answer about a device is no news: it may be long so. */
export function newsOf({ before, after, wasStalled, isStalled }: RowChange, now: number): News | null {
  if (before.snapshot === null || after.snapshot === null) return null
  const kind = kindOf(after)
  if ((kind === 'failed' || kind === 'confirm') && entered(before, after)) return newsAbout(kind, after, after.snapshot.since.at)
  return isStalled && !wasStalled ? newsAbout('stalled', after, now) : null
}

/** Of another kind than before, or of the same one towards another version: a task that began and ended unseen. */
function entered({ snapshot: before }: FleetRow, { snapshot: after }: FleetRow): boolean {
  if (before?.upgrade.kind !== after?.upgrade.kind) return true
  const [from, to] = [before?.upgrade.targetVersion ?? null, after?.upgrade.targetVersion ?? null]
  return from !== null && to !== null && from !== to
}

function newsAbout(kind: NewsKind, { device, snapshot }: FleetRow, at: number): News {
  return { kind, id: device.id, name: device.alias ?? device.deviceName, at, targetVersion: snapshot?.upgrade.targetVersion ?? null, cause: causeOf(snapshot?.upgrade) }
}
