import { Credit } from './credit'
import { Fifo } from './fifo'
import { MinHeap } from './min-heap'
import type { Observation } from './observation'
import { Outlook } from './outlook'
import { SHORTEST_INTERVAL_MS, Turns } from './turns'
import { createWatched, type Watched } from './watched'

/** Share of the calls that may go to the device unasked for the longest, however little is expected of it. */
export const SWEEP_SHARE = 0.2
/**
 * Share of the calls that may go to foretold ends and to repeats after failures, while others wait. Not more: where all
 * calls fail, repeats would keep those from their first call who were never asked.
 */
const APPOINTMENT_SHARE = 0.5
/** The share that may go to what an operator asked for; so many of these go before all others even so. */
const URGENT_SHARE = 0.75
const URGENT_AT_ONCE = 50

/**
 * Whom to ask next, so that changes are seen soonest where they matter most: each device at a rate proportional to
 * √(expected weighted changes), as README.md beside this file explains. Times are of the monotonic clock.
 */
export class Schedule<Id> {
  private readonly watched = new Map<Id, Watched<Id>>()
  private readonly outlook = new Outlook<Id>()
  private readonly turns = new Turns<Id>(this.outlook)
  private readonly appointments = new MinHeap<Watched<Id>>()
  private readonly oldestFirst = new Fifo<Watched<Id>>()
  private readonly urgent = new Set<Id>()
  private readonly sweepCredit = new Credit(SWEEP_SHARE, 1)
  private readonly appointmentCredit = new Credit(APPOINTMENT_SHARE, 1)
  private readonly urgentCredit = new Credit(URGENT_SHARE, URGENT_AT_ONCE)
  private callsPerMs: number

  constructor(callsPerSecond: number) {
    this.callsPerMs = callsPerSecond / 1000
  }

  /** Devices watched, those being asked included. */
  get size(): number {
    return this.watched.size
  }

  has(id: Id): boolean {
    return this.watched.has(id)
  }

  /** How many calls there are to share out at present. */
  setRate(callsPerSecond: number): void {
    this.callsPerMs = callsPerSecond / 1000
  }

  /** Watches a device that nothing is known about: it is asked soon. */
  add(id: Id): void {
    if (this.watched.has(id)) return
    const device = createWatched(id)
    this.watched.set(id, device)
    this.plan(device, 0)
  }

  remove(id: Id): void {
    const device = this.watched.get(id)
    if (!device) return
    this.unplan(device)
    this.watched.delete(id)
    this.urgent.delete(id)
  }

  /** Asks about a device before all others; if it is being asked, once more after that. */
  refresh(id: Id): void {
    if (this.watched.has(id)) this.urgent.add(id)
  }

  /** The devices that somebody looks at. */
  setLookedAt(ids: Iterable<Id>, nowMs: number): void {
    this.turns.setLookedAt(ids, this.watched, nowMs)
  }

  /** Takes a device out of the plan, or returns `undefined` while nobody is to be asked. It is owed `answered`, `failed` or `dropped`. */
  take(nowMs: number): Id | undefined {
    const device = this.takeUrgent(nowMs) ?? this.takeAppointment(nowMs) ?? this.takeOldest(nowMs) ?? this.turns.next(nowMs)
    if (!device) return undefined
    for (const credit of [this.sweepCredit, this.appointmentCredit, this.urgentCredit]) credit.earn()
    this.unplan(device)
    this.urgent.delete(device.id)
    return device.id
  }

  /** Learns from an answer and plans the next call. Returns in how many ms that is expected. */
  answered(id: Id, seen: Observation, nowMs: number): number {
    const device = this.watched.get(id)
    if (!device) return Infinity
    this.unplan(device)
    const classBefore = device.changeClass?.key
    this.outlook.learn(device, seen, nowMs)
    if (classBefore !== undefined) this.turns.reprice(classBefore, nowMs)
    this.plan(device, nowMs)
    return Math.max(SHORTEST_INTERVAL_MS, this.plannedMs(device) - nowMs)
  }

