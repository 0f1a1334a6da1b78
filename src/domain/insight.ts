import type { FailureCause } from './failure-cause'
import type { InsightWindow } from './insight-window'
import type { UpgradeKind } from './upgrade'

/** What the kept history tells of a period. Times are ms since the epoch, durations ms. */
export interface Insight {
  readonly from: number
  readonly to: number
  /** Devices of which anything is kept, and their stages. */
  readonly devices: number
  readonly stages: number
  /** When the oldest kept stage was first seen; `null` without any. */
  readonly since: number | null
  readonly fleet: FleetOverTime
  /** Causes of failures, the most frequent first. */
  readonly failures: readonly CauseInsight[]
  /** Only stages of which beginning and end were seen, in the order in which a device goes through them. */
  readonly durations: readonly StageDurations[]
  readonly done: DoneOverTime
}

/** Devices in each state at each moment; with those not observed then, every device seen before. */
export interface FleetOverTime {
  readonly at: readonly number[]
  readonly byKind: Readonly<Record<UpgradeKind, readonly number[]>>
  readonly unobserved: readonly number[]
}

export interface CauseInsight {
  readonly cause: FailureCause
  /** Failures first seen in the period. */
  readonly fresh: number
  /** Failures that stood already when it began, or when watching did. */
  readonly standing: number
}

export interface StageDurations {
  readonly status: number
  readonly count: number
  readonly min: number
  readonly q1: number
  readonly median: number
  readonly q3: number
  readonly max: number
}

/** Devices that reached 6, bar by bar. */
export interface DoneOverTime {
  readonly barMs: number
  /** When each bar begins; the last one is still growing. */
  readonly at: readonly number[]
  /** Seen when it happened. */
  readonly seen: readonly number[]
  /** Found done after nobody had looked for a while: it happened at some time before. */
  readonly late: readonly number[]
}

export interface InsightRules {
  readonly window: InsightWindow
  /** For how long after it was seen last a device may be taken to be as it was. */
  readonly toleranceMs: number
}
