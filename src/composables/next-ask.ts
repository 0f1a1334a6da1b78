import type { DeviceId } from '../domain/device'
import type { Format } from '../i18n/format'
import type { Messages } from '../i18n/zh-cn'

/** What is known about when devices are asked next. Times are epoch ms. */
export interface AskPlan {
  readonly now: number
  /** When devices on the screen are asked next. */
  readonly nextAskAt: ReadonlyMap<DeviceId, number>
  /** Why none is asked at present, in words. */
  readonly notAsked: string | null
}

const DUE_MS = 1_000

/** When a device is asked next, or why not, in words; `null` while that is not known or it is being asked. */
export function describeNextAsk(id: DeviceId, plan: AskPlan, messages: Messages, format: Format): string | null {
  if (plan.notAsked !== null) return plan.notAsked
  const at = plan.nextAskAt.get(id)
  if (at === undefined) return null
  const waitMs = at - plan.now
  return waitMs < DUE_MS ? messages.nextAskSoon : messages.nextAsk(format.clock(at), format.duration(waitMs))
}
