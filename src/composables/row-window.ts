import { useEventListener, useResizeObserver, useTimeoutFn, useWindowSize } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref } from 'vue'

/** Fleets up to this size are drawn whole. */
const DRAW_WHOLE_UP_TO = 100
const OVERSCAN = 4
/** The first frame has no more rows than this, and so comes the sooner. */
const FIRST_ROWS = 10
/** Rows beyond the screen come later still. */
const OVERSCAN_AFTER_MS = 100

export interface RowWindow {
  /** Places of the rows drawn, from the top. */
  readonly places: ComputedRef<readonly number[]>
  /** How many rows are drawn when there are enough; a row's element is the one of its place modulo this. */
  readonly pool: ComputedRef<number>
  readonly heightPx: ComputedRef<number>
  /** Scrolls as little as it takes to have the row clear of what sticks to the top. */
  reveal(place: number, topPx: number): void
}

/** Which of `count` rows of one height stand on the screen, the page being what scrolls. */
export function useRowWindow(body: Ref<HTMLElement | null>, count: () => number, rowPx: () => number): RowWindow {
  const first = shallowRef(0)
  const overscan = shallowRef(0)
  const isFirstFrame = shallowRef(true)
  const frame = requestAnimationFrame(() => requestAnimationFrame(() => (isFirstFrame.value = false)))
  onScopeDispose(() => cancelAnimationFrame(frame))
  useTimeoutFn(() => (overscan.value = OVERSCAN), OVERSCAN_AFTER_MS)
  const { height: windowHeight } = useWindowSize()

  function measure() {
    if (!body.value) return
    const top = body.value.getBoundingClientRect().top
    first.value = Math.max(0, Math.floor(-top / rowPx()))
  }

  const visible = computed(() => Math.ceil(windowHeight.value / rowPx()) + 1)
  const pool = computed(() => {
    if (isFirstFrame.value) return Math.min(count(), FIRST_ROWS)
    return count() <= DRAW_WHOLE_UP_TO ? count() : Math.min(count(), visible.value + 2 * overscan.value)
  })
  const places = computed(() => {
    const from = Math.max(0, Math.min(first.value - overscan.value, count() - pool.value))
    const size = pool.value
    return Array.from({ length: size }, (_row, slot) => from + ((((slot - from) % size) + size) % size))
  })

  useEventListener('scroll', measure, { passive: true })
  useResizeObserver(() => document.body, measure)
  watch([count, rowPx, windowHeight], measure, { flush: 'post' })

  function reveal(place: number, topPx: number) {
    if (!body.value) return
    const top = body.value.getBoundingClientRect().top + place * rowPx()
    const below = Math.ceil(top + rowPx() - globalThis.innerHeight)
    if (top < topPx) globalThis.scrollBy({ top: top - topPx, behavior: 'instant' })
    else if (below > 0) globalThis.scrollBy({ top: below, behavior: 'instant' })
    measure()
  }

  return { places, pool, heightPx: computed(() => count() * rowPx()), reveal }
}
