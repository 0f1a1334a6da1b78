import { useResizeObserver } from '@vueuse/core'
import { shallowRef, type Ref } from 'vue'

/** The border box of an element in px, 0 until the page was first laid out: to ask before would lay it out twice. */
export function useElementBox(element: Ref<HTMLElement | null>) {
  const widthPx = shallowRef(0)
  const heightPx = shallowRef(0)
  useResizeObserver(
    element,
    ([entry]) => {
      const box = entry?.borderBoxSize[0]
      if (!box) return
      widthPx.value = box.inlineSize
      heightPx.value = box.blockSize
    },
    { box: 'border-box' },
  )
  return { widthPx, heightPx }
}
