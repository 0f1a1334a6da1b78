import { onScopeDispose, watch } from 'vue'

const MOST_SHOWN = 99

/** The number of news that nobody saw, before the page's title and on its icon. */
export function usePageBadge(title: () => string, count: () => number): void {
  watch([title, count], ([text, missed]) => (document.title = missed > 0 ? `(${shortened(missed)}) ${text}` : text), { immediate: true })
  watch(() => shortened(count()), showOnIcon)
  onScopeDispose(() => showOnIcon('0'))
}

function shortened(count: number): string {
  return count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count)
}

function showOnIcon(text: string) {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (!link) return
  link.dataset.plain ??= link.href
  link.href = text === '0' ? link.dataset.plain : `data:image/svg+xml,${encodeURIComponent(iconWith(text))}`
}

/** The app's icon, smaller, under a red disc with the number. */
function iconWith(text: string): string {
  const size = text.length > 2 ? 11 : 15
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b6bcb"/><path d="M4 24a9 9 0 0 1 10-9" fill="none" stroke="#9fd0ff" stroke-width="3" stroke-linecap="round"/><circle cx="13" cy="25" r="3.4" fill="#fff"/><circle cx="20.5" cy="12" r="11.5" fill="#c0272d" stroke="#fff" stroke-width="1.5"/><text x="20.5" y="${12 + size * 0.36}" font-family="system-ui,sans-serif" font-size="${size}" font-weight="700" text-anchor="middle" fill="#fff">${text}</text></svg>`
}
