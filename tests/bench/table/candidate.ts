import type { FleetRow } from '../../../src/domain/fleet-row'
import type { UpgradeKind } from '../../../src/domain/upgrade'

export type Filter = 'all' | UpgradeKind

export type SortKey = 'device' | 'stage' | 'age'

export interface Query {
  readonly filter: Filter
  readonly search: string
  readonly sort: { readonly key: SortKey; readonly descending: boolean }
}

/** What every table starts with. */
export const FIRST_QUERY: Query = { filter: 'all', search: '', sort: { key: 'device', descending: false } }

/** A table under measurement. Any call may take effect later: the driver looks at the page for it. */
export interface Candidate {
  /** Finds the elements of drawn rows, on the screen or near it. */
  readonly rowSelector: string
  /** The attribute of such an element that holds its device's id. */
  readonly idAttribute: string
  /** Sets up everything that in an app stands before the first rows come. */
  prepare(place: HTMLElement): void
  mount(rows: readonly FleetRow[]): void
  /** At most one element a device, unless rows on the screen are updated many times over: then the last one holds. */
  apply(changed: readonly FleetRow[]): void
  setFilter(filter: Filter): void
  setSearch(search: string): void
  setSort(key: SortKey, descending: boolean): void
  /** The element that scrolls the rows. */
  scroller(): Element
}
