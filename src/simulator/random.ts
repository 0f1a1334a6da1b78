export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  between(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** One of the values, each as likely as its weight. */
  weighted<T>(entries: readonly Weighted<T>[]): T
  /** A log-normal duration: most near the median, a long tail, held within its bounds. */
  duration(spread: DurationSpread): number
  /** An id in the form of a UUID. */
  id(): string
}

export type Weighted<T> = readonly [value: T, weight: number]

export interface DurationSpread {
  readonly medianMs: number
  readonly sigma: number
  readonly minMs: number
  readonly maxMs: number
}

/** The generator of the whole simulator (mulberry32): the same seed gives the same run. */
export function createRandom(seed: number): Random {
  let state = seed | 0

  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  const between = (min: number, max: number) => min + next() * (max - min)
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('')

  return {
    next,
    between,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => pickAt(items, Math.floor(next() * items.length)),
    weighted: (entries) => pickWeighted(entries, next()),
    duration({ medianMs, sigma, minMs, maxMs }) {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return Math.min(maxMs, Math.max(minMs, medianMs * Math.exp(sigma * normal)))
    },
    id: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  }
}

/** A seed of its own for the `index`-th part of a run, so that one part's draws never shift another's. */
export function deriveSeed(seed: number, index: number): number {
  let mixed = Math.imul((seed | 0) ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return mixed ^ (mixed >>> 16)
}

function pickAt<T>(items: readonly T[], index: number): T {
  if (index >= items.length) throw new RangeError('nothing to pick from')
  return items[index] as T
}

function pickWeighted<T>(entries: readonly Weighted<T>[], share: number): T {
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  let left = share * total
  for (const [value, weight] of entries) {
    left -= weight
    if (left < 0) return value
  }
  return pickAt(entries, entries.length - 1)[0]
}
