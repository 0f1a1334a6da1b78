import type { DeviceId } from './device'
import { isDoubtful } from './doubt'
import { FleetOrder, type Placed } from './fleet-order'
import { DEFAULT_QUERY, isNarrowedAlike, meets, searchText, searchWords, type FleetCounts, type FleetQuery, type InitialsOf } from './fleet-query'
import { isFresh, isStalled, kindOf, needsAttention, type FleetRow } from './fleet-row'
import { FleetTally } from './fleet-tally'
import type { RowChange } from './news'
import { Products } from './products'
import { Rollouts } from './rollout'

/** What else a row is found by, as the reader's language and the account have it. */
export type MoreOf = (row: FleetRow) => string

/** A row as the query in force judges it. */
interface Entry extends Placed {
  /** What the search looks at, made when first searched. */
  text: string | null
  found: boolean
  readonly stalled: boolean
  readonly doubtful: boolean
  readonly attention: boolean
  fresh: boolean
}

const NO_INITIALS: InitialsOf = () => ''
const NOTHING_MORE: MoreOf = () => ''

/**
 * The fleet, counted, searched, filtered and sorted. A new query costs a pass over the fleet; a changed row O(log n).
 * Times are ms since the epoch. What only time changes (stalled, doubtful, stale) is judged anew by `advance`.
 */
export class FleetIndex {
  readonly products = new Products()
  readonly rollouts = new Rollouts()
  private readonly tally = new FleetTally()
  private readonly entries = new Map<DeviceId, Entry>()
  private query: FleetQuery = DEFAULT_QUERY
  private words: readonly string[] = []
  private initialsOf: InitialsOf = NO_INITIALS
  private moreOf: MoreOf = NOTHING_MORE
  private readonly gone = new Set<DeviceId>()
  private readonly order = new FleetOrder<Entry>(DEFAULT_QUERY.sort)
  private readonly onChange: (change: RowChange) => void

  /** `onChange` hears of rows that took another one's place, also where time alone made the difference; not of whole fleets. */
  constructor(onChange: (change: RowChange) => void = () => undefined) {
    this.onChange = onChange
  }

  get size(): number {
    return this.entries.size
  }

  /** Devices of which something newer ought to be known. */
  get notFresh(): number {
    return this.tally.notFresh
  }

  /** Devices that the account has no more. */
  get goneIds(): readonly DeviceId[] {
    return [...this.gone]
  }

  get(id: DeviceId): FleetRow | undefined {
    return this.entries.get(id)?.row
  }

  /** Every device, in no order. */
  everyId(): DeviceId[] {
    return [...this.entries.keys()]
  }

  /** Of the moment: safe to go through while rows change. */
  aliases(): string[] {
    return this.order.map(({ row }) => row.device.alias ?? '')
  }

  /** Counts follow every condition but the tab; the kinds always sum to `all`. */
  counts(): FleetCounts {
    return this.tally.counts()
  }

  /** The devices under the tab, in order. */
  ids(): DeviceId[] {
    return this.order.ids()
  }

  /** The same where they differ from what was last arranged; they are what is shown from now on. */
  arrange(): DeviceId[] | null {
    return this.order.arrange()
  }

  /** How many rows an `arrange` would bring, take away or move. */
  moved(): number {
    return this.order.moved()
  }

  /** All rows anew, one of each device. */
  replace(rows: Iterable<FleetRow>, now: number): void {
    this.gone.clear()
    this.products.clear()
    this.rollouts.clear()
    const entries = Array.from(rows, (row) => {
      this.group(row)
      const entry = this.entryOf(row, now)
      entry.shownAt = this.entries.get(entry.id)?.shownAt ?? -1
      return entry
    })
    this.entries.clear()
    for (const entry of entries) this.entries.set(entry.id, entry)
    this.order.fill(entries)
    this.recount()
    this.relist()
  }

