import type { CallFailure } from './call-failure'
import { csvDocument } from './csv'
import type { DeviceId } from './device'
import type { OrderAction } from './order'
import type { OrderTarget } from './order-plan'
import type { OrderResult, OrderResultKind, OrderRun } from './order-result'
import { visibleText } from './visible-text'

export const ORDER_TITLES = ['alias', 'action', 'result', 'resultText', 'at', 'requestId', 'why', 'statusBefore', 'sourceVersion', 'targetVersion'] as const
export type OrderTitle = (typeof ORDER_TITLES)[number]

export interface OrderExportWords {
  readonly title: Readonly<Record<OrderTitle, string>>
  action(action: OrderAction): string
  result(kind: OrderResultKind): string
  failure(failure: CallFailure): string
}

/** A run's results as a CSV file, one device a line in the order in which they came. Times are ISO 8601 in UTC. */
export function exportOrders(run: OrderRun, words: OrderExportWords): string {
  const targetOf = new Map<DeviceId, OrderTarget>(run.targets.map((target) => [target.device.id, target]))
  const header = ['ProductId', 'DeviceName', ...ORDER_TITLES.map((title) => words.title[title])]
  return csvDocument(header, run.results.map((result) => cellsOf(result, targetOf.get(result.device.id), words)))
}

function cellsOf({ device, action, kind, at, requestId, failure }: OrderResult, target: OrderTarget | undefined, words: OrderExportWords): (string | number | null)[] {
  return [
    device.productId,
    device.deviceName,
    shown(device.alias),
    words.action(action),
    kind,
    words.result(kind),
    new Date(at).toISOString(),
    shown(requestId),
    failure && shown(words.failure(failure)),
    target?.status ?? null,
    shown(target?.sourceVersion),
    shown(target?.targetVersion),
  ]
}

function shown(text: string | null | undefined): string | null {
  return text ? visibleText(text) : null
}
