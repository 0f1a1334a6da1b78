import { COLUMNS } from '@/domain/columns'
import type { DeviceId } from '@/domain/device'
import { FleetIndex } from '@/domain/fleet-index'
import { DEFAULT_QUERY, type FleetCounts, type FleetQuery } from '@/domain/fleet-query'
import type { FleetRow } from '@/domain/fleet-row'
import { Rollouts, type Rollout } from '@/domain/rollout'

export const SORT_KEYS = COLUMNS

/** What a fleet answers to a query, asked from nothing. */
export function queryFleet(rows: Iterable<FleetRow>, query: Partial<FleetQuery>, now: number): { ids: DeviceId[]; counts: FleetCounts } {
  const index = new FleetIndex()
  index.ask({ ...DEFAULT_QUERY, ...query }, now)
  index.replace(rows, now)
  return { ids: index.ids(), counts: index.counts() }
}

export function groupRollouts(rows: Iterable<FleetRow>): readonly Rollout[] {
  const rollouts = new Rollouts()
  for (const row of rows) rollouts.add(row)
  return rollouts.list()
}
