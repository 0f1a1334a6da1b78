import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { DirectoryState } from '../domain/directory'
import type { EngineEvent } from '../engine/protocol'
import { useEngine } from './engine-link'

/** The account's own lists as the engine reads them, and what its products are called. */
export const useDirectoryStore = defineStore('directory', () => {
  const engine = useEngine()
  const state = shallowRef<DirectoryState>({ kind: 'idle' })
  const productNames = shallowRef<ReadonlyMap<string, string>>(new Map())

  function apply(event: EngineEvent) {
    if (event.kind === 'snapshot') {
      state.value = { kind: 'idle' }
      productNames.value = new Map()
    } else if (event.kind === 'directory') state.value = event.state
    else if (event.kind === 'products') productNames.value = new Map(event.names.map(({ productId, name }) => [productId, name]))
  }

  return {
    state,
    productNames,
    apply,
    start: () => engine.send({ kind: 'read-directory' }),
    stop: () => engine.send({ kind: 'stop-directory' }),
  }
})
