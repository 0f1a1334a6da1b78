const CHUNK = 512

/**
 * Items kept in order. Adding and deleting take O(log n) comparisons and move at most one chunk's items.
 * The order must be total, and an item must not change its place while it is in the list.
 */
export class SortedList<T> {
  private readonly compare: (a: T, b: T) => number
  /** Never an empty chunk. */
  private chunks: T[][] = []
  size = 0

  constructor(compare: (a: T, b: T) => number, items: readonly T[] = []) {
    this.compare = compare
    this.fill(items.toSorted(compare))
  }

  private fill(items: readonly T[]): void {
    for (let start = 0; start < items.length; start += CHUNK) this.chunks.push(items.slice(start, start + CHUNK))
    this.size = items.length
  }

  add(item: T): void {
    this.size += 1
    const at = Math.min(this.chunkOf(item), this.chunks.length - 1)
    const chunk = this.chunks[at]
    if (!chunk) {
      this.chunks.push([item])
      return
    }
    chunk.splice(this.placeIn(chunk, item), 0, item)
    if (chunk.length > 2 * CHUNK) this.chunks.splice(at + 1, 0, chunk.splice(CHUNK))
  }

  /** Whether it was in the list. */
  delete(item: T): boolean {
    const at = this.chunkOf(item)
    const chunk = this.chunks[at]
    if (!chunk) return false
    const place = this.placeIn(chunk, item)
    if (chunk[place] !== item) return false
    chunk.splice(place, 1)
    if (chunk.length === 0) this.chunks.splice(at, 1)
    this.size -= 1
    return true
  }

  /** Puts `item` where `before` stands; both must be of the same place. */
  replace(before: T, item: T): void {
    const chunk = this.chunks[this.chunkOf(before)] ?? []
    const place = this.placeIn(chunk, before)
    if (chunk[place] === before) chunk[place] = item
  }

  /** The items that `holds` is true of, in the same order. */
  filter(holds: (item: T) => boolean): SortedList<T> {
    const kept = new SortedList(this.compare)
    kept.fill(this.chunks.flatMap((chunk) => chunk.filter(holds)))
    return kept
  }

  /** Visits every item, in order. */
  each(visit: (item: T) => void): void {
    for (const chunk of this.chunks) for (const item of chunk) visit(item)
  }

  /** One value for each item, in order. */
  map<U>(valueOf: (item: T) => U): U[] {
    const values: U[] = []
    for (const chunk of this.chunks) for (const item of chunk) values.push(valueOf(item))
    return values
  }

  /** The first chunk whose last item is not before `item`. */
  private chunkOf(item: T): number {
    return lowest(this.chunks, (chunk) => this.compare(chunk.at(-1) ?? item, item) >= 0)
  }

  private placeIn(chunk: readonly T[], item: T): number {
    return lowest(chunk, (each) => this.compare(each, item) >= 0)
  }
}

/** The first place from which on `holds` is true, by bisection. */
function lowest<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && holds(item)) high = middle
    else low = middle + 1
  }
  return low
}
