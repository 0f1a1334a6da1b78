import type { ColumnKey } from '../domain/columns'
import { isDoubtful } from '../domain/doubt'
import { isStale, isStalled, kindOf, lastRequestId, quietMs, type FleetRow } from '../domain/fleet-row'
import type { OrderAction } from '../domain/order'
import { actionFor } from '../domain/order-plan'
import { progressOf, type Progress, type Upgrade, type UpgradeKind } from '../domain/upgrade'
import { visibleText } from '../domain/visible-text'
import { describeFailure, describeStatus } from '../i18n/describe'
import type { Format } from '../i18n/format'
import type { Messages } from '../i18n/zh-cn'
import { describeDoubts, describeEta, describeEtaBasis, describeStall } from './judgement-text'
import { describeNextAsk, type AskPlan } from './next-ask'
import { describeOrder, orderMark, type OrderMark } from './order-words'
import { describeProduct } from './product-names'

/** The words of the chosen language. */
export interface Words {
  readonly messages: Messages
  readonly format: Format
  /** Whether upgrades may be confirmed and retried here; they may unless it is said. */
  readonly ordersAllowed?: boolean
  /** ProductId → name, where the account told. */
  readonly productNames?: ReadonlyMap<string, string>
}

/** All that a row shows of a device, in words. */
export interface RowText {
  readonly kind: UpgradeKind
  /** The wire status for automation: its number, or `none`. */
  readonly statusHook: string
  /** Its status changed a moment ago. */
  readonly isChanged: boolean
  readonly name: string
  readonly alias: string | null
  /** Its name, or its id where nobody knows a name. */
  readonly product: string
  /** `null` where `product` is the id already. */
  readonly productId: string | null
  readonly source: string
  readonly target: string
  /** 0–100, where there is one. */
  readonly percent: number | undefined
  /** Goes on, nobody knows how far. */
  readonly isMoving: boolean
  readonly progressLabel: string
  readonly progressSpoken: string
  readonly status: string
  readonly stalled: string | null
  /** The account has the device no more. */
  readonly gone: string | null
  /** It contradicts itself: somebody should look. */
  readonly doubt: string | null
  /** What may be ordered of it. */
  readonly action: OrderAction | null
  /** Of an order that went out. */
  readonly order: OrderMark | null
  /** The cloud's `ErrMsg`: an error where the upgrade failed, a note elsewhere. */
  readonly note: string | null
  /** Why the last query gave nothing new. */
  readonly failure: string | null
  readonly stage: string
  readonly eta: string
  readonly age: string
  readonly stale: boolean
  readonly requestId: string | null
}

/** Shown by a tint that comes and goes at once: a fading one would keep the page painting. */
const CHANGED_FOR_MS = 1500

const NONE = '—'
const NO_PROGRESS: Progress = { kind: 'none' }

/** What a row shows as of `now` (epoch ms). */
export function describeRow(row: FleetRow, now: number, words: Words): RowText {
  const { device, snapshot } = row
  const { messages, format } = words
  const upgrade = snapshot?.upgrade ?? null
  const product = describeProduct(device.productId, words.productNames)
  const progress = upgrade ? progressOf(upgrade) : NO_PROGRESS
  const status = upgrade?.status ?? null
  return {
    kind: kindOf(row),
    statusHook: status === null ? 'none' : String(status),
    isChanged: snapshot !== null && snapshot.since.exact && now - snapshot.since.at < CHANGED_FOR_MS,
    name: visibleText(device.deviceName),
    alias: device.alias === null ? null : visibleText(device.alias),
    product: product.name,
    productId: product.id,
    source: visibleText(upgrade?.sourceVersion || NONE),
    target: visibleText(upgrade?.targetVersion || NONE),
    percent: progress.kind === 'percent' ? progress.percent : progress.kind === 'complete' ? 100 : undefined,
    isMoving: progress.kind === 'indeterminate',
    progressLabel: describeProgress(progress, upgrade, words),
    progressSpoken: speakProgress(progress, words),
    status: describeState(row, messages),
    stalled: snapshot && isStalled(row, now) ? messages.stalled(format.shortDuration(quietMs(snapshot, now))) : null,
    gone: row.goneAt === null ? null : messages.directory.goneMark,
    doubt: isDoubtful(row, now) ? messages.doubt : null,
    action: words.ordersAllowed === false ? null : actionFor(row, now),
    order: orderMark(row, now, messages),
    note: upgrade?.message ? visibleText(upgrade.message) : null,
    failure: row.call.kind === 'failed' ? visibleText(describeFailure(messages, row.call.failure)) : null,
    stage: describeStage(row, now, words),
    eta: describeEta(row, now, words),
    age: describeAge(row, now, words),
    stale: isStale(row, now),
    requestId: lastRequestId(row),
  }
}

