import { kindOf, lastRequestId, type FleetRow } from '../../../src/domain/fleet-row'
import type { Query, SortKey } from './candidate'

/** What the app's own query does, without the app: for the peers, and to know what ought to be on the screen. */
type Compare = (a: FleetRow, b: FleetRow) => number

export function compareBy({ key, descending }: Query['sort']): Compare {
  const primary = COMPARE[key]
  const sign = descending ? -1 : 1
  return (a, b) => sign * primary(a, b) || byText(a.device.id, b.device.id)
}

const COMPARE: Readonly<Record<SortKey, Compare>> = {
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

/** The first `count` rows of what the query asks for. */
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
