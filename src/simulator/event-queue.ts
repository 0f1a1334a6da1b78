export interface DueEvent {
  readonly atMs: number
  /** Place of the device in the fleet; orders events of the same instant. */
  readonly device: number
  /** The event is void once the device has moved on to another generation. */
  readonly generation: number
}

/** A binary heap of what happens when, earliest first, in an order that does not depend on insertion. */
export class EventQueue {
  private readonly events: DueEvent[] = []

  get size(): number {
    return this.events.length
  }

  push(event: DueEvent): void {
    const { events } = this
    let at = events.push(event) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = events[parent]
      if (!above || !isBefore(event, above)) break
      events[at] = above
      at = parent
    }
    events[at] = event
  }

  /** Takes the next event that happens at `untilMs` or earlier. */
  popUntil(untilMs: number): DueEvent | undefined {
    const { events } = this
    const first = events[0]
    if (!first || first.atMs > untilMs) return undefined
    const last = events.pop()
    if (last && events.length > 0) this.sink(last)
    return first
  }

  private sink(event: DueEvent): void {
    const { events } = this
    let at = 0
    for (;;) {
      const left = events[2 * at + 1]
      const right = events[2 * at + 2]
      if (!left) break
      const isRight = right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (!isBefore(child, event)) break
      events[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    events[at] = event
  }
}

function isBefore(a: DueEvent, b: DueEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.device < b.device)
}
