/** A stage of a device as it was observed: one wire status towards one target version. Times are ms since the epoch. */
export interface Stage {
  readonly status: number | null
  readonly sourceVersion: string | null
  readonly targetVersion: string | null
  /** The cloud's last `ErrMsg` in it. */
  readonly message: string | null
  /** When it was first seen; `exact` is false if it already stood when watching began. */
  readonly from: number
  readonly exact: boolean
  /** When it was seen last: it ended between then and `to`. */
  readonly seenAt: number
  /** When the next stage was first seen; `null` while it lasts. */
  readonly to: number | null
  /** How the percentage moved, oldest first; at most `MOST_POINTS`. */
  readonly curve: readonly PercentPoint[]
  /** Of the answer that showed it first. */
  readonly requestId: string
}

/** What is asked of a stage where thousands are looked at: without its curve. */
export type StageBrief = Pick<Stage, 'status' | 'targetVersion' | 'message' | 'from' | 'exact' | 'seenAt' | 'to'>

export type PercentPoint = readonly [at: number, percent: number]

export const MOST_POINTS = 32
