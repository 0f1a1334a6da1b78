// Plain JavaScript: the project's type check runs without the peers' packages.
import '../../../src/styles.css'
import './cells.css'
import {
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  createGrid,
  ExternalFilterModule,
  ModuleRegistry,
  QuickFilterModule,
  RenderApiModule,
  themeQuartz,
} from 'ag-grid-community'
import { isStale, kindOf } from '../../../src/domain/fleet-row'
import { zhCN } from '../../../src/i18n/zh-cn'
import { CheckCell, DeviceCell, MenuCell, ProgressCell, RequestCell, StatusCell, VersionCell } from './ag-grid-cells.mjs'
import { FIRST_QUERY } from './candidate'
import { serveDriver } from './driver'
import { compareBy, searchKey } from './query'
import { ageWords, barOf, noteWords, requestWords, sourceWords, stageWords, stalledWords, statusWords, targetWords } from './words'

ModuleRegistry.registerModules([
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  ExternalFilterModule,
  QuickFilterModule,
  RenderApiModule,
])

const GRID_HEIGHT = 834

const theme = themeQuartz.withParams({
  fontFamily: 'inherit',
  fontSize: 13,
  headerFontWeight: 400,
  cellHorizontalPadding: 7,
  rowHeight: 40,
  headerHeight: 36,
  wrapperBorder: false,
  wrapperBorderRadius: 10,
})

/** A cell is drawn anew when its value, a string here, is another. */
const column = (colId, value, more) => ({
  colId,
  headerName: zhCN.column[colId] ?? '',
  valueGetter: ({ data }) => value(data),
  comparator: (_a, _b, { data: a }, { data: b }, descending) => (descending ? -1 : 1) * compareBy({ key: colId, descending })(a, b),
  getQuickFilterText: () => '',
  ...more,
})

const columnDefs = [
  column('check', () => '', { width: 34, cellRenderer: CheckCell }),
  column('device', ({ device }) => device.deviceName, { flex: 1, cellRenderer: DeviceCell, getQuickFilterText: ({ data }) => searchKey(data) }),
  column('product', ({ device }) => device.productId, { width: 126, cellClass: 'b-product mono' }),
  column('version', (row) => `${sourceWords(row)} ${targetWords(row)}`, { width: 144, cellRenderer: VersionCell }),
  column('progress', (row) => `${kindOf(row)} ${barOf(row).words}`, { width: 154, cellRenderer: ProgressCell }),
  column('status', (row) => `${statusWords(row)} ${stalledWords(row, Date.now())} ${noteWords(row)}`, { width: 282, cellRenderer: StatusCell }),
  column('stage', (row) => stageWords(row, Date.now()), { width: 120 }),
  column('age', (row) => ageWords(row, Date.now()), { width: 106, cellClassRules: { 'b-stale': ({ data }) => isStale(data, Date.now()) } }),
  column('request', requestWords, { width: 106, cellRenderer: RequestCell }),
  column('menu', () => '', { width: 46, cellRenderer: MenuCell }),
]

/** @implements {import('./candidate').Candidate} */
class AgGrid {
  rowSelector = '.ag-row'
  idAttribute = 'row-id'
  query = FIRST_QUERY
  place = document.body
  api = null

  prepare(place) {
    place.innerHTML = '<main class="page"><section class="panel"></section></main>'
    this.place = place.querySelector('section')
    this.place.style.height = `${GRID_HEIGHT}px`
  }

  mount(rows) {
    const { key, descending } = this.query.sort
    this.api = createGrid(this.place, {
      theme,
      columnDefs: columnDefs.map((each) => (each.colId === key ? { ...each, initialSort: descending ? 'desc' : 'asc' } : each)),
      rowData: [...rows],
      getRowId: ({ data }) => data.device.id,
      animateRows: false,
      deltaSort: true,
      suppressModelUpdateAfterUpdateTransaction: true,
      cacheQuickFilter: true,
      suppressCellFocus: true,
      suppressColumnMoveAnimation: true,
      isExternalFilterPresent: () => this.query.filter !== 'all',
      doesExternalFilterPass: ({ data }) => kindOf(data) === this.query.filter,
    })
    setInterval(() => this.api.refreshCells({ columns: ['status', 'stage', 'age'] }), 1000)
  }

  apply(changed) {
    this.api.applyTransactionAsync({ update: [...changed] })
  }

  setFilter(filter) {
    this.turnTo({ filter })
    this.api.onFilterChanged()
  }

  setSearch(search) {
    this.turnTo({ search })
    this.api.setGridOption('quickFilterText', search)
  }

  setSort(key, descending) {
    this.turnTo({ sort: { key, descending } })
    this.api.applyColumnState({ state: [{ colId: key, sort: descending ? 'desc' : 'asc' }], defaultState: { sort: null } })
  }

  /** Answers move no row while the whole fleet stands in the order of names: the grid may spare itself the look. */
  turnTo(change) {
    this.query = { ...this.query, ...change }
    const { filter, search, sort } = this.query
    const stays = filter === 'all' && search === '' && sort.key === 'device'
    this.api.setGridOption('suppressModelUpdateAfterUpdateTransaction', stays)
  }

  scroller() {
    return document.querySelector('.ag-grid-viewport')
  }
}

serveDriver(new AgGrid())
