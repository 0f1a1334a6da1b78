import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { faultOf, type Fault } from '../domain/fault'
import { useEngine } from './engine-link'

/** Unexpected exceptions of the page and of the engine: how many, and what may be told of the last one. */
export const useFaultsStore = defineStore('faults', () => {
  const count = shallowRef(0)
  const dismissedAt = shallowRef(0)
  const last = shallowRef<Fault | null>(null)

  function note(fault: Fault) {
    count.value += 1
    last.value = fault
  }

  useEngine().onFault(note)

  return {
    count,
    last,
    isShown: computed(() => count.value > dismissedAt.value),
    noteThrown: (thrown: unknown) => note(faultOf(thrown)),
    dismiss: () => void (dismissedAt.value = count.value),
  }
})
