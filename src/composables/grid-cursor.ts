import { computed, shallowRef } from 'vue'
import type { DeviceId } from '../domain/device'

export interface CursorActions {
  /** Rows that a page key moves by. */
  pageRows(): number
  /** The cursor moved by a key; its row must be seen. */
  moved(place: number): void
  /** Above the first row. */
  leaveUpwards(): void
  toggle(id: DeviceId): void
  /** Ticks these too. */
  extend(ids: readonly DeviceId[]): void
  selectAll(): void
  clearSelection(): void
  open(id: DeviceId): void
  menu(id: DeviceId): void
}

/** The row that keys act on. It stays with its device, wherever that goes in the order. */
export function useGridCursor(ids: () => readonly DeviceId[], actions: CursorActions) {
  const cursor = shallowRef<DeviceId | null>(null)
  const place = computed(() => (cursor.value === null ? -1 : ids().indexOf(cursor.value)))
  /** Where it was last, for when its device has left the view. */
  let lastPlace = 0
  /** Where a range begins: the row of the last key or click without Shift. */
  let anchor: DeviceId | null = null

  function put(id: DeviceId, extends_: boolean) {
    if (extends_) actions.extend(rangeTo(id))
    else anchor = id
    cursor.value = id
    lastPlace = place.value
  }

  function rangeTo(id: DeviceId): readonly DeviceId[] {
    const to = ids().indexOf(id)
    const from = anchor === null ? -1 : ids().indexOf(anchor)
    if (from < 0) anchor = id
    return from < 0 ? [id] : ids().slice(Math.min(from, to), Math.max(from, to) + 1)
  }

  function goTo(wanted: number, extends_: boolean) {
    const to = Math.max(0, Math.min(ids().length - 1, wanted))
    const id = ids()[to]
    if (id === undefined) return
    put(id, extends_)
    actions.moved(to)
  }

  const steps: Record<string, () => number> = {
    ArrowDown: () => 1,
    ArrowUp: () => -1,
    PageDown: actions.pageRows,
    PageUp: () => -actions.pageRows(),
    Home: () => -Infinity,
    End: () => Infinity,
  }

  function move(key: string, extends_: boolean) {
    const step = steps[key]?.() ?? 0
    if (place.value < 0) goTo(key === 'End' ? Infinity : key === 'Home' ? 0 : lastPlace, extends_)
    else if (key === 'ArrowUp' && place.value === 0) actions.leaveUpwards()
    else goTo(place.value + step, extends_)
  }

  function act(event: KeyboardEvent): boolean {
    const id = cursor.value
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') actions.selectAll()
    else if (event.key === 'Escape') actions.clearSelection()
    else if (id === null || place.value < 0) return false
    else if (event.key === ' ') actions.toggle(id)
    else if (event.key === 'Enter') actions.open(id)
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) actions.menu(id)
    else return false
    return true
  }

  /** Handles a key pressed on the grid. */
  function onKeydown(event: KeyboardEvent) {
    if (event.altKey) return
    const isMove = Object.hasOwn(steps, event.key)
    if (isMove) move(event.key, event.shiftKey)
    if (isMove || act(event)) event.preventDefault()
  }

  return {
    cursor,
    place,
    put,
    onKeydown,
  }
}
