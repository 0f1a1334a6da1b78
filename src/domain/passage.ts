import { STALL_AFTER_MS } from './fleet-row'
import { MOST_POINTS, type Stage } from './stage'
import { isKnownStatus, KIND_OF_STATUS, type UpgradeKind } from './upgrade'

/** A stage that a device was seen to enter, as far as something can be learned from it. Times and durations in ms. */
export interface Passage {
  readonly status: number | null
  readonly from: number
  /** `null` while it lasts. */
  readonly to: number | null
  /** How much later than it happened its beginning and its end may have been seen, in all. */
  readonly blurMs: number
  /** Its longest time without movement; `null` when nobody looked for a part of it. */
  readonly quietMs: number | null
}

/** Without an answer for longer than this, and than twice what was planned, nobody looked. */
const UNSEEN_AFTER_MS = 60_000

/** Whether its ends were seen sharply enough to measure a time of that length by them; a blur up to `fineMs` always is. */
export function isSharp({ blurMs }: Passage, durationMs: number, fineMs: number): boolean {
  return durationMs > 0 && durationMs < Infinity && blurMs <= Math.max(fineMs, durationMs / 3)
}

/** Whether so much time between two answers means that nobody looked: sleep, a pause, a lock, an outage. */
export function wasUnseen(gapMs: number, expectedIntervalMs: number | null): boolean {
  return gapMs > Math.max(UNSEEN_AFTER_MS, 2 * (expectedIntervalMs ?? 0))
}

/** What kind of state a wire status is. */
export function kindOfStatus(status: number | null): UpgradeKind {
  return isKnownStatus(status) ? KIND_OF_STATUS[status] : 'unknown'
}

/** The passages of a kept timeline, oldest first, as they stood at `until`. Those of which the beginning was not seen are absent. */
export function passagesOf(stages: readonly Stage[], until = Infinity): Passage[] {
  return stages.flatMap((stage, place): Passage[] => {
    const previous = stages[place - 1]
    if (!stage.exact || stage.from >= until || previous?.to !== stage.from) return []
    const to = stage.to === null || stage.to >= until ? null : stage.to
    const blurMs = stage.from - previous.seenAt + (to === null ? 0 : to - stage.seenAt)
    return [{ status: stage.status, from: stage.from, to, blurMs, quietMs: to === null ? null : longestQuietMs(stage, to) }]
  })
}

/** Of a full curve points may be missing; and that a percentage stood still for longer than any stage may shows that nobody looked. */
function longestQuietMs({ from, curve }: Stage, to: number): number | null {
  if (curve.length >= MOST_POINTS) return null
  const times = [from, ...curve.map(([at]) => at), to]
  const longest = Math.max(...times.map((at, place) => at - (times[place - 1] ?? at)))
  return curve.length > 0 && longest > STALL_AFTER_MS ? null : longest
}
