import { NO_REASON, TIMED_OUT, type FailureCause } from '../domain/failure-cause'
import { visibleText } from '../domain/visible-text'
import type { Messages } from './zh-cn'

/** A cause of failures as people read it. Texts of devices stay theirs. */
export function describeCause(messages: Messages, cause: FailureCause): string {
  if (cause === TIMED_OUT) return messages.causes.timedOut
  return cause === NO_REASON ? messages.causes.none : visibleText(cause)
}
