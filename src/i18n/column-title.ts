import type { ColumnKey } from '../domain/columns'
import type { FleetFilter } from '../domain/fleet-query'
import type { Messages } from './zh-cn'

/** What a column is called under a tab. */
export function columnTitle(messages: Messages, column: ColumnKey, tab: FleetFilter): string {
  if (column !== 'stage') return messages.column[column]
  const { stageUnder }: { stageUnder: Partial<Record<FleetFilter, string>> } = messages
  return stageUnder[tab] ?? messages.column.stage
}

/** What a column's title does not say, or `undefined` where it says all. */
export function columnHint(messages: Messages, column: ColumnKey): string | undefined {
  const hints: Partial<Record<ColumnKey, string>> = messages.columnHint
  return hints[column]
}
