import { useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { ColumnKey } from '../domain/columns'
import type { LinkParameters } from '../domain/fleet-link'
import type { FleetFilter } from '../domain/fleet-query'
import { readChosenColumns, readDensity, readViews, readWidth, readWidths, withView, type Density } from '../domain/layout'
import { DEFAULT_COLUMNS } from '../domain/tab-columns'

/** How this browser shows the table, the same in all of its tabs. Losing it costs some clicks, so plain localStorage serves. */
export const useLayoutStore = defineStore('layout', () => {
  const chosen = useKept('ota-lookout.columns', readChosenColumns)
  const widths = useKept('ota-lookout.widths', readWidths)
  const density = useKept('ota-lookout.density', readDensity)
  const views = useKept('ota-lookout.views', readViews)

  /** `null` is back to the tab's own. */
  function chooseColumns(tab: FleetFilter, columns: readonly ColumnKey[] | null) {
    const { [tab]: _before, ...others } = chosen.value
    chosen.value = readChosenColumns(columns === null ? others : { ...others, [tab]: columns })
  }

  /** `null` is back to the width that the column takes by itself. */
  function setWidth(key: ColumnKey, px: number | null) {
    const { [key]: _before, ...others } = widths.value
    const width = readWidth(px)
    widths.value = width === null ? others : { ...others, [key]: width }
  }

  /** In place of a view of the same name. Returns whether it could be kept. */
  function saveView(name: string, parameters: LinkParameters): boolean {
    const next = withView(views.value, name, parameters)
    if (next) views.value = next
    return next !== null
  }

  return {
    widths: computed(() => widths.value),
    density: computed(() => density.value),
    views: computed(() => views.value),
    columnsOf: (tab: FleetFilter): readonly ColumnKey[] => chosen.value[tab] ?? DEFAULT_COLUMNS[tab],
    isChosen: (tab: FleetFilter): boolean => chosen.value[tab] !== undefined,
    chooseColumns,
    setWidth,
    setDensity: (next: Density) => void (density.value = next),
    saveView,
    removeView: (name: string) => void (views.value = views.value.filter((view) => view.name !== name)),
  }
})

/** A value kept as JSON. Whatever stands in the storage, `read` makes something of it; only a change writes. */
function useKept<T>(key: string, read: (kept: unknown) => T) {
  return useLocalStorage<T>(key, read(undefined), {
    shallow: true,
    writeDefaults: false,
    serializer: { read: (text) => read(parse(text)), write: (value) => JSON.stringify(value) },
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
