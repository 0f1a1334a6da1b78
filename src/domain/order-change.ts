/**
 * How many rows come, go or change places. `places` are those where the rows to be shown stand now, in their new order, −1
 * for one that is not shown; `shown` is how many are shown. O(n log n), and O(n) where few have moved.
 */
export function movedRows(places: readonly number[], shown: number): number {
  /** The lowest end of a rising subsequence of each length: the rows of the longest one can stay where they are. */
  const lowestEnd: number[] = []
  let staying = 0
  for (const place of places) {
    if (place < 0) continue
    staying += 1
    const last = lowestEnd.at(-1)
    if (last === undefined || last < place) lowestEnd.push(place)
    else lowestEnd[firstFrom(lowestEnd, place)] = place
  }
  return places.length - lowestEnd.length + shown - staying
}

/** Where the first number that is not below `least` stands in a rising list. */
function firstFrom(rising: readonly number[], least: number): number {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}
