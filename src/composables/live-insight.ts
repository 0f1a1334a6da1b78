import { tryOnScopeDispose, useDocumentVisibility, useTimeoutFn } from '@vueuse/core'
import { watch } from 'vue'
import { useInsightStore, type InsightQuestion } from '../stores/insight'

/** After an answer; what takes the engine long to work out is asked for less often. */
const AGAIN_AFTER_MS = 15_000
const PAUSE_FACTOR = 20

/** Keeps the insight that answers the question up to date while somebody may be looking. */
export function useLiveInsight(question: () => InsightQuestion | null) {
  const store = useInsightStore()
  const tab = useDocumentVisibility()
  let tookMs = 0
  let isOver = false
  const again = useTimeoutFn(() => void ask(), () => Math.max(AGAIN_AFTER_MS, PAUSE_FACTOR * tookMs), { immediate: false })

  async function ask() {
    const asked = question()
    again.stop()
    if (!asked) return
    const startedAtMs = performance.now()
    await store.ask(asked)
    tookMs = performance.now() - startedAtMs
    if (!isOver && tab.value === 'visible') again.start()
  }

  tryOnScopeDispose(() => void (isOver = true))
  // A status of the account comes every second: only another question is asked at once.
  watch(() => JSON.stringify(question()), ask, { immediate: true })
  watch(tab, () => (tab.value === 'visible' ? void ask() : again.stop()))
  return { ask }
}
