import { DueHeap } from './due-heap'

/**
 * Which device is asked next: the one due the earliest. When calls run late, every second one goes to the devices on
 * the screen, so that these are fresh and the others still get their half. O(log n) a decision, n devices.
 */
export class Schedule<Id> {
  private readonly dueMs = new Map<Id, number>()
  private readonly heap = new DueHeap<Id>()
  private visible: readonly Id[] = []
  private turnOfVisible = true

  get size(): number {
    return this.dueMs.size
  }

  has(id: Id): boolean {
    return this.dueMs.has(id)
  }

  /** Plans or re-plans one device at `atMs` of the monotonic clock. */
  plan(id: Id, atMs: number): void {
    this.dueMs.set(id, atMs)
    this.heap.push({ id, atMs })
    if (this.heap.size > 64 + 4 * this.dueMs.size) this.rebuild()
  }

  remove(id: Id): void {
    this.dueMs.delete(id)
  }

  /** The devices that somebody looks at. */
  setVisible(ids: readonly Id[]): void {
    this.visible = ids
  }

  /** Takes the next device due at `nowMs` out of the plan, or returns `undefined`. */
  take(nowMs: number): Id | undefined {
    const earliest = this.earliest()
    if (!earliest || earliest.atMs > nowMs) return undefined
    const preferred = this.turnOfVisible ? this.earliestVisible(nowMs) : undefined
    this.turnOfVisible = !this.turnOfVisible
    const id = preferred ?? earliest.id
    this.dueMs.delete(id)
    return id
  }

  /** When the next device is due on the monotonic clock; `Infinity` when none is planned. */
  nextAtMs(): number {
    return this.earliest()?.atMs ?? Infinity
  }

  private earliest() {
    for (let first = this.heap.first; first; first = this.heap.first) {
      if (this.dueMs.get(first.id) === first.atMs) return first
      this.heap.pop()
    }
    return undefined
  }

  private earliestVisible(nowMs: number): Id | undefined {
    let found: Id | undefined
    let foundMs = Infinity
    for (const id of this.visible) {
      const atMs = this.dueMs.get(id) ?? Infinity
      if (atMs <= nowMs && atMs < foundMs) {
        found = id
        foundMs = atMs
      }
    }
    return found
  }

  private rebuild(): void {
    while (this.heap.pop()) continue
    for (const [id, atMs] of this.dueMs) this.heap.push({ id, atMs })
  }
}
