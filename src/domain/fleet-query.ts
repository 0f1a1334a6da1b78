import type { ColumnKey } from './columns'
import { isDoubtful } from './doubt'
import { causeOf, type FailureCause } from './failure-cause'
import { isStalled, lastRequestId, type FleetRow } from './fleet-row'

export const FLEET_FILTERS = ['all', 'attention', 'failed', 'confirm', 'running', 'queued', 'offline', 'done', 'unknown'] as const
export type FleetFilter = (typeof FLEET_FILTERS)[number]

export interface Sort {
  readonly key: ColumnKey
  readonly descending: boolean
}

/** What part of the fleet is shown, and in what order. */
export interface FleetQuery {
  readonly filter: FleetFilter
  readonly search: string
  /** `null` is any. */
  readonly productId: string | null
  readonly targetVersion: string | null
  readonly stalledOnly: boolean
  /** Only what somebody should verify. */
  readonly doubtOnly: boolean
  /** Only what the account has no more. */
  readonly goneOnly: boolean
  /** Only what failed for this cause; `null` is any, failed or not. */
  readonly cause: FailureCause | null
  readonly sort: Sort
}

export type FleetCounts = Readonly<Record<FleetFilter, number>>

export const DEFAULT_QUERY: FleetQuery = {
  filter: 'all',
  search: '',
  productId: null,
  targetVersion: null,
  stalledOnly: false,
  doubtOnly: false,
  goneOnly: false,
  cause: null,
  sort: { key: 'status', descending: false },
}

/** Pinyin initials of a text, lower case, or an empty string where it has none. */
export type InitialsOf = (text: string) => string

/** The query sorted by that column, the other way round if it was already. */
export function sortedBy(query: FleetQuery, key: ColumnKey): FleetQuery {
  const { sort } = query
  return { ...query, sort: { key, descending: sort.key === key && !sort.descending } }
}

/** Lower-cased words of the search box; a row must have each of them. */
export function searchWords(search: string): readonly string[] {
  return search.toLowerCase().split(/\s+/u).filter(Boolean)
}

/** Whether both have the same conditions besides the tab. */
export function isNarrowedAlike(a: FleetQuery, b: FleetQuery): boolean {
  return a.search === b.search && a.productId === b.productId && a.targetVersion === b.targetVersion && a.stalledOnly === b.stalledOnly && a.doubtOnly === b.doubtOnly && a.goneOnly === b.goneOnly && a.cause === b.cause
}

/** Whether the row meets every condition besides the tab and the words of the search. The tabs' counts are taken over such rows. */
export function meets(row: FleetRow, { productId, targetVersion, stalledOnly, doubtOnly, goneOnly, cause }: FleetQuery, now: number): boolean {
  if (productId !== null && row.device.productId !== productId) return false
  if (targetVersion !== null && row.snapshot?.upgrade.targetVersion !== targetVersion) return false
  if (cause !== null && causeOf(row.snapshot?.upgrade) !== cause) return false
  if (doubtOnly && !isDoubtful(row, now)) return false
  if (goneOnly && row.goneAt === null) return false
  return !stalledOnly || isStalled(row, now)
}

/** Everything of a row that the search box looks at, lower-cased. */
export function searchText(row: FleetRow): string {
  const { device, snapshot, call } = row
  const failure = call.kind === 'failed' && 'code' in call.failure ? `${call.failure.code} ${call.failure.message}` : ''
  const { sourceVersion, targetVersion, message } = snapshot?.upgrade ?? {}
  return [device.id, device.alias, sourceVersion, targetVersion, message, failure, lastRequestId(row)].join('\n').toLowerCase()
}
