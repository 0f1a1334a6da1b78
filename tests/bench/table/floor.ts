import '../../../src/styles.css'
import './cells.css'
import type { DeviceId } from '../../../src/domain/device'
import type { FleetRow } from '../../../src/domain/fleet-row'
import { DEFAULT_COLUMNS } from '../../../src/domain/tab-columns'
import { zhCN } from '../../../src/i18n/zh-cn'
import { FIRST_QUERY, type Candidate, type Query } from './candidate'
import { serveDriver } from './driver'
import { FloorRow, piece, ROW_HEIGHT } from './floor-row'
import { compareBy, isShown, searchKey, wordsOf } from './query'

const OVERSCAN = 4

/** A device and what is kept of it; the row in it is replaced. */
interface Entry {
  row: FleetRow
  /** Made when first searched for. */
  key: string | null
}

/** The practical floor: what can be done by hand for this table and no other, without any framework. */
class Floor implements Candidate {
  readonly rowSelector = '.b-row:not([hidden])'
  readonly idAttribute = 'data-device'
  private place = document.body
  private body = document.body
  private query: Query = FIRST_QUERY
  private readonly entries = new Map<DeviceId, Entry>()
  /** Every entry, in the order of the sort. */
  private ordered: Entry[] = []
  private view: readonly Entry[] = []
  private readonly pool: FloorRow[] = []
  private scrolled = 0
  private bodyTop = 0

  prepare(place: HTMLElement): void {
    this.place = place
    addEventListener('scroll', () => this.scrollTo(scrollY), { passive: true })
    setInterval(() => this.tick(), 1000)
  }

  /** Head and rows together, as the app's table comes with its first rows. */
  mount(rows: readonly FleetRow[]): void {
    const columns = DEFAULT_COLUMNS.all.map((key) => `<span><button type="button">${zhCN.column[key]}</button></span>`)
    this.place.innerHTML = `<main class="page"><section class="panel"><div class="b-head b-grid"><span><input type="checkbox"></span>${columns.join('')}</div><div class="b-body" style="position: relative"></div></section></main>`
    this.body = piece(this.place, '.b-body')
    for (const row of rows) this.entries.set(row.device.id, { row, key: null })
    this.ordered = [...this.entries.values()]
    this.arrange(true)
  }

  apply(changed: readonly FleetRow[]): void {
    for (const row of changed) {
      const entry = this.entries.get(row.device.id)
      if (!entry) continue
      entry.row = row
      entry.key = null
    }
    const { sort, filter, search } = this.query
    const orderMoves = sort.key !== 'device'
    if (orderMoves || filter !== 'all' || search !== '') this.arrange(orderMoves)
    else this.draw()
  }

  setFilter(filter: Query['filter']): void {
    this.query = { ...this.query, filter }
    this.arrange(false)
  }

  setSearch(search: string): void {
    this.query = { ...this.query, search }
    this.arrange(false)
  }

  setSort(key: Query['sort']['key'], descending: boolean): void {
    this.query = { ...this.query, sort: { key, descending } }
    this.arrange(true)
  }

  scroller(): Element {
    return document.documentElement
  }

  /** Kept, because to ask the page for it at any other time makes it lay itself out. */
  private scrollTo(top: number): void {
    this.bodyTop ||= this.body.getBoundingClientRect().top + scrollY
    this.scrolled = top
    this.draw()
  }

  private arrange(sorts: boolean): void {
    if (sorts) {
      const compare = compareBy(this.query.sort)
      this.ordered.sort((a, b) => compare(a.row, b.row))
    }
    this.view = this.matching()
    this.body.style.height = `${this.view.length * ROW_HEIGHT}px`
    this.draw()
  }

  private matching(): readonly Entry[] {
    const words = wordsOf(this.query)
    if (this.query.filter === 'all' && words.length === 0) return this.ordered
    return this.ordered.filter((entry) => isShown(entry.row, this.query, words, (row) => (entry.key ??= searchKey(row))))
  }

  /** Each slot draws the rows whose index leaves the same rest, so that a scroll redraws only what came. */
  private draw(): void {
    const now = Date.now()
    const size = Math.ceil(innerHeight / ROW_HEIGHT) + 2 * OVERSCAN
    while (this.pool.length < size) {
      const row = new FloorRow()
      this.pool.push(row)
      this.body.append(row.element)
    }
    const first = Math.max(0, Math.floor((this.scrolled - this.bodyTop) / ROW_HEIGHT) - OVERSCAN)
    for (let index = first; index < first + size; index += 1) {
      const slot = this.pool[index % this.pool.length]
      const entry = this.view[index]
      if (slot) slot.element.hidden = entry === undefined
      if (slot && entry) slot.show(entry.row, index, now)
    }
  }

  private tick(): void {
    const now = Date.now()
    for (const slot of this.pool) slot.tick(now)
  }
}

serveDriver(new Floor())
