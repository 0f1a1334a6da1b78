import type { DeviceId } from './device'
import { isStalled, kindOf, lastRequestId, needsAttention, type FleetRow } from './fleet-row'
import { progressOf, UPGRADE_KINDS, zeroByKind } from './upgrade'

export const FLEET_FILTERS = ['all', 'attention', 'failed', 'confirm', 'running', 'queued', 'offline', 'done', 'unknown'] as const
export type FleetFilter = (typeof FLEET_FILTERS)[number]

export const SORT_KEYS = ['device', 'product', 'version', 'progress', 'status', 'stage', 'age', 'request'] as const
export type SortKey = (typeof SORT_KEYS)[number]

export interface FleetQuery {
  readonly filter: FleetFilter
  readonly search: string
  readonly sort: { readonly key: SortKey; readonly descending: boolean }
}

export type FleetCounts = Readonly<Record<FleetFilter, number>>

export interface FleetView {
  readonly ids: readonly DeviceId[]
  /** Counts follow the search, not the filter; the kinds always sum to `all`. */
  readonly counts: FleetCounts
}

export const DEFAULT_QUERY: FleetQuery = { filter: 'all', search: '', sort: { key: 'status', descending: false } }

/** Filters, counts, searches and sorts the fleet as of `now` (ms since the epoch). */
export function queryFleet(rows: Iterable<FleetRow>, query: FleetQuery, now: number): FleetView {
  const words = query.search.toLowerCase().split(/\s+/u).filter(Boolean)
  const counts = { all: 0, attention: 0, ...zeroByKind() }
  const found: FleetRow[] = []
  for (const row of rows) {
    if (!matchesWords(row, words)) continue
    const kind = kindOf(row)
    const attention = needsAttention(row, now)
    counts.all += 1
    counts[kind] += 1
    if (attention) counts.attention += 1
    if (query.filter === 'all' || query.filter === kind || (query.filter === 'attention' && attention)) found.push(row)
  }
  found.sort(comparator(query.sort.key, query.sort.descending, now))
  return { ids: found.map((row) => row.device.id), counts }
}

const searchKeys = new WeakMap<FleetRow, string>()

/** Everything of a row that the search box looks at, lower-cased and kept while the row lives. */
export function searchKey(row: FleetRow): string {
  const kept = searchKeys.get(row)
  if (kept !== undefined) return kept
  const { device, snapshot, call } = row
  const failure = call.kind === 'failed' && 'code' in call.failure ? `${call.failure.code} ${call.failure.message}` : ''
  const key = [
    device.id,
    device.alias,
    snapshot?.upgrade.sourceVersion,
    snapshot?.upgrade.targetVersion,
    snapshot?.upgrade.message,
    failure,
    lastRequestId(row),
  ]
    .join('\n')
    .toLowerCase()
  searchKeys.set(row, key)
  return key
}

function matchesWords(row: FleetRow, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const key = searchKey(row)
  return words.every((word) => key.includes(word))
}

type Compare = (a: FleetRow, b: FleetRow) => number

function comparator(key: SortKey, descending: boolean, now: number): Compare {
  const primary = COMPARE_BY[key](now)
  const sign = descending ? -1 : 1
  return (a, b) => sign * primary(a, b) || byText(a.device.id, b.device.id)
}

const COMPARE_BY = {
  device: () => (a, b) => byText(a.device.deviceName, b.device.deviceName),
  product: () => (a, b) => byText(a.device.productId, b.device.productId),
  version: () => (a, b) => byVersion(a, b, 'targetVersion') || byVersion(a, b, 'sourceVersion'),
  progress: () => (a, b) => progressRank(a) - progressRank(b),
  status: (now) => (a, b) => urgency(a, now) - urgency(b, now) || statusOf(a) - statusOf(b),
  stage: () => (a, b) => (b.snapshot?.since.at ?? Infinity) - (a.snapshot?.since.at ?? Infinity) || 0,
  age: () => (a, b) => (b.snapshot?.observedAt ?? Infinity) - (a.snapshot?.observedAt ?? Infinity) || 0,
  request: () => (a, b) => byText(lastRequestId(a) ?? '', lastRequestId(b) ?? ''),
} as const satisfies Record<SortKey, (now: number) => Compare>

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function byVersion(a: FleetRow, b: FleetRow, field: 'sourceVersion' | 'targetVersion'): number {
  const left = a.snapshot?.upgrade[field] ?? ''
  const right = b.snapshot?.upgrade[field] ?? ''
  return left === right ? 0 : VERSION_ORDER.compare(left, right)
}

const VERSION_ORDER = new Intl.Collator('en', { numeric: true })

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

function statusOf(row: FleetRow): number {
  return row.snapshot?.upgrade.status ?? -1
}
