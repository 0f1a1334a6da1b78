import { shallowRef } from 'vue'
import type { ColumnKey } from '../domain/columns'
import type { DeviceId } from '../domain/device'

export interface PointerActions {
  /** A row was clicked, with Shift on its tick box to extend the selection. */
  put(id: DeviceId, extends_: boolean): void
  toggle(id: DeviceId): void
  open(id: DeviceId): void
  copyRequest(id: DeviceId): void
  menu(id: DeviceId, anchor: HTMLElement): void
  /** Its confirmation or retry was asked for. */
  order(id: DeviceId): void
  focus(): void
}

/** Clicks and the resting pointer, heard once for all rows: a row has no listener of its own. */
export function useGridPointer(ids: () => readonly DeviceId[], columns: () => readonly ColumnKey[], actions: PointerActions) {
  /** The cell under the pointer. */
  const hinted = shallowRef<{ id: DeviceId; column: ColumnKey; cell: HTMLElement } | null>(null)

  function idOf(target: Element): DeviceId | null {
    const device = target.closest<HTMLElement>('[data-device]')?.dataset.device
    return ids().find((id) => id === device) ?? null
  }

  function onClick({ target, shiftKey }: MouseEvent) {
    const id = target instanceof Element ? idOf(target) : null
    if (!(target instanceof Element) || id === null) return
    const element = target.closest<HTMLElement>('[data-action]')
    const action = element?.dataset.action
    const extendsRange = shiftKey && action === 'select'
    actions.put(id, extendsRange)
    if (action === 'select' && !extendsRange) actions.toggle(id)
    else if (action === 'open' && getSelection()?.isCollapsed !== false) actions.open(id)
    else if (action === 'copy-request') actions.copyRequest(id)
    else if (action === 'order') actions.order(id)
    else if (action === 'menu' && element) actions.menu(id, element)
  }

  /** Focus stays with the grid: an element inside serves another device as soon as the page scrolls. */
  function onMousedown(event: MouseEvent) {
    const action = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]')?.dataset.action : undefined
    // A name may be selected to copy it.
    if (action === undefined || action === 'open') return
    event.preventDefault()
    actions.focus()
  }

  function onPointerover({ target }: PointerEvent) {
    const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null
    const id = cell && idOf(cell)
    const column = columns().find((key) => key === cell?.dataset.column)
    hinted.value = cell && id && column ? { id, column, cell } : null
  }

  return { hinted, onClick, onMousedown, onPointerover }
}
