import type { AccountStatus } from '../engine/protocol'
import type { Format } from '../i18n/format'
import type { Messages } from '../i18n/zh-cn'

/** Whether an account is polled and if not, why, in words. `wait` goes on where `text` ends, and changes each second. */
export interface PollingWords {
  readonly text: string
  readonly hint: string
  readonly wait: string | null
}

type Polled = Pick<AccountStatus, 'polling' | 'session'>

/** Devices are asked, and nothing keeps calls waiting. */
export function isAsking({ polling }: Pick<AccountStatus, 'polling'>): boolean {
  return polling.kind === 'running' && polling.hold === null
}

/** The words of the header; `now` is epoch ms. */
export function describePolling({ polling, session }: Polled, now: number, messages: Messages, format: Format): PollingWords {
  const { kind, hold } = polling
  if (kind === 'locked' && session.kind === 'locked') {
    const { kind: why } = session.reason
    return { text: messages.lockedBecause[why], hint: messages.locked[why], wait: null }
  }
  if (hold === null || kind === 'paused' || kind === 'locked') return { text: messages.polling[kind], hint: messages.pollingHint[kind], wait: null }
  const words = { text: messages.hold[hold.kind], hint: messages.holdHint[hold.kind] }
  if (hold.kind === 'no-network') return { ...words, wait: null }
  const wholeMs = Math.ceil((hold.untilMs - now) / 1000) * 1000
  return { ...words, wait: wholeMs > 0 ? messages.continuesIn[hold.kind](format.duration(wholeMs)) : messages.continuesNow }
}

/** Why no device is asked at present, with the wait; `null` when devices are asked. */
export function describeNotAsked(account: Polled, now: number, messages: Messages, format: Format): string | null {
  if (isAsking(account)) return null
  const { text, wait } = describePolling(account, now, messages, format)
  return messages.notAsked(`${text}${wait ?? ''}`)
}
