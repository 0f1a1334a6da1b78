import type { DeviceId } from './device'
import { DEFAULT_QUERY, isFound, isUnder, searchWords, type FleetCounts, type FleetQuery, type InitialsOf } from './fleet-query'
import { isFresh, isStalled, kindOf, needsAttention, type FleetRow } from './fleet-row'
import { Products } from './products'
import { Rollouts } from './rollout'
import { compareRanked, sortKeys, type Ranked } from './row-order'
import { SortedList } from './sorted-list'
import { zeroByKind } from './upgrade'

/** A row as the query in force judged it. */
interface Entry extends Ranked {
  readonly row: FleetRow
  readonly found: boolean
  /** Found, and under the tab. */
  readonly listed: boolean
  readonly stalled: boolean
  readonly attention: boolean
  fresh: boolean
}

const NO_INITIALS: InitialsOf = () => ''

/**
 * The fleet, counted, searched, filtered and sorted. A new query costs a pass over the fleet; a changed row O(log n).
 * Times are ms since the epoch. What only time changes (stalled, stale) is judged anew by `advance`.
 */
export class FleetIndex {
  readonly products = new Products()
  readonly rollouts = new Rollouts()
  private readonly entries = new Map<DeviceId, Entry>()
  private query: FleetQuery = DEFAULT_QUERY
  private words: readonly string[] = []
  private initialsOf: InitialsOf = NO_INITIALS
  private listed = this.emptyList()
  private counted: Record<keyof FleetCounts, number> = noneCounted()
  /** Devices of which something newer ought to be known. */
  notFresh = 0
  /** Changes whenever `ids` does. */
  revision = 0

  get size(): number {
    return this.entries.size
  }

  get listedSize(): number {
    return this.listed.size
  }

  get(id: DeviceId): FleetRow | undefined {
    return this.entries.get(id)?.row
  }

  *rows(): Iterable<FleetRow> {
    for (const { row } of this.entries.values()) yield row
  }

  /** Counts follow every condition but the tab; the kinds always sum to `all`. */
  counts(): FleetCounts {
    return { ...this.counted }
  }

  /** The devices under the tab, in order. */
  ids(): DeviceId[] {
    return this.listed.map(({ row }) => row.device.id)
  }

  /** All rows anew. */
  replace(rows: Iterable<FleetRow>, now: number): void {
    const all = [...rows]
    this.entries.clear()
    this.products.clear()
    this.rollouts.clear()
    for (const row of all) this.entries.set(row.device.id, this.judge(row, now))
    for (const row of this.rows()) {
      this.products.add(row)
      this.rollouts.add(row)
    }
    this.recount()
  }

  /** Adds the row, or puts it in the place of the one it follows. */
  set(row: FleetRow, now: number): void {
    const { id } = row.device
    const before = this.entries.get(id)
    const after = this.judge(row, now)
    this.entries.set(id, after)
    if (before) this.forget(before)
    this.products.add(row)
    this.rollouts.add(row)
    this.count(after, 1)
    if (before?.listed && after.listed && isSamePlace(before, after)) this.listed.replace(before, after)
    else {
      if (before?.listed) this.unlist(before)
      if (after.listed) this.list(after)
    }
  }

  delete(id: DeviceId): void {
    const entry = this.entries.get(id)
    if (!entry) return
    this.entries.delete(id)
    this.forget(entry)
    if (entry.listed) this.unlist(entry)
  }

  /** Judges every row by `query`. */
  ask(query: FleetQuery, now: number): void {
    this.query = query
    this.words = searchWords(query.search)
    this.judgeAll(now)
  }

  /** Lets the search find aliases by their initials too. */
  searchInitials(initialsOf: InitialsOf, now: number): void {
    this.initialsOf = initialsOf
    if (this.words.length > 0) this.judgeAll(now)
  }

  /** Brings what time alone changes up to `now`. */
  advance(now: number): void {
    this.notFresh = 0
    for (const entry of this.entries.values()) {
      entry.fresh = isFresh(entry.row, now)
      if (!entry.fresh) this.notFresh += 1
      if (isStalled(entry.row, now) !== entry.stalled) this.set(entry.row, now)
    }
  }

  private judge(row: FleetRow, now: number): Entry {
    const found = isFound(row, this.query, this.words, now, this.initialsOf)
    const listed = found && isUnder(this.query.filter, row, now)
    const [first, then] = listed ? sortKeys(this.query.sort.key, row, now) : [0, 0]
    const stalled = isStalled(row, now)
    return { row, id: row.device.id, first, then, found, listed, stalled, attention: needsAttention(row, now), fresh: isFresh(row, now) }
  }

  private judgeAll(now: number): void {
    for (const [id, { row }] of this.entries) this.entries.set(id, this.judge(row, now))
    this.recount()
  }

  private recount(): void {
    this.counted = noneCounted()
    this.notFresh = 0
    for (const entry of this.entries.values()) this.count(entry, 1)
    this.revision += 1
    this.listed = this.emptyList([...this.entries.values()].filter(({ listed }) => listed))
  }

  private list(entry: Entry): void {
    this.revision += 1
    this.listed.add(entry)
  }

  private unlist(entry: Entry): void {
    this.revision += 1
    this.listed.delete(entry)
  }

  private forget(entry: Entry): void {
    this.products.remove(entry.row)
    this.rollouts.remove(entry.row)
    this.count(entry, -1)
  }

  private count(entry: Entry, by: 1 | -1): void {
    if (!entry.fresh) this.notFresh += by
    if (!entry.found) return
    this.counted.all += by
    this.counted[kindOf(entry.row)] += by
    if (entry.attention) this.counted.attention += by
  }

  private emptyList(entries: Entry[] = []): SortedList<Entry> {
    return new SortedList<Entry>(compareRanked(this.query.sort.descending), entries)
  }
}

function isSamePlace(a: Ranked, b: Ranked): boolean {
  return a.first === b.first && a.then === b.then
}

function noneCounted(): Record<keyof FleetCounts, number> {
  return { all: 0, attention: 0, ...zeroByKind() }
}
