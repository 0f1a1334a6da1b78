import { useDocumentVisibility } from '@vueuse/core'
import { watch } from 'vue'
import type { DeviceId } from '../domain/device'
import type { EngineConnection } from '../engine/connection'

/** A few ticked rows are asked about as often as visible ones, wherever they are; with more, none would stand out. */
const MOST_PINNED = 200

/** Tells the engine which rows somebody looks at. Nobody looks at a hidden tab; ticked rows count wherever they are. */
export function useSeenRows(engine: EngineConnection, ticked: () => ReadonlySet<DeviceId>) {
  const tab = useDocumentVisibility()
  let onScreen: readonly DeviceId[] = []
  let opened: readonly DeviceId[] = []

  function tell() {
    const pinned = ticked().size <= MOST_PINNED ? ticked() : []
    void engine.send({ kind: 'visible', ids: [...new Set([...(tab.value === 'visible' ? [...opened, ...onScreen] : []), ...pinned])] })
  }
  watch([tab, ticked], tell)

  return {
    setOnScreen(ids: readonly DeviceId[]) {
      onScreen = ids
      tell()
    },
    /** Shown by itself, wherever its row is. */
    setOpened(id: DeviceId | null) {
      opened = id === null ? [] : [id]
      tell()
    },
  }
}
