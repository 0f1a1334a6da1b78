import type { ColumnKey } from './columns'
import { etaKey } from './eta'
import type { Sort } from './fleet-query'
import { isStalled, kindOf, lastRequestId, type FleetRow } from './fleet-row'
import { progressOf, UPGRADE_KINDS } from './upgrade'

type Key = string | number

/** What a row is sorted by, worked out once for each change of it. Keys of one place are all texts or all numbers. */
export interface Ranked {
  first: Key
  second: Key
  readonly id: string
}

/** By the two keys of the sort; equal rows by id, in both directions. */
export function compareRanked(descending: boolean): (a: Ranked, b: Ranked) => number {
  const sign = descending ? -1 : 1
  return (a, b) => {
    if (a.first !== b.first) return a.first < b.first ? -sign : sign
    if (a.second !== b.second) return a.second < b.second ? -sign : sign
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
  }
}

/** Sets the keys by which the row of `ranked` is sorted, as of `now` (ms since the epoch). */
export function rank(ranked: Ranked & { readonly row: FleetRow }, key: Sort['key'], now: number): void {
  const keys = KEYS_BY[key](ranked.row, now)
  ranked.first = typeof keys === 'object' ? keys[0] : keys
  ranked.second = typeof keys === 'object' ? keys[1] : 0
}

const KEYS_BY = {
  device: ({ device }) => device.deviceName,
  product: ({ device }) => device.productId,
  version: ({ snapshot }) => [versionKey(snapshot?.upgrade.targetVersion), versionKey(snapshot?.upgrade.sourceVersion)],
  progress: progressRank,
  status: (row, now) => [urgency(row, now), row.snapshot?.upgrade.status ?? -1],
  error: (row) => [messageRank(row), row.snapshot?.upgrade.message ?? ''],
  stage: ({ snapshot }) => -(snapshot?.since.at ?? Infinity),
  eta: etaKey,
  age: ({ snapshot }) => -(snapshot?.observedAt ?? Infinity),
  request: (row) => lastRequestId(row) ?? '',
} as const satisfies Record<ColumnKey, (row: FleetRow, now: number) => Key | readonly [Key, Key]>

function progressRank(row: FleetRow): number {
  if (!row.snapshot) return -2
  const progress = progressOf(row.snapshot.upgrade)
  if (progress.kind === 'percent') return progress.percent
  if (progress.kind === 'complete') return 101
  return progress.kind === 'indeterminate' ? 100.5 : -1
}

/** Most urgent first: the order of `UPGRADE_KINDS`, stalled rows right behind those that wait for a person. */
function urgency(row: FleetRow, now: number): number {
  return isStalled(row, now) ? UPGRADE_KINDS.indexOf('confirm') + 0.5 : UPGRADE_KINDS.indexOf(kindOf(row))
}

/** Errors first, then notes, then rows without either. */
function messageRank(row: FleetRow): number {
  if (!row.snapshot?.upgrade.message) return 2
  return kindOf(row) === 'failed' ? 0 : 1
}

const MOST_KEPT = 10_000
const versionKeys = new Map<string, string>()

/** Text that sorts as versions do, 2.9 before 2.10: a run of digits is led by its length. */
export function versionKey(version: string | null | undefined): string {
  if (!version) return ''
  let key = versionKeys.get(version)
  if (key === undefined) {
    key = version.toLowerCase().replace(/0*(\d+)/gu, (_all, digits: string) => String.fromCodePoint(0x30 + digits.length) + digits)
    if (versionKeys.size >= MOST_KEPT) versionKeys.clear()
    versionKeys.set(version, key)
  }
  return key
}
