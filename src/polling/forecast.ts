/** Where a device's progress was first seen in its present stage. */
export interface ProgressMark {
  readonly atMs: number
  readonly progress: number
}

const ENOUGH_PROGRESS = 3
/** Progress comes in whole numbers: an end is foretold that much late rather than early. */
const ROUNDING = 0.5

/** When a stage that runs on at the pace seen so far reaches 100, monotonic ms; `null` while that cannot be told. */
export function endOfProgress(from: ProgressMark, progress: number, nowMs: number): number | null {
  const gained = progress - from.progress
  if (gained < ENOUGH_PROGRESS || progress >= 100) return null
  return nowMs + ((100 - progress + ROUNDING) * (nowMs - from.atMs)) / gained
}
