import { ORDER_RESULTS, type OrderResultKind, type OrderRun, type OrderTotals } from '../domain/order-result'
import type { Format } from '../i18n/format'
import type { Messages } from '../i18n/zh-cn'

/** How a run goes, in one line. */
export function describeRun({ state, results, targets }: OrderRun, { orders }: Messages, { count }: Format): string {
  const [done, total] = [count(results.length), count(targets.length)]
  if (state === 'running') return orders.run.running(done, total)
  return state === 'stopping' ? orders.run.stopping(done, total) : orders.run.ended(total)
}

/** The results that there are, and how many devices came to each. */
export function presentResults(totals: OrderTotals): readonly { kind: OrderResultKind; count: number }[] {
  return ORDER_RESULTS.map((kind) => ({ kind, count: totals[kind] })).filter(({ count }) => count > 0)
}
