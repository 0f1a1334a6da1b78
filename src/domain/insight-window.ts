const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How far back an insight may look, in ms: an hour, six, a day, a week, thirty days. */
export const PERIODS_MS = [3_600_000, 21_600_000, 86_400_000, 604_800_000, 2_592_000_000] as const
export type PeriodMs = (typeof PERIODS_MS)[number]

/** `momentMs` lies between two looks at the fleet; `barMs` is the time that one bar stands for. */
const STEPS: Record<PeriodMs, { readonly momentMs: number; readonly barMs: number }> = {
  3_600_000: { momentMs: MINUTE, barMs: 5 * MINUTE },
  21_600_000: { momentMs: 5 * MINUTE, barMs: HOUR },
  86_400_000: { momentMs: 15 * MINUTE, barMs: HOUR },
  604_800_000: { momentMs: 2 * HOUR, barMs: HOUR },
  2_592_000_000: { momentMs: 4 * HOUR, barMs: HOUR },
}

/** The time that is looked at, both ends included, and how it is cut. Times are ms since the epoch. */
export interface InsightWindow {
  readonly from: number
  readonly to: number
  /** Round times at which the fleet is looked at, oldest first; the last is `to`, round or not. */
  readonly moments: readonly number[]
  readonly momentMs: number
  readonly barMs: number
}

export function isPeriod(ms: number): ms is PeriodMs {
  return PERIODS_MS.some((period) => period === ms)
}

/** The period that ends at `now`, begun a little earlier so that its first bar is a whole one. */
export function windowOf(periodMs: PeriodMs, now: number): InsightWindow {
  const { momentMs, barMs } = STEPS[periodMs]
  const from = Math.floor((now - periodMs) / barMs) * barMs
  const moments: number[] = []
  for (let at = Math.ceil(from / momentMs) * momentMs; at < now; at += momentMs) moments.push(at)
  return { from, to: now, moments: [...moments, now], momentMs, barMs }
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
