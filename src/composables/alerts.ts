import { useIntervalFn } from '@vueuse/core'
import { onScopeDispose, watch } from 'vue'
import type { Alert } from '../domain/alert-plan'
import type { AlertSettings } from '../domain/alert-settings'
import { describeCounts, describeNamed } from '../i18n/describe-news'
import { useI18n } from '../i18n/use-i18n'
import { sumOf } from '../domain/news-feed'
import { useNewsStore } from '../stores/news'
import { useLeadership } from './alert-leader'
import { createTeller, type TabWord } from './alert-teller'
import { blip } from './blip'

const TICK_MS = 1_000
const CHANNEL = 'ota-lookout.alerts'

/** Tells of news while nobody looks at any tab. To be set up once a page. */
export function useAlerts(): void {
  const news = useNewsStore()
  const { messages, format } = useI18n()
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(CHANNEL) : null

  function tell(alert: Alert, { notify, sound }: AlertSettings) {
    if (notify) showNotification(messages.value.alerts.summary(format.value.count(sumOf(alert.counts))), bodyOf(alert))
    if (sound) blip()
  }

  const bodyOf = ({ counts, named }: Alert) => [describeCounts(messages.value, format.value, counts), describeNamed(messages.value, named, sumOf(counts))].join('\n')

  const teller = createTeller({
    nowMs: () => performance.now(),
    minuteOfDay: () => new Date().getHours() * 60 + new Date().getMinutes(),
    isLookedAt: () => news.isLookedAt,
    isLeader: useLeadership(),
    settings: () => news.settings,
    tell,
    say: (word) => channel?.postMessage(word),
  })

  channel?.addEventListener('message', ({ data }: MessageEvent<TabWord>) => {
    teller.hear(data)
    if (data === 'seen') news.seenElsewhere()
  })
  const unhear = news.onNews(teller.note)
  watch(
    () => news.isLookedAt,
    (isLookedAt) => isLookedAt && teller.seen(),
    { immediate: true },
  )
  useIntervalFn(teller.tick, TICK_MS)
  onScopeDispose(() => {
    unhear()
    channel?.close()
  })
}

/** Some browsers have the class and yet refuse to make one. */
function showNotification(title: string, body: string) {
  try {
    if (Notification.permission !== 'granted') return
    const notification = new Notification(title, { body, icon: './favicon.svg' })
    notification.addEventListener('click', () => {
      window.focus()
      notification.close()
    })
  } catch {
    // The count in the title still tells.
  }
}