/** What there is to say of a cell beyond what it shows; `null` where it shows all. */
export function describeHint(column: ColumnKey, row: FleetRow, plan: AskPlan, words: Words): string | null {
  const { messages, format } = words
  const text = describeRow(row, plan.now, words)
  switch (column) {
    case 'device':
      return lines(text.name, text.alias)
    case 'product':
      return lines(text.product, text.productId)
    case 'version':
      return `${text.source} → ${text.target}`
    case 'error':
      return text.note
    case 'status':
      return lines(row.order && describeOrder(row.order, plan.now, messages, format), row.goneAt === null ? null : messages.directory.goneHint(format.timestamp(row.goneAt)), describeStall(row, plan.now, words), ...describeDoubts(row, plan.now, words), text.note, describeFailedCall(row, words))
    case 'stage':
      return describeSince(row, words)
    case 'progress':
      return text.isMoving ? messages.progressUnknown : null
    case 'eta':
      return describeEtaBasis(row, plan.now, words)
    case 'age':
      return lines(describeObserved(row, text.stale, words), describeNextAsk(row.device.id, plan, messages, format))
    case 'request':
      return text.requestId
  }
}

function lines(...parts: readonly (string | null)[]): string | null {
  return parts.filter(Boolean).join('\n') || null
}

function describeState({ snapshot, call }: FleetRow, messages: Messages): string {
  if (snapshot) return describeStatus(messages, snapshot.upgrade.status)
  return call.kind === 'failed' ? messages.never : messages.neverAsked
}

function describeProgress(progress: Progress, upgrade: Upgrade | null, { messages, format }: Words): string {
  switch (progress.kind) {
    case 'percent':
      return format.percent(progress.percent / 100)
    case 'complete':
      return format.percent(1)
    case 'indeterminate':
      return upgrade?.status === 4 ? messages.writing : '…'
    case 'none':
      return NONE
  }
}

function speakProgress(progress: Progress, { messages, format }: Words): string {
  if (progress.kind === 'percent') return format.percent(progress.percent / 100)
  if (progress.kind === 'complete') return format.percent(1)
  return progress.kind === 'indeterminate' ? messages.progressUnknown : messages.noProgress
}

function describeStage({ snapshot }: FleetRow, now: number, { messages, format }: Words): string {
  if (!snapshot) return NONE
  const text = format.duration(Math.max(0, now - snapshot.since.at))
  return snapshot.since.exact ? text : messages.atLeast(text)
}

function describeSince({ snapshot }: FleetRow, { messages, format }: Words): string {
  if (!snapshot) return messages.never
  const hint = messages.sinceHint(format.timestamp(snapshot.since.at))
  return snapshot.since.exact ? hint : `${hint}\n${messages.atLeastHint}`
}

function describeAge({ snapshot }: FleetRow, now: number, { messages, format }: Words): string {
  if (!snapshot) return NONE
  const ageMs = Math.max(0, now - snapshot.observedAt)
  return ageMs < 1000 ? messages.justNow : messages.ago(format.shortDuration(ageMs))
}

function describeObserved({ snapshot }: FleetRow, stale: boolean, { messages, format }: Words): string {
  if (!snapshot) return messages.never
  const time = format.timestamp(snapshot.observedAt)
  return stale ? messages.staleHint(time) : messages.observedHint(time)
}

function describeFailedCall({ call, snapshot }: FleetRow, { messages }: Words): string | null {
  if (call.kind !== 'failed') return null
  const why = visibleText(describeFailure(messages, call.failure))
  const kept = snapshot ? [messages.keptStatus] : []
  return [messages.refreshFailed(why), messages.failedAttempts(call.attempts), ...kept, `RequestId ${call.requestId}`].join('\n')
}
