import type { FleetRow } from '../domain/fleet-row'
import { phaseOf, type OrderPhase, type PendingOrder } from '../domain/order'
import type { Format } from '../i18n/format'
import type { Messages } from '../i18n/zh-cn'

/** What a row says of its order. */
export interface OrderMark {
  readonly phase: OrderPhase
  readonly text: string
}

/** The mark of a row with an order at `now` (epoch ms); `null` without one. */
export function orderMark({ order }: FleetRow, now: number, { orders }: Messages): OrderMark | null {
  if (order === null) return null
  const phase = phaseOf(order, now)
  return { phase, text: phase === 'waiting' ? orders.mark.waiting[order.action] : orders.mark[phase] }
}

/** The mark at length: when, and with which RequestId. */
export function describeOrder(order: PendingOrder, now: number, messages: Messages, format: Format): string {
  const { markHint, sentAt } = messages.orders
  const requestId = order.requestId && `RequestId ${order.requestId}`
  return [markHint[phaseOf(order, now)], sentAt(format.timestamp(order.at)), requestId].filter(Boolean).join('\n')
}