  /** Adds the row, or puts it in the place of the one it follows. */
  set(row: FleetRow, now: number): void {
    const { id } = row.device
    const before = this.entries.get(id)
    const after = this.entryOf(row, now)
    this.entries.set(id, after)
    if (before) this.forget(before)
    this.group(row)
    this.tally.count(after, 1)
    if (!before) return this.order.add(after)
    this.order.replace(before, after)
    this.onChange({ before: before.row, after: row, wasStalled: before.stalled, isStalled: after.stalled })
  }

  delete(id: DeviceId): void {
    const entry = this.entries.get(id)
    if (!entry) return
    this.entries.delete(id)
    this.forget(entry)
    this.order.delete(entry)
  }

  /** Judges every row by `query`. */
  ask(query: FleetQuery, now: number): void {
    const before = this.query
    this.query = query
    this.words = searchWords(query.search)
    this.order.sortBy(query.sort, now)
    if (!isNarrowedAlike(before, query)) this.refind(now)
    this.relist()
  }

  /** Lets the search find aliases by their initials too. */
  searchInitials(initialsOf: InitialsOf, now: number): void {
    this.initialsOf = initialsOf
    if (this.words.length === 0) return
    this.refind(now)
    this.relist()
  }

  /** Lets the search look at more than the row itself. */
  searchMore(moreOf: MoreOf, now: number): void {
    this.moreOf = moreOf
    for (const entry of this.entries.values()) entry.text = null
    if (this.words.length === 0) return
    this.refind(now)
    this.relist()
  }

  /** Brings what time alone changes up to `now`. */
  advance(now: number): void {
    for (const entry of this.entries.values()) {
      const fresh = isFresh(entry.row, now)
      if (fresh !== entry.fresh) {
        this.tally.count(entry, -1)
        entry.fresh = fresh
        this.tally.count(entry, 1)
      }
      if (isStalled(entry.row, now) !== entry.stalled || isDoubtful(entry.row, now) !== entry.doubtful) this.set(entry.row, now)
    }
  }

  private entryOf(row: FleetRow, now: number): Entry {
    const entry: Entry = {
      row,
      id: row.device.id,
      first: 0,
      second: 0,
      text: null,
      found: false,
      listed: false,
      shownAt: -1,
      stalled: isStalled(row, now),
      doubtful: isDoubtful(row, now),
      attention: needsAttention(row, now),
      fresh: isFresh(row, now),
    }
    this.order.rank(entry, now)
    entry.found = this.isFound(entry, now)
    entry.listed = this.isListed(entry)
    return entry
  }

  private isFound(entry: Entry, now: number): boolean {
    return meets(entry.row, this.query, now) && this.hasWords(entry)
  }

  private isListed({ row, found, attention }: Entry): boolean {
    const { filter } = this.query
    return found && (filter === 'all' || (filter === 'attention' ? attention : filter === kindOf(row)))
  }

  private hasWords(entry: Entry): boolean {
    if (this.words.length === 0) return true
    const text = (entry.text ??= `${searchText(entry.row)}\n${this.moreOf(entry.row).toLowerCase()}`)
    const { alias } = entry.row.device
    return this.words.every((word) => text.includes(word) || (alias !== null && this.initialsOf(alias).includes(word)))
  }

  private refind(now: number): void {
    for (const entry of this.entries.values()) entry.found = this.isFound(entry, now)
    this.recount()
  }

  private recount(): void {
    this.tally.clear()
    for (const entry of this.entries.values()) this.tally.count(entry, 1)
  }

  private relist(): void {
    this.order.relist((entry) => this.isListed(entry))
  }

  private group(row: FleetRow): void {
    this.products.add(row)
    if (row.goneAt !== null) this.gone.add(row.device.id)
    this.rollouts.add(row)
  }

  private forget(entry: Entry): void {
    this.products.remove(entry.row)
    this.gone.delete(entry.id)
    this.rollouts.remove(entry.row)
    this.tally.count(entry, -1)
  }
}
