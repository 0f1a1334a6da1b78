import type { Span } from './stage-habit'

/**
 * The value below which a share of all lie, 0–1; between two values in proportion. The wider reading for few values: beyond the
 * outermost positions it is the outermost value. NaN without values.
 */
export function quantile(ascending: readonly number[], share: number): number {
  const place = Math.min(ascending.length - 1, Math.max(0, share * (ascending.length + 1) - 1))
  const below = Math.floor(place)
  const low = ascending[below] ?? NaN
  const high = ascending[Math.min(ascending.length - 1, below + 1)] ?? NaN
  return low + (high - low) * (place - below)
}

/** The middle eight tenths, of values in any order. */
export function middleOf(values: readonly number[]): Span {
  const ascending = values.toSorted(ascend)
  return { low: quantile(ascending, 0.1), high: quantile(ascending, 0.9) }
}

export function ascend(a: number, b: number): number {
  return a - b
}
