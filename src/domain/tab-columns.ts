import type { ColumnKey } from './columns'
import type { FleetFilter } from './fleet-query'

const USUAL: readonly ColumnKey[] = ['device', 'product', 'version', 'progress', 'status', 'stage', 'age', 'request']

/** What a tab shows until an operator chooses otherwise: what its question needs. */
export const DEFAULT_COLUMNS: Readonly<Record<FleetFilter, readonly ColumnKey[]>> = {
  all: USUAL,
  attention: ['device', 'product', 'version', 'status', 'error', 'stage', 'age', 'request'],
  failed: ['device', 'product', 'version', 'status', 'error', 'stage', 'age', 'request'],
  confirm: ['device', 'product', 'version', 'status', 'stage', 'age', 'request'],
  running: ['device', 'product', 'version', 'progress', 'status', 'stage', 'eta', 'age'],
  queued: ['device', 'product', 'version', 'status', 'stage', 'age', 'request'],
  offline: ['device', 'product', 'version', 'status', 'stage', 'age', 'request'],
  done: ['device', 'product', 'version', 'status', 'stage', 'age', 'request'],
  unknown: USUAL,
}
