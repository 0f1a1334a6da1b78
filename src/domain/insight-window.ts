const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How far back an insight may look, in ms: an hour, six, a day, a week, thirty days. */
export const PERIODS_MS = [3_600_000, 21_600_000, 86_400_000, 604_800_000, 2_592_000_000] as const
export type PeriodMs = (typeof PERIODS_MS)[number]

/** From one look at the fleet to the next; of those that give few enough, the shortest. They divide a day of any time zone. */
const MOMENT_STEPS_MS = [SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR]
const MOST_MOMENTS = 180

/** The time that is looked at, both ends included, and how it is cut. Times are ms since the epoch. */
export interface InsightWindow {
  readonly from: number
  readonly to: number
  /** Round times at which the fleet is looked at, oldest first; the last is `to`, round or not. */
  readonly moments: readonly number[]
  readonly momentMs: number
  /** The time that one bar stands for. */
  readonly barMs: number
}

export function isPeriod(ms: number): ms is PeriodMs {
  return PERIODS_MS.some((period) => period === ms)
}

/** The period that ends at `now`, or what of it lies after `since`; begun a little earlier, so that its first bar is a whole one. */
export function windowOf(periodMs: PeriodMs, now: number, since: number | null = null): InsightWindow {
  const begin = Math.min(now, Math.max(now - periodMs, since ?? 0))
  const barMs = barMsOf(now - begin)
  const momentMs = MOMENT_STEPS_MS.find((step) => (now - begin) / step <= MOST_MOMENTS) ?? 4 * HOUR
  const moments: number[] = []
  for (let at = Math.ceil(begin / momentMs) * momentMs; at < now; at += momentMs) moments.push(at)
  return { from: Math.floor(begin / barMs) * barMs, to: now, moments: [...moments, now], momentMs, barMs }
}

/** An hour, or less where there would be a bar or two. */
function barMsOf(spanMs: number): number {
  if (spanMs > 2 * HOUR) return HOUR
  return spanMs > 15 * MINUTE ? 5 * MINUTE : MINUTE
}

/** The place of the first moment at or after `at`; the number of moments when there is none. */
export function momentAfter({ moments, momentMs, to }: InsightWindow, at: number): number {
  const first = moments[0] ?? to
  if (at > to) return moments.length
  return at <= first ? 0 : Math.min(moments.length - 1, Math.ceil((at - first) / momentMs))
}

/** The bar that `at` falls into. */
export function barOf({ from, barMs }: InsightWindow, at: number): number {
  return Math.floor((at - from) / barMs)
}
