import type { DeviceId } from './device'
import type { FleetQuery } from './fleet-query'
import type { FleetRow } from './fleet-row'
import { movedRows } from './order-change'
import { compareRanked, rank, type Ranked } from './row-order'
import { SortedList } from './sorted-list'

/** A row and its places: in the order of all, in the list under the tab, on the screen. Its keys stay while it stands in a list. */
export interface Placed extends Ranked {
  readonly row: FleetRow
  readonly id: DeviceId
  /** Under the tab. */
  listed: boolean
  /** Where it was when last arranged; −1 if it was not among those shown. */
  shownAt: number
}

/** Every row in order, those under the tab, and how far these have moved since they were shown. */
export class FleetOrder<Entry extends Placed> {
  private sort: FleetQuery['sort']
  /** A new filter or search keeps the order of the last one. */
  private ordered: SortedList<Entry>
  private listed: SortedList<Entry>
  private shown = 0
  private isArranged = true

  constructor(sort: FleetQuery['sort']) {
    this.sort = sort
    this.ordered = this.sorted([])
    this.listed = this.sorted([])
  }

  rank(entry: Entry, now: number): void {
    rank(entry, this.sort.key, now)
  }

  /** All entries anew; `shownAt` of each is taken as it is. */
  fill(entries: Entry[]): void {
    this.shown = entries.filter(({ shownAt }) => shownAt >= 0).length
    this.ordered = this.sorted(entries)
  }

  /** Sorts all anew where `sort` differs from the present one. */
  sortBy(sort: FleetQuery['sort'], now: number): void {
    if (sort.key === this.sort.key && sort.descending === this.sort.descending) return
    this.sort = sort
    const entries = this.ordered.map((entry) => entry)
    for (const entry of entries) this.rank(entry, now)
    this.ordered = this.sorted(entries)
  }

  /** Lists what `isListed` is true of. */
  relist(isListed: (entry: Entry) => boolean): void {
    this.listed = this.ordered.filter((entry) => (entry.listed = isListed(entry)))
    this.isArranged = false
  }

  add(entry: Entry): void {
    this.ordered.add(entry)
    if (entry.listed) this.list(entry)
  }

  /** Puts `after` where it belongs, and takes `before`, of the same device, away. */
  replace(before: Entry, after: Entry): void {
    after.shownAt = before.shownAt
    const inPlace = before.first === after.first && before.second === after.second
    if (inPlace) this.ordered.replace(before, after)
    else {
      this.ordered.delete(before)
      this.ordered.add(after)
    }
    if (inPlace && before.listed && after.listed) this.listed.replace(before, after)
    else {
      if (before.listed) this.unlist(before)
      if (after.listed) this.list(after)
    }
  }

  delete(entry: Entry): void {
    this.ordered.delete(entry)
    if (entry.listed) this.unlist(entry)
    if (entry.shownAt >= 0) this.shown -= 1
  }

  /** One value for each entry, in order. */
  map<T>(valueOf: (entry: Entry) => T): T[] {
    return this.ordered.map(valueOf)
  }

  /** The devices under the tab, in order. */
  ids(): DeviceId[] {
    return this.listed.map(({ id }) => id)
  }

  /** The same where they differ from what was last arranged; they are what is shown from now on. */
  arrange(): DeviceId[] | null {
    if (this.isArranged) return null
    this.isArranged = true
    const ids: DeviceId[] = []
    this.ordered.each((entry) => {
      entry.shownAt = entry.listed ? ids.push(entry.id) - 1 : -1
    })
    this.shown = ids.length
    return ids
  }

  /** How many rows an `arrange` would bring, take away or move. */
  moved(): number {
    return this.isArranged ? 0 : movedRows(this.listed.map(({ shownAt }) => shownAt), this.shown)
  }

  private list(entry: Entry): void {
    this.isArranged = false
    this.listed.add(entry)
  }

  private unlist(entry: Entry): void {
    this.isArranged = false
    this.listed.delete(entry)
  }

  private sorted(entries: Entry[]): SortedList<Entry> {
    return new SortedList<Entry>(compareRanked(this.sort.descending), entries)
  }
}
