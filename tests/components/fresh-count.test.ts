import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, nextTick } from 'vue'
import { createDevice } from '@/domain/device'
import { createRow, withFailure, type FleetRow } from '@/domain/fleet-row'
import type { EngineConnection } from '@/engine/connection'
import { engineKey } from '@/stores/engine-link'
import { useFleetStore } from '@/stores/fleet'
import { answeredRow } from '../support/rows'

const START = 1_000_000
const engine: EngineConnection = { send: () => Promise.resolve({ kind: 'done', count: 0 }), onEvent: () => undefined, onLost: () => undefined, onFault: () => undefined, close: () => undefined }

function openFleet(rows: readonly FleetRow[]) {
  const app = createApp({})
  app.provide(engineKey, engine)
  const pinia = createPinia()
  app.use(pinia)
  setActivePinia(pinia)
  const store = useFleetStore()
  store.apply({ kind: 'snapshot', account: null, rows, storage: { kind: 'persistent' } }, true)
  return store
}

beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

describe('the count of devices that are not up to date', () => {
  it('holds the stale, the failing and those never answered for', () => {
    const failing = withFailure(answeredRow('failing', {}, START), { failure: { kind: 'network' }, requestId: 'r', at: START })
    const store = openFleet([answeredRow('good', {}, START), answeredRow('old', {}, START - 2_001), failing, createRow(createDevice('P1', 'never'), START)])
    expect(store.notFresh).toBe(3)
  })

  it('grows with time alone, though nothing comes from the engine', async () => {
    const store = openFleet([answeredRow('d1', {}, START)])
    expect(store.notFresh).toBe(0)
    vi.advanceTimersByTime(3_000)
    await nextTick()
    expect(store.notFresh).toBe(1)
  })

  it('falls when an answer comes', async () => {
    const store = openFleet([answeredRow('d1', {}, START - 60_000)])
    expect(store.notFresh).toBe(1)
    store.apply({ kind: 'rows', accountId: 'a' as never, changed: [answeredRow('d1', {}, START)], removed: [] }, false)
    vi.advanceTimersByTime(500)
    await nextTick()
    expect(store.notFresh).toBe(0)
  })
})
