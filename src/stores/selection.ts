import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { DeviceId } from '../domain/device'

const NONE: ReadonlySet<DeviceId> = new Set()

/** The ticked devices, wherever they are; no filter, sort or update changes them. */
export const useSelectionStore = defineStore('selection', () => {
  const ids = shallowRef(NONE)

  function toggle(id: DeviceId) {
    const next = new Set(ids.value)
    if (!next.delete(id)) next.add(id)
    ids.value = next
  }

  function drop(gone: readonly DeviceId[]) {
    if (!gone.some((id) => ids.value.has(id))) return
    const kept = new Set(ids.value)
    for (const id of gone) kept.delete(id)
    ids.value = kept
  }

  return {
    ids,
    toggle,
    drop,
    extend: (more: readonly DeviceId[]) => void (ids.value = new Set([...ids.value, ...more])),
    select: (chosen: readonly DeviceId[]) => void (ids.value = new Set(chosen)),
    clear: () => void (ids.value = NONE),
  }
})
