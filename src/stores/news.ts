import { useDocumentVisibility, useEventListener, useLocalStorage, useWindowFocus } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { readAlertSettings, type AlertSettings } from '../domain/alert-settings'
import type { DeviceId } from '../domain/device'
import { newsOf, type News, type RowChange } from '../domain/news'
import { NewsFeed, sumOf } from '../domain/news-feed'

type Listener = (news: News) => void

/** What happened while nobody looked, and how this browser is to tell of it. */
export const useNewsStore = defineStore('news', () => {
  const feed = new NewsFeed()
  const entries = shallowRef(feed.entries())
  const unread = shallowRef(feed.unreadCounts())
  /** News since somebody last looked at the page, in this tab or another one. */
  const missed = shallowRef(0)
  const isLookedAt = useLookedAt()
  const listeners = new Set<Listener>()
  let isStale = false

  const settings = useLocalStorage<AlertSettings>('ota-lookout.alerts', readAlertSettings(undefined), {
    shallow: true,
    writeDefaults: false,
    serializer: { read: (text) => readAlertSettings(parse(text)), write: (value) => JSON.stringify(value) },
  })

  watch(isLookedAt, (looked) => looked && (missed.value = 0), { flush: 'sync' })

  /** Takes in what is new about a row. Thousands may come at once: what shows them hears of it once. */
  function hear(change: RowChange, now: number) {
    const news = newsOf(change, now)
    if (news === null) return
    feed.add(news)
    if (!isLookedAt.value) missed.value += 1
    for (const listener of listeners) listener(news)
    if (isStale) return
    isStale = true
    queueMicrotask(refresh)
  }

  function refresh() {
    isStale = false
    entries.value = feed.entries()
    unread.value = feed.unreadCounts()
  }

  function onNews(listener: Listener): () => void {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  function drop(ids: readonly DeviceId[]) {
    feed.drop(new Set(ids))
    refresh()
  }

  function clear() {
    feed.clear()
    missed.value = 0
    refresh()
  }

  function markRead() {
    feed.markRead()
    refresh()
  }

  return {
    entries,
    unread,
    unreadCount: computed(() => sumOf(unread.value)),
    missed: computed(() => missed.value),
    isLookedAt,
    settings: computed(() => settings.value),
    hear,
    onNews,
    drop,
    clear,
    markRead,
    seenElsewhere: () => void (missed.value = 0),
    change: (part: Partial<AlertSettings>) => void (settings.value = { ...settings.value, ...part }),
  }
})

/** Whether the page is on the screen and has the focus. */
function useLookedAt() {
  if (typeof document === 'undefined') return computed(() => true)
  const visibility = useDocumentVisibility()
  const hasFocus = useWindowFocus()
  // A page that comes to the front may do so without being given the focus anew.
  useEventListener(document, 'visibilitychange', () => void (hasFocus.value = document.hasFocus()))
  return computed(() => visibility.value === 'visible' && hasFocus.value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
