import type { DeviceId } from './device'

/** How many rows would come, go or change places if `next` were shown instead of `shown`. O(n log n). */
export function movedRows(shown: readonly DeviceId[], next: readonly DeviceId[]): number {
  const placeOf = new Map(shown.map((id, place) => [id, place]))
  const places = next.flatMap((id) => placeOf.get(id) ?? [])
  return next.length - longestRising(places) + shown.length - places.length
}

/** Length of the longest rising subsequence: the rows that can stay where they are. */
function longestRising(places: readonly number[]): number {
  const lowestEnd: number[] = []
  for (const place of places) {
    let low = 0
    let high = lowestEnd.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((lowestEnd[middle] ?? 0) < place) low = middle + 1
      else high = middle
    }
    lowestEnd[low] = place
  }
  return lowestEnd.length
}
