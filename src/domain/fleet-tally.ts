import type { FleetCounts } from './fleet-query'
import { kindOf, type FleetRow } from './fleet-row'
import { zeroByKind } from './upgrade'

export interface Tallied {
  readonly row: FleetRow
  readonly found: boolean
  readonly attention: boolean
  readonly fresh: boolean
}

/** How many rows there are of each kind, kept up to date row by row. */
export class FleetTally {
  private counted = noneCounted()
  /** Rows, found or not, of which something newer ought to be known. */
  notFresh = 0

  count({ row, found, attention, fresh }: Tallied, by: 1 | -1): void {
    if (!fresh) this.notFresh += by
    if (!found) return
    this.counted.all += by
    this.counted[kindOf(row)] += by
    if (attention) this.counted.attention += by
  }

  clear(): void {
    this.counted = noneCounted()
    this.notFresh = 0
  }

  counts(): FleetCounts {
    return { ...this.counted }
  }
}

function noneCounted(): Record<keyof FleetCounts, number> {
  return { all: 0, attention: 0, ...zeroByKind() }
}
