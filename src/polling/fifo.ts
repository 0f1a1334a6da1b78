/** A place in a `Fifo`; whoever holds it can leave the queue at any time. */
export interface Place<T> {
  readonly item: T
  before: Place<T> | null
  after: Place<T> | null
}

/** A queue that anybody may leave from the middle; every operation is O(1). */
export class Fifo<T> {
  private head: Place<T> | null = null
  private tail: Place<T> | null = null
  private count = 0

  get size(): number {
    return this.count
  }

  get first(): T | undefined {
    return this.head?.item
  }

  push(item: T): Place<T> {
    const place: Place<T> = { item, before: this.tail, after: null }
    if (this.tail) this.tail.after = place
    else this.head = place
    this.tail = place
    this.count += 1
    return place
  }

  /** The place must be one of this queue, and left once. */
  leave(place: Place<T>): void {
    if (place.before) place.before.after = place.after
    else this.head = place.after
    if (place.after) place.after.before = place.before
    else this.tail = place.before
    place.before = place.after = null
    this.count -= 1
  }
}
