import { useElementSize, useEventListener } from '@vueuse/core'
import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'

const OVERSCAN = 6

/** Which of `count` rows of one height are in sight in a box that scrolls by itself. */
export function useListWindow(box: Ref<HTMLElement | null>, count: () => number, rowPx: () => number): {
  /** Places of the rows drawn, from the top. */
  readonly places: ComputedRef<readonly number[]>
  readonly perPage: ComputedRef<number>
  /** Scrolls as little as it takes to have the row in sight. */
  reveal(place: number): void
} {
  const topPx = shallowRef(0)
  const { height } = useElementSize(box)
  const measure = () => void (topPx.value = box.value?.scrollTop ?? 0)
  useEventListener(box, 'scroll', measure, { passive: true })
  watch(count, measure, { flush: 'post' })

  const perPage = computed(() => Math.max(1, Math.floor(height.value / rowPx())))
  const places = computed(() => {
    const first = Math.max(0, Math.floor(topPx.value / rowPx()) - OVERSCAN)
    const end = Math.min(count(), first + perPage.value + 2 * OVERSCAN + 2)
    return Array.from({ length: Math.max(0, end - first) }, (_row, nth) => first + nth)
  })

  function reveal(place: number) {
    if (!box.value) return
    const top = place * rowPx()
    const below = top + rowPx() - box.value.clientHeight
    if (top < box.value.scrollTop) box.value.scrollTop = top
    else if (below > box.value.scrollTop) box.value.scrollTop = below
    measure()
  }
  return { places, perPage, reveal }
}
