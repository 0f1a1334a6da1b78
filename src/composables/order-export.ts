import { exportOrders } from '../domain/order-export'
import type { OrderRun } from '../domain/order-result'
import { describeFailure } from '../i18n/describe'
import type { Messages } from '../i18n/zh-cn'
import { downloadText } from './download'
import { stampOf } from './file-stamp'

/** Writes a run's results to a CSV file. */
export function downloadOrders(run: OrderRun, messages: Messages): void {
  const { orders, column } = messages
  const csv = exportOrders(run, {
    title: { ...orders.columns, requestId: column.request },
    action: (action) => orders.act[action],
    result: (kind) => `${orders.result[kind]} · ${orders.resultHint[kind]}`,
    failure: (failure) => describeFailure(messages, failure),
  })
  downloadText(`${orders.run.fileName}-${stampOf(run.startedAt)}.csv`, 'text/csv', csv)
}
