import type { DeviceId } from '../domain/device'
import type { Format } from '../i18n/format'
import type { Messages } from '../i18n/zh-cn'

/** What is known about when devices are asked next. Times are epoch ms. */
export interface AskPlan {
  readonly now: number
  /** When devices on the screen are asked next. */
  readonly nextAskAt: ReadonlyMap<DeviceId, number>
  /** Why none is asked at all. */
  readonly notAsked: 'paused' | 'offline' | 'locked' | null
}

const DUE_MS = 1_000

/** When a device is asked next, in words; `null` while that is not known or it is being asked. */
export function describeNextAsk(id: DeviceId, plan: AskPlan, messages: Messages, format: Format): string | null {
  const at = plan.nextAskAt.get(id)
  if (at === undefined) return plan.notAsked && messages.notAsked[plan.notAsked]
  const waitMs = at - plan.now
  return waitMs < DUE_MS ? messages.nextAskSoon : messages.nextAsk(format.clock(at), format.shortDuration(waitMs))
}