  /** The call failed: the device is asked again at `againMs`, and not before. */
  failed(id: Id, againMs: number): void {
    const device = this.watched.get(id)
    if (!device) return
    this.unplan(device)
    device.appointmentMs = againMs
    this.appointments.push(device, againMs)
  }

  /** The call was called off: the device is asked again before all others. */
  dropped(id: Id, nowMs: number): void {
    const device = this.watched.get(id)
    if (!device || isPlanned(device)) return
    this.plan(device, nowMs)
    this.urgent.add(id)
  }

  /** When `take` may have somebody; `-Infinity` for at once, `Infinity` while nobody waits. */
  nextAtMs(): number {
    if (this.nextUrgent()) return -Infinity
    return Math.min(this.firstAppointment()?.key ?? Infinity, this.turns.nextAtMs())
  }

  /** When the device is expected to be asked next; `undefined` while it is being asked, or not watched. */
  expectedAtMs(id: Id): number | undefined {
    const device = this.watched.get(id)
    if (!device || !isPlanned(device)) return undefined
    return this.urgent.has(id) ? -Infinity : this.plannedMs(device)
  }

  /** In which time every device that answers is asked at least once, ms; `null` when there is none. */
  sweepMs(): number | null {
    const turnMs = this.turns.longestIntervalMs(this.callsPerMs)
    return turnMs === null ? null : Math.min(turnMs, this.longestAgeMs())
  }

  private takeUrgent(nowMs: number): Watched<Id> | undefined {
    const device = this.nextUrgent()
    if (!device || !this.mayGoFirst(this.urgentCredit, nowMs)) return undefined
    this.urgentCredit.spend()
    return device
  }

  private mayGoFirst(credit: Credit, nowMs: number): boolean {
    return credit.isThere || this.turns.nextAtMs() > nowMs
  }

  private nextUrgent(): Watched<Id> | undefined {
    for (const id of this.urgent) {
      const device = this.watched.get(id)
      if (device && isPlanned(device)) return device
    }
    return undefined
  }

  private takeAppointment(nowMs: number): Watched<Id> | undefined {
    const first = this.firstAppointment()
    if (!first || first.key > nowMs || !this.mayGoFirst(this.appointmentCredit, nowMs)) return undefined
    this.appointmentCredit.spend()
    first.item.byForecast = first.item.lane !== null
    return first.item
  }

  private takeOldest(nowMs: number): Watched<Id> | undefined {
    const oldest = this.oldestFirst.first
    if (!oldest || !this.sweepCredit.isThere || nowMs - oldest.askedMs < this.longestAgeMs()) return undefined
    this.sweepCredit.spend()
    return oldest
  }

  private plan(device: Watched<Id>, nowMs: number): void {
    device.byForecast = false
    device.agePlace = this.oldestFirst.push(device)
    this.turns.enter(device, nowMs)
    if (device.appointmentMs < Infinity) this.appointments.push(device, device.appointmentMs)
  }

  private unplan(device: Watched<Id>): void {
    if (device.agePlace) this.oldestFirst.leave(device.agePlace)
    device.agePlace = null
    this.turns.leave(device)
    device.appointmentMs = Infinity
  }

  private firstAppointment() {
    for (let first = this.appointments.first; first; first = this.appointments.first) {
      if (first.item.appointmentMs === first.key) return first
      this.appointments.pop()
    }
    return undefined
  }

  private plannedMs(device: Watched<Id>): number {
    if (!device.lane) return device.appointmentMs
    const intervalMs = Math.min(this.turns.intervalMs(device.lane, this.callsPerMs), this.longestAgeMs())
    return Math.min(Math.max(device.askedMs, 0) + intervalMs, device.appointmentMs)
  }

  /** So long that sweeping the whole list takes no more than the sweep's share of the calls, and never below the shortest interval. */
  private longestAgeMs(): number {
    return Math.max(SHORTEST_INTERVAL_MS, this.watched.size / (SWEEP_SHARE * this.callsPerMs))
  }
}

function isPlanned<Id>(device: Watched<Id>): boolean {
  return device.lane !== null || device.appointmentMs < Infinity
}
