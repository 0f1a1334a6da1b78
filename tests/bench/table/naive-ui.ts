import '../../../src/styles.css'
import './cells.css'
import { NConfigProvider, NDataTable, type DataTableColumns } from 'naive-ui'
import { createApp, h, markRaw, shallowRef, type HTMLAttributes, type ShallowRef } from 'vue'
import type { DeviceId } from '../../../src/domain/device'
import type { FleetRow } from '../../../src/domain/fleet-row'
import { themeOverrides } from '../../../src/theme'
import { FIRST_QUERY, type Candidate, type Query } from './candidate'
import { CELL_COLUMNS } from './cells'
import { serveDriver } from './driver'
import { compareBy, isShown, searchKey, wordsOf } from './query'

const ROW_HEIGHT = 40
const BODY_HEIGHT = 797
const VIEW_EVERY_MS = 250

/** What the table takes for a row: it never changes, so that the table is told only of orders, never of answers. */
interface Entry {
  readonly id: DeviceId
  row: FleetRow
  key: string | null
  /** Of rows that were drawn once: a cell that has read it is drawn anew alone. */
  signal: ShallowRef<FleetRow> | null
}

/** n-data-table as fast as it was found to go: virtual, plain rows, signals for cells, orders at most four times a second. */
class NaiveUi implements Candidate {
  readonly rowSelector = 'tr[data-device]'
  readonly idAttribute = 'data-device'
  private query: Query = FIRST_QUERY
  private readonly entries = new Map<DeviceId, Entry>()
  private ordered: Entry[] = []
  private readonly shown = shallowRef<Entry[]>([])
  private readonly now = shallowRef(Date.now())
  private waiting = false

  prepare(place: HTMLElement): void {
    const now = () => this.now.value
    const columns: DataTableColumns = CELL_COLUMNS.map(({ draw, ...column }) => ({ ...column, render: (row) => draw(signalOf(entryOf(row)).value, now) }))
    const table = () =>
      h(NDataTable, {
        columns,
        data: this.shown.value as object[] as Record<string, unknown>[],
        rowKey: (row: object) => entryOf(row).id,
        rowProps: (row: object) => ({ 'data-device': entryOf(row).id }) as HTMLAttributes,
        virtualScroll: true,
        maxHeight: BODY_HEIGHT,
        minRowHeight: ROW_HEIGHT,
        bordered: false,
        bottomBordered: false,
        size: 'small',
        themeOverrides: { tdPaddingSmall: '0 7px', thPaddingSmall: '0 7px', fontSizeSmall: '13px', borderRadius: '10px' },
      })
    const app = createApp(() =>
      h(NConfigProvider, { themeOverrides: themeOverrides(false), preflightStyleDisabled: true }, () =>
        h('main', { class: 'page' }, [h('section', { class: 'panel b-naive' }, this.shown.value.length > 0 ? table() : [])]),
      ),
    )
    app.mount(place)
    setInterval(() => (this.now.value = Date.now()), 1000)
  }

  mount(rows: readonly FleetRow[]): void {
    for (const row of rows) this.entries.set(row.device.id, markRaw<Entry>({ id: row.device.id, row, key: null, signal: null }))
    this.ordered = [...this.entries.values()]
    this.arrange(true)
  }

  apply(changed: readonly FleetRow[]): void {
    for (const row of changed) {
      const entry = this.entries.get(row.device.id)
      if (!entry) continue
      entry.row = row
      entry.key = null
      if (entry.signal) entry.signal.value = row
    }
    const { sort, filter, search } = this.query
    if (sort.key !== 'device' || filter !== 'all' || search !== '') this.arrangeSoon()
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
    const scroller = document.querySelector('.v-vl')
    if (!scroller) throw new Error('n-data-table has no virtual list')
    return scroller
  }

  private arrangeSoon(): void {
    if (this.waiting) return
    this.waiting = true
    setTimeout(() => {
      this.waiting = false
      this.arrange(this.query.sort.key !== 'device')
    }, VIEW_EVERY_MS)
  }

  private arrange(sorts: boolean): void {
    if (sorts) {
      const compare = compareBy(this.query.sort)
      this.ordered.sort((a, b) => compare(a.row, b.row))
    }
    const words = wordsOf(this.query)
    const next = this.ordered.filter((entry) => isShown(entry.row, this.query, words, (row) => (entry.key ??= searchKey(row))))
    const before = this.shown.value
    if (next.length !== before.length || next.some((entry, index) => entry !== before[index])) this.shown.value = next
  }
}

/** Naive's own type of a row says nothing. */
function entryOf(row: object): Entry {
  return row as Entry
}

function signalOf(entry: Entry): ShallowRef<FleetRow> {
  return (entry.signal ??= shallowRef(entry.row))
}

serveDriver(new NaiveUi())
