import { useEventListener } from '@vueuse/core'

export interface KeyTargets {
  search(): void
  /** The browser's find was asked for: it sees only the rows on the screen. */
  searchInsteadOfFind(): void
  showKeys(): void
}

/** Keys that work all over the fleet view. */
export function useFleetKeys({ search, searchInsteadOfFind, showKeys }: KeyTargets): void {
  useEventListener(document, 'keydown', (event: KeyboardEvent) => {
    if (document.querySelector('[role="dialog"]')) return
    const isCommand = event.ctrlKey || event.metaKey
    if (isCommand && event.key.toLowerCase() === 'f' && !isSearchBox(document.activeElement)) searchInsteadOfFind()
    else if (isCommand || isTyping(event.target)) return
    else if (event.key === '/') search()
    else if (event.key === '?') showKeys()
    else return
    event.preventDefault()
  })
}

function isSearchBox(element: Element | null): boolean {
  return element instanceof HTMLInputElement && element.type === 'search'
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || (/^(?:INPUT|TEXTAREA|SELECT)$/u.test(target.tagName) && target.getAttribute('type') !== 'checkbox')
}
