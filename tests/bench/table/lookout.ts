/** All that this benchmark knows of the app: its table and its store, fed by an engine that only repeats what it is given. */
import '../../../src/styles.css'
import { darkTheme, NConfigProvider } from 'naive-ui'
import { createPinia } from 'pinia'
import { computed, createApp, defineComponent, h } from 'vue'
import FleetTable from '../../../src/components/FleetTable.vue'
import type { DeviceId } from '../../../src/domain/device'
import { DEFAULT_COLUMNS } from '../../../src/domain/tab-columns'
import type { FleetRow } from '../../../src/domain/fleet-row'
import type { EngineConnection } from '../../../src/engine/connection'
import type { EngineEvent } from '../../../src/engine/protocol'
import { createI18n, i18nKey } from '../../../src/i18n/use-i18n'
import { engineKey } from '../../../src/stores/engine-link'
import { useFleetStore } from '../../../src/stores/fleet'
import { useLayoutStore } from '../../../src/stores/layout'
import { mirrorEngine } from '../../../src/stores/mirror-engine'
import { useSelectionStore } from '../../../src/stores/selection'
import { useSettingsStore } from '../../../src/stores/settings'
import { themeOverrides } from '../../../src/theme'
import { FIRST_QUERY, type Candidate, type Query } from './candidate'
import { serveDriver } from './driver'
import { OPEN_ACCOUNT } from '../../support/open-account'

class FakeEngine implements EngineConnection {
  emit: (event: EngineEvent) => void = () => {}

  send: EngineConnection['send'] = () => Promise.resolve({ kind: 'done', count: 0 })

  onEvent(listener: (event: EngineEvent) => void): void {
    this.emit = listener
  }

  onLost(): void {}

  onFault(): void {}

  close(): void {}
}

const NO_PLAN: ReadonlyMap<DeviceId, number> = new Map()

/** What FleetView does for the table, and nothing else of it. */
const Shell = defineComponent(() => {
  const fleet = useFleetStore()
  const settings = useSettingsStore()
  const layout = useLayoutStore()
  const selection = useSelectionStore()
  const plan = computed(() => ({ now: fleet.now, nextAskAt: NO_PLAN, notAsked: null }))
  const overrides = computed(() => themeOverrides(settings.isDark))
  const table = () =>
    h(FleetTable, {
      ids: fleet.ids,
      row: fleet.row,
      plan: plan.value,
      tab: fleet.query.filter,
      sort: fleet.query.sort,
      columns: DEFAULT_COLUMNS.all,
      widths: layout.widths,
      compact: layout.density === 'compact',
      selected: selection.ids,
      menuOpen: false,
      onSort: fleet.sortBy,
      onSelectAll: () => selection.select(fleet.ids),
      onClearSelection: selection.clear,
      onToggle: selection.toggle,
      onExtend: selection.extend,
      onVisible: fleet.setVisible,
      onHold: fleet.hold,
    })
  return () =>
    h(NConfigProvider, { theme: settings.isDark ? darkTheme : null, themeOverrides: overrides.value, preflightStyleDisabled: true }, () =>
      h('main', { style: 'padding: 16px 20px 40px; --header-height: 0px' }, [h('section', { class: 'panel' }, fleet.ids.length > 0 ? table() : [])]),
    )
})

class Lookout implements Candidate {
  readonly rowSelector = '[data-device]'
  readonly idAttribute = 'data-device'
  private readonly engine = new FakeEngine()
  private fleet: ReturnType<typeof useFleetStore> | null = null

  prepare(place: HTMLElement): void {
    const app = createApp(Shell)
    app.provide(engineKey, this.engine)
    app.use(createPinia())
    const settings = app.runWithContext(() => useSettingsStore())
    const i18n = createI18n(() => settings.locale)
    app.provide(i18nKey, i18n)
    // As main.ts does before any row comes.
    i18n.format.value.percent(0)
    app.runWithContext(() => mirrorEngine(this.engine))
    this.fleet = app.runWithContext(() => useFleetStore())
    this.setSort(FIRST_QUERY.sort.key, FIRST_QUERY.sort.descending)
    app.mount(place)
  }

  mount(rows: readonly FleetRow[]): void {
    this.engine.emit({ kind: 'snapshot', account: OPEN_ACCOUNT, rows, storage: { kind: 'persistent' } })
  }

  apply(changed: readonly FleetRow[]): void {
    this.engine.emit({ kind: 'rows', accountId: OPEN_ACCOUNT.id, changed, removed: [] })
  }

  setFilter(filter: Query['filter']): void {
    this.fleet?.change({ filter })
  }

  setSearch(search: string): void {
    this.fleet?.change({ search })
  }

  setSort(key: Query['sort']['key'], descending: boolean): void {
    this.fleet?.change({ sort: { key, descending } })
  }

  scroller(): Element {
    return document.documentElement
  }
}

serveDriver(new Lookout())
