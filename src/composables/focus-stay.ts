import { onMounted, watch, type Ref } from 'vue'

const REACHABLE = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), summary, [tabindex="0"]'

/** Moves focus into `element` as it appears and whenever `subject` changes; while `isModal`, Tab stays inside. */
export function useFocusStay(element: Ref<HTMLElement | null>, subject: () => unknown, isModal: () => boolean) {
  function enter() {
    if (element.value && !element.value.contains(document.activeElement)) element.value.focus({ preventScroll: true })
  }
  onMounted(enter)
  watch(subject, enter, { flush: 'post' })

  function onTab(event: KeyboardEvent) {
    if (!isModal() || !element.value) return
    const stops = [...element.value.querySelectorAll<HTMLElement>(REACHABLE)].filter((stop) => stop.offsetParent !== null)
    const edge = event.shiftKey ? stops[0] : stops.at(-1)
    const isAtEdge = document.activeElement === edge || (event.shiftKey && document.activeElement === element.value)
    if (!isAtEdge) return
    event.preventDefault()
    ;(event.shiftKey ? stops.at(-1) : stops[0])?.focus()
  }
  return { onTab }
}
