import { computed } from 'vue'
import { isStale, isStalled, kindOf, lastRequestId, type FleetRow } from '../domain/fleet-row'
import { visibleText } from '../domain/visible-text'
import { describeFailure } from '../i18n/describe'
import { useI18n } from '../i18n/use-i18n'
import { describeNextAsk, type AskPlan } from './next-ask'

export type RowContext = AskPlan

/** The words that a row and a card say of a device. */
export function useRowText(row: () => FleetRow, context: () => RowContext) {
  const { messages, format } = useI18n()
  const kind = computed(() => kindOf(row()))

  const stage = computed(() => {
    const { snapshot } = row()
    if (!snapshot) return { text: '—', hint: messages.value.never }
    const since = Math.max(0, context().now - snapshot.since.at)
    const text = format.value.duration(since)
    const hint = messages.value.sinceHint(format.value.timestamp(snapshot.since.at))
    if (snapshot.since.exact) return { text, hint }
    return { text: messages.value.atLeast(text), hint: `${hint} · ${messages.value.atLeastHint}` }
  })

  const stale = computed(() => isStale(row(), context().now))

  const nextAsk = computed(() => describeNextAsk(row().device.id, context(), messages.value, format.value))

  const age = computed(() => {
    const { snapshot } = row()
    if (!snapshot) return { text: '—', hint: [messages.value.never, nextAsk.value].filter(Boolean).join('\n') }
    const ageMs = Math.max(0, context().now - snapshot.observedAt)
    const time = format.value.timestamp(snapshot.observedAt)
    return {
      text: ageMs < 1000 ? messages.value.justNow : messages.value.ago(format.value.shortDuration(ageMs)),
      hint: [stale.value ? messages.value.staleHint(time) : messages.value.observedHint(time), nextAsk.value].filter(Boolean).join('\n'),
    }
  })

  const stalled = computed(() => {
    const { snapshot } = row()
    if (!snapshot || !isStalled(row(), context().now)) return null
    return messages.value.stalled(format.value.shortDuration(context().now - snapshot.changedAt))
  })

  /** The cloud's `ErrMsg`: an error where the upgrade failed, a note elsewhere. */
  const note = computed(() => {
    const message = row().snapshot?.upgrade.message
    return message ? visibleText(message) : null
  })

  /** Why the last query gave nothing new. */
  const failure = computed(() => {
    const { call, snapshot } = row()
    if (call.kind !== 'failed') return null
    const why = visibleText(describeFailure(messages.value, call.failure))
    const kept = snapshot ? [messages.value.keptStatus] : []
    const hint = [messages.value.refreshFailed(why), messages.value.failedAttempts(call.attempts), ...kept, `RequestId ${call.requestId}`].join('\n')
    return { text: why, hint }
  })

  const requestId = computed(() => lastRequestId(row()))

  return { kind, stage, age, stale, stalled, note, failure, requestId }
}

/** The wire status for automation: its number, or `none`. */
export function statusHook(row: FleetRow): string {
  const status = row.snapshot?.upgrade.status ?? null
  return status === null ? 'none' : String(status)
}
