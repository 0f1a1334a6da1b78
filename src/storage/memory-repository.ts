import { HISTORY_DAYS } from '../domain/history-days'
import type { Repository } from './repository'

/** Keeps nothing: the engine's own memory is all there is. For the demo, and where IndexedDB cannot be used. */
export function createMemoryRepository(): Repository {
  return {
    loadActive: () => Promise.resolve(null),
    saveActive: () => Promise.resolve(),
    loadBudget: () => Promise.resolve(null),
    saveBudget: () => Promise.resolve(),
    loadIdleMinutes: () => Promise.resolve(null),
    saveIdleMinutes: () => Promise.resolve(),
    loadProductNames: () => Promise.resolve({}),
    saveProductNames: () => Promise.resolve(),
    loadRows: () => Promise.resolve([]),
    addRows: () => Promise.resolve(),
    removeRows: () => Promise.resolve(),
    saveSnapshots: () => Promise.resolve(),
    loadTimeline: () => Promise.resolve([]),
    eachTimeline: () => Promise.resolve(),
    eachBrief: () => Promise.resolve(),
    oldestStage: () => Promise.resolve(null),
    moveHistory: () => Promise.resolve(),
    loadHistoryDays: () => Promise.resolve(HISTORY_DAYS.usual),
    saveHistoryDays: () => Promise.resolve(),
    pruneHistory: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    close: () => undefined,
  }
}
