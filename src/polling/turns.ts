import { Lanes, type Lane } from './lanes'
import type { Outlook } from './outlook'
import type { Watched } from './watched'

/** A device is not asked again sooner after its last answer, as the official page does (cloud-api §1). */
export const SHORTEST_INTERVAL_MS = 2_000
/** What somebody looks at is worth that much more. */
const LOOKED_AT_WEIGHT = 9
/** A device that nothing is known about is about as urgent as one that changes every second. */
const NEW_PER_MS = 1 / 1_000

/** Puts devices into lanes by what is expected of them, and prices the lanes as that changes. */
export class Turns<Id> {
  private readonly outlook: Outlook<Id>
  private readonly lanes = new Lanes<Watched<Id>>((device) => device.askedMs + SHORTEST_INTERVAL_MS)
  private lookedAt: ReadonlySet<Id> = new Set()

  constructor(outlook: Outlook<Id>) {
    this.outlook = outlook
  }

  enter(device: Watched<Id>, nowMs: number): void {
    const [hidden, looked] = laneKeys(device.changeClass?.key)
    const key = this.lookedAt.has(device.id) ? looked : hidden
    const { lane, place } = this.lanes.join(key, this.urgencyOf(device, nowMs), device)
    device.lane = lane
    device.lanePlace = place
  }

  leave(device: Watched<Id>): void {
    if (device.lane && device.lanePlace) this.lanes.leave(device.lane, device.lanePlace)
    device.lane = device.lanePlace = null
  }

  /** The devices that somebody looks at. */
  setLookedAt(ids: Iterable<Id>, watched: ReadonlyMap<Id, Watched<Id>>, nowMs: number): void {
    const before = this.lookedAt
    const after = new Set(ids)
    this.lookedAt = after
    for (const id of new Set([...before, ...after])) {
      const device = watched.get(id)
      if (before.has(id) === after.has(id) || !device?.lane) continue
      this.leave(device)
      this.enter(device, nowMs)
    }
  }

  /** Something was learned about a class of devices: their lanes are worth more or less now. */
  reprice(classKey: string, nowMs: number): void {
    for (const key of laneKeys(classKey)) {
      const lane = this.lanes.get(key)
      const member = lane?.members.first
      if (lane && member) this.lanes.price(lane, this.urgencyOf(member, nowMs))
    }
  }

  /** The device whose turn it is at `nowMs`; it keeps its place. */
  next(nowMs: number): Watched<Id> | undefined {
    const lane = this.lanes.next(nowMs)
    if (lane) this.lanes.served(lane)
    return lane?.members.first
  }

  nextAtMs(): number {
    return this.lanes.nextAtMs()
  }

  /** In how many ms a device comes round at `callsPerMs`. */
  intervalMs({ urgency }: Pick<Lane<unknown>, 'urgency'>, callsPerMs: number): number {
    return Math.max(SHORTEST_INTERVAL_MS, this.lanes.totalUrgency / (urgency * callsPerMs))
  }

  /** The same for the device that comes round last; `null` when no device has a lane. */
  longestIntervalMs(callsPerMs: number): number | null {
    let leastUrgency = Infinity
    for (const { urgency } of this.lanes.all()) leastUrgency = Math.min(leastUrgency, urgency)
    return leastUrgency === Infinity ? null : this.intervalMs({ urgency: leastUrgency }, callsPerMs)
  }

  private urgencyOf(device: Watched<Id>, nowMs: number): number {
    const perMs = this.outlook.perMs(device, nowMs) ?? NEW_PER_MS
    return Math.sqrt(perMs * (this.lookedAt.has(device.id) ? LOOKED_AT_WEIGHT : 1))
  }
}

function laneKeys(classKey = 'new'): readonly [hidden: string, looked: string] {
  return [classKey, `${classKey}\nlooked at`]
}
