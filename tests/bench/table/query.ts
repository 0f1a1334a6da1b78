import { kindOf, lastRequestId, type FleetRow } from '../../../src/domain/fleet-row'
import type { Query, SortKey } from './candidate'

/** What the app's own query does, without the app: for the peers, and to know what ought to be on the screen. */
export type Compare = (a: FleetRow, b: FleetRow) => number

export function compareBy({ key, descending }: Query['sort']): Compare {
  const primary = COMPARE[key]
  const sign = descending ? -1 : 1
  return (a, b) => sign * primary(a, b) || byText(a.device.id, b.device.id)
}

export const COMPARE: Readonly<Record<SortKey, Compare>> = {
  device: (a, b) => byText(a.device.deviceName, b.device.deviceName),
  stage: (a, b) => (b.snapshot?.since.at ?? Infinity) - (a.snapshot?.since.at ?? Infinity) || 0,
  age: (a, b) => (b.snapshot?.observedAt ?? Infinity) - (a.snapshot?.observedAt ?? Infinity) || 0,
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** All that the search box looks at, lower-cased. */
export function searchKey(row: FleetRow): string {
  const { device, snapshot } = row
  const { sourceVersion, targetVersion, message } = snapshot?.upgrade ?? {}
  return [device.id, device.alias, sourceVersion, targetVersion, message, lastRequestId(row)].join('\n').toLowerCase()
}

/** `key`: the row's `searchKey`, which whoever asks may have kept. */
export function isShown(row: FleetRow, { filter }: Query, words: readonly string[], key: (row: FleetRow) => string): boolean {
  if (filter !== 'all' && kindOf(row) !== filter) return false
  return words.every((word) => key(row).includes(word))
}

export function wordsOf({ search }: Query): readonly string[] {
  return search.toLowerCase().split(/\s+/u).filter(Boolean)
}

const keys = new WeakMap<FleetRow, string>()

/** The `searchKey`, kept while the row lives. */
export function keptKey(row: FleetRow): string {
  const kept = keys.get(row)
  if (kept !== undefined) return kept
  const key = searchKey(row)
  keys.set(row, key)
  return key
}

export function arrange(rows: Iterable<FleetRow>, query: Query): FleetRow[] {
  const words = wordsOf(query)
  const found: FleetRow[] = []
  for (const row of rows) if (isShown(row, query, words, keptKey)) found.push(row)
  found.sort(compareBy(query.sort))
  return found
}

/** The first `count` rows of what `arrange` would give, without sorting all. */
export function firstRows(rows: Iterable<FleetRow>, query: Query, count: number): readonly FleetRow[] {
  const words = wordsOf(query)
  const compare = compareBy(query.sort)
  const first: FleetRow[] = []
  for (const row of rows) {
    const last = first[count - 1]
    if (!isShown(row, query, words, searchKey) || (last && compare(row, last) > 0)) continue
    const at = first.findIndex((other) => compare(row, other) < 0)
    first.splice(at < 0 ? first.length : at, 0, row)
    first.length = Math.min(first.length, count)
  }
  return first
}
