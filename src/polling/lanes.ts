import { Fifo, type Place } from './fifo'
import { MinHeap } from './min-heap'

/** Devices with one and the same urgency, asked in turn. */
export interface Lane<T> {
  readonly key: string
  readonly members: Fifo<T>
  /** √(expected weighted changes a ms): how often a member is asked, against members of other lanes. */
  urgency: number
  servedAt: number
  dueAt: number
}

/** Tells when a member may be asked at the earliest, monotonic ms. */
type ReadyAt<T> = (member: T) => number

/**
 * Shares calls among lanes in proportion to members × urgency (weighted fair queueing): each lane is due when as much
 * virtual time has passed as one call to it is worth. Adding, leaving, pricing and taking are O(log lanes).
 */
export class Lanes<T> {
  private readonly lanes = new Map<string, Lane<T>>()
  private readonly due = new MinHeap<Lane<T>>()
  private readonly waiting = new MinHeap<Lane<T>>()
  private readonly readyAt: ReadyAt<T>
  private virtualTime = 0
  private urgencySum = 0

  constructor(readyAt: ReadyAt<T>) {
    this.readyAt = readyAt
  }

  /** Sum of the urgencies of all members. */
  get totalUrgency(): number {
    return this.urgencySum
  }

  all(): Iterable<Lane<T>> {
    return this.lanes.values()
  }

  get(key: string): Lane<T> | undefined {
    return this.lanes.get(key)
  }

  join(key: string, urgency: number, member: T): { lane: Lane<T>; place: Place<T> } {
    let lane = this.lanes.get(key)
    if (!lane) {
      lane = { key, members: new Fifo<T>(), urgency, servedAt: this.virtualTime, dueAt: Infinity }
      this.lanes.set(key, lane)
    }
    const place = lane.members.push(member)
    this.urgencySum += lane.urgency
    this.price(lane, urgency)
    return { lane, place }
  }

  leave(lane: Lane<T>, place: Place<T>): void {
    lane.members.leave(place)
    this.urgencySum -= lane.urgency
    if (lane.members.size > 0) return this.plan(lane)
    this.lanes.delete(lane.key)
    lane.dueAt = NaN
    if (this.lanes.size === 0) this.urgencySum = 0
  }

  price(lane: Lane<T>, urgency: number): void {
    this.urgencySum += lane.members.size * (urgency - lane.urgency)
    lane.urgency = urgency
    this.plan(lane)
  }

  /** The member whose turn it is; it stays in its lane. `undefined` while all members were asked too lately. */
  next(nowMs: number): Lane<T> | undefined {
    this.wake(nowMs)
    for (let first = this.due.first; first; first = this.due.first) {
      const { item: lane, key } = first
      if (lane.dueAt !== key) {
        this.due.pop()
        continue
      }
      const head = lane.members.first
      const readyAtMs = head === undefined ? Infinity : this.readyAt(head)
      if (readyAtMs <= nowMs) return lane
      this.due.pop()
      lane.dueAt = NaN
      this.waiting.push(lane, readyAtMs)
    }
    return undefined
  }

  /** Notes that the lane got its call. */
  served(lane: Lane<T>): void {
    this.virtualTime = Math.max(this.virtualTime, lane.dueAt)
    lane.servedAt = this.virtualTime
  }

  /** When `next` may have something, monotonic ms; `-Infinity` when it may at once. */
  nextAtMs(): number {
    for (let first = this.due.first; first; first = this.due.first) {
      if (first.item.dueAt === first.key) return -Infinity
      this.due.pop()
    }
    return this.waiting.first?.key ?? Infinity
  }

  private plan(lane: Lane<T>): void {
    lane.dueAt = lane.servedAt + 1 / (lane.members.size * lane.urgency)
    this.due.push(lane, lane.dueAt)
    if (this.due.size > 64 + 4 * this.lanes.size) this.rebuild()
  }

  private wake(nowMs: number): void {
    for (let first = this.waiting.first; first && first.key <= nowMs; first = this.waiting.first) {
      this.waiting.pop()
      const { item: lane } = first
      if (Number.isNaN(lane.dueAt) && this.lanes.get(lane.key) === lane) this.plan(lane)
    }
  }

  private rebuild(): void {
    this.due.clear()
    for (const lane of this.lanes.values()) if (!Number.isNaN(lane.dueAt)) this.due.push(lane, lane.dueAt)
  }
}
