import { isStalled, type FleetRow, type Snapshot } from './fleet-row'
import type { Span, StageRest } from './stage-habit'
import { progressOf } from './upgrade'

/** When the upgrade will be done. Times are ms since the epoch. */
export type Eta =
  /** Nothing is known, or nothing can be said: it does not run, it has stalled, or it lasts longer than nearly all did. */
  | { readonly kind: 'unknown' }
  /** Too few upgrades were seen to their end: by its own speed alone, and for the present stage only. */
  | { readonly kind: 'stage'; readonly endAt: number }
  /** In eight cases of ten between the two; `bySpeed`: the present stage by its own speed, what follows as it usually goes. */
  | { readonly kind: 'done'; readonly lowAt: number; readonly highAt: number; readonly bySpeed: boolean; readonly rest: StageRest }

const UNKNOWN: Eta = { kind: 'unknown' }
/** A pace seen over fewer percentage points than this is none. */
const LEAST_MOVED = 5
/** By how much a download's pace may still change. */
const PACE_SPREAD: Span = { low: 0.8, high: 1.25 }

/** When the row's upgrade will be done, judged by what was seen up to its last answer. */
export function etaOf(row: FleetRow, now: number): Eta {
  const { snapshot } = row
  if (snapshot === null || isStalled(row, now)) return UNKNOWN
  const { kind } = snapshot.upgrade
  if (kind !== 'running' && kind !== 'queued') return UNKNOWN
  const rest = snapshot.habit?.rest ?? null
  const endAt = stageEndAt(snapshot)
  if (rest === null) return endAt === null ? UNKNOWN : { kind: 'stage', endAt }
  const left = endAt === null ? usualLeft(snapshot, rest) : leftAtPace(Math.max(0, endAt - snapshot.observedAt), rest)
  if (left === null) return UNKNOWN
  return { kind: 'done', lowAt: snapshot.observedAt + left.low, highAt: snapshot.observedAt + left.high, bySpeed: endAt !== null, rest }
}

/** What rows are ordered by: the middle of the range; `Infinity` where nothing is known. */
export function etaKey(row: FleetRow, now: number): number {
  const eta = etaOf(row, now)
  if (eta.kind === 'done') return (eta.lowAt + eta.highAt) / 2
  return eta.kind === 'stage' ? eta.endAt : Infinity
}

/**
 * When the present stage will reach 100 % if it goes on as fast as it went since it was first seen, or since the percentage
 * last fell; `null` while too little movement of it was seen. Writing and the restart come after it.
 */
export function stageEndAt({ upgrade, since, firstPercent, changedAt, fall }: Snapshot): number | null {
  const progress = progressOf(upgrade)
  const from = fall ? fall.to : firstPercent
  if (progress.kind !== 'percent' || from === null) return null
  const moved = progress.percent - from
  const tookMs = changedAt - (fall ? fall.at : since.at)
  if (moved < LEAST_MOVED || tookMs <= 0) return null
  return changedAt + ((100 - progress.percent) / moved) * tookMs
}

function leftAtPace(stageLeftMs: number, { after }: StageRest): Span {
  return { low: PACE_SPREAD.low * stageLeftMs + after.low, high: PACE_SPREAD.high * stageLeftMs + after.high }
}

/** Of the upgrades whose stage had lasted as long; of all of them where its beginning was not seen. */
function usualLeft({ since, observedAt }: Snapshot, { from, after }: StageRest): Span | null {
  const elapsedMs = Math.max(0, observedAt - since.at)
  const left = leftAfter(elapsedMs, from)
  return left && !since.exact ? { low: Math.min(left.low, after.low), high: left.high } : left
}

/** Between two known points in proportion; `null` beyond the last. */
function leftAfter(elapsedMs: number, points: StageRest['from']): Span | null {
  const next = points.findIndex((point) => point.elapsedMs >= elapsedMs)
  const high = points[next]
  const low = points[next - 1] ?? high
  if (!high || !low) return null
  const share = high === low ? 0 : (elapsedMs - low.elapsedMs) / (high.elapsedMs - low.elapsedMs)
  return { low: low.low + (high.low - low.low) * share, high: low.high + (high.high - low.high) * share }
}
