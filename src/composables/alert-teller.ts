import { AlertPlan, type Alert } from '../domain/alert-plan'
import type { AlertSettings } from '../domain/alert-settings'
import type { News } from '../domain/news'
import { isQuiet } from '../domain/quiet-hours'

/** What one tab says to the others: somebody looks at it, or it has told of all that came until now. */
export type TabWord = 'seen' | 'told'

/** All that the teller has of the page around it. */
export interface TellerPorts {
  /** ms of a clock that does not run back. */
  nowMs(): number
  /** Of the local day, 0–1439. */
  minuteOfDay(): number
  isLookedAt(): boolean
  /** Of several tabs one tells. */
  isLeader(): boolean
  settings(): AlertSettings
  tell(alert: Alert, settings: AlertSettings): void
  say(word: TabWord): void
}

/** Tells of news that nobody saw, in one tab and in summaries. Nothing is told while any of the tabs is looked at. */
export function createTeller(ports: TellerPorts) {
  const plan = new AlertPlan()
  /** What was seen here and the other tabs have not heard of. */
  let isUnsaid = false

  function seen() {
    plan.seen()
    isUnsaid = false
    ports.say('seen')
  }

  function note(news: News) {
    if (ports.isLookedAt()) isUnsaid = true
    else if (isOn(ports.settings())) plan.note(news, ports.nowMs())
  }

  /** To be called every second. A hidden page that does so but once a minute tells late, and no less. */
  function tick() {
    const settings = ports.settings()
    if (!isOn(settings)) plan.seen()
    const isLeader = ports.isLeader()
    if (ports.isLookedAt() && isUnsaid) seen()
    if (ports.isLookedAt() || !isLeader) return
    const alert = plan.take(ports.nowMs(), settings.isQuietAtNight && isQuiet(ports.minuteOfDay(), settings.quiet))
    if (alert === null) return
    ports.say('told')
    ports.tell(alert, settings)
  }

  function hear(word: TabWord) {
    if (word === 'seen') plan.seen()
    else plan.told(ports.nowMs())
  }

  return { note, tick, hear, seen }
}

function isOn({ notify, sound }: AlertSettings): boolean {
  return notify || sound
}
