import type { Cancel, Clock } from './clock'
import { Errands, type ErrandRun } from './errands'
import type { Observation } from './observation'
import { Pace, type CallEnd, type PaceHold, type PaceLimits } from './pace'
import { Schedule } from './schedule'

/** How a call ended: with an answer, or with the wish to be asked again. */
export type AskResult =
  | {
      readonly kind: 'answered'
      readonly end: CallEnd
      readonly seen: Observation
      /** Called at once, unless the device was removed meanwhile, with the ms after which it is expected to be asked again. */
      readonly accept: (expectedIntervalMs: number) => void
    }
  | { readonly kind: 'failed'; readonly end: CallEnd; readonly againInMs: number }

export interface PollingLoopOptions<Id> {
  clock: Clock
  limits: PaceLimits
  random: () => number
  /** Asks about one device. Must not reject; if it does, the device is asked again after 10 s. */
  ask: (id: Id, signal: AbortSignal) => Promise<AskResult>
  /** What keeps calls waiting came, went or changed its kind. */
  onHold: () => void
}

const FALLBACK_MS = 10_000
/** How long after an exception of its own the loop goes on. */
const RECOVER_MS = 1_000
/** Timers overflow at 2^31 ms; a wait is never slept through in one. */
const LONGEST_TIMER_MS = 60_000

/**
 * Asks about every device in its turn, for ever: never two calls on one device, one timer, and after `stop` or `remove`
 * nothing more of what was stopped. Errands go at the same pace, polling or not. Times are of the injected monotonic clock.
 */
export class PollingLoop<Id> {
  private readonly options: PollingLoopOptions<Id>
  private readonly schedule: Schedule<Id>
  private readonly pace: Pace
  private readonly calls = new Map<Id, AbortController>()
  private readonly errands = new Errands()
  private errandsMayStart = true
  private cancelTimer: Cancel | null = null
  private running = false
  private toldHold: PaceHold['kind'] | null = null

  constructor(options: PollingLoopOptions<Id>) {
    this.options = options
    this.schedule = new Schedule(options.limits.callsPerSecond)
    this.pace = new Pace(options.limits, options.random)
  }

  get callsInFlight(): number {
    return this.pace.callsInFlight
  }

  get devices(): number {
    return this.schedule.size
  }

  /** What keeps all calls waiting now, beyond the usual pace. */
  get hold(): PaceHold | null {
    return this.pace.hold(this.options.clock.nowMs())
  }

  /** In which time every device that answers is asked at least once, ms; `null` when there is none. */
  get sweepMs(): number | null {
    return this.schedule.sweepMs()
  }

  start(): void {
    this.running = true
    this.pump()
  }

  /** Asks about no further devices; calls in flight may end, unless `abort`. The plan is kept, errands go on. */
  stop({ abort = false }: { abort?: boolean } = {}): void {
    this.running = false
    if (abort) for (const controller of this.calls.values()) controller.abort()
    this.pump()
  }

  /** Whether errands may start; those that may not yet wait. */
  setErrandsMayStart(mayStart: boolean): void {
    this.errandsMayStart = mayStart
    this.pump()
  }

  /** Runs a call that somebody waits for, at the pace of all others; `signal` calls it off. Rejects only as `run` does. */
  errand<T>(run: ErrandRun<T>, signal?: AbortSignal): Promise<T> {
    const value = this.errands.add(run, signal)
    this.pump()
    return value
  }

  cancelErrands(): void {
    this.errands.cancelAll()
  }

  add(id: Id): void {
    this.addAll([id])
  }

  addAll(ids: Iterable<Id>): void {
    for (const id of ids) this.schedule.add(id)
    this.pump()
  }

  remove(id: Id): void {
    this.schedule.remove(id)
    this.calls.get(id)?.abort()
    this.calls.delete(id)
  }

  /** Asks about these before anything else; one whose call is in flight is asked once more after it. */
  refresh(ids: Iterable<Id>): void {
    for (const id of ids) this.schedule.refresh(id)
    this.pace.probeNow()
    this.pump()
  }

  /** The devices that somebody looks at. */
  setVisible(ids: Iterable<Id>): void {
    this.schedule.setLookedAt(ids, this.options.clock.nowMs())
    this.pump()
  }

  setBudget(callsPerSecond: number): void {
    this.pace.setBudget(callsPerSecond)
    this.schedule.setRate(this.pace.callsPerSecond)
    this.pump()
  }

  /** How many calls the connection bears at once: 6 over HTTP/1.1, more over HTTP/2. */
  setCeiling(maxInFlight: number): void {
    this.pace.setCeiling(maxInFlight)
    this.pump()
  }

  /** When the device is expected to be asked next, monotonic ms; `undefined` while it is being asked, or not watched. */
  expectedAtMs(id: Id): number | undefined {
    return this.schedule.expectedAtMs(id)
  }

  /** Starts what is due, and sets the timer. Whatever is thrown over it, the loop goes on. */
  private pump(): void {
    try {
      this.startDue()
    } catch (error) {
      this.cancelTimer = this.options.clock.after(RECOVER_MS, () => this.pump())
      throw error
    }
  }

  private startDue(): void {
    this.clearTimer()
    this.tellHold()
    const { clock } = this.options
    const nowMs = clock.nowMs()
    while (this.pace.readyAtMs(nowMs) <= nowMs && this.startNext(nowMs));
    const nextMs = Math.max(this.nextAtMs(), this.pace.readyAtMs(nowMs))
    if (nextMs === Infinity) return
    const waitMs = Math.min(LONGEST_TIMER_MS, Math.max(1, nextMs - nowMs))
    this.cancelTimer = clock.after(waitMs, () => this.pump())
  }

  private nextAtMs(): number {
    if (this.errandsMayStart && this.errands.isWaiting) return -Infinity
    return this.running ? this.schedule.nextAtMs() : Infinity
  }

  /** Starts the call whose turn it is; whether there was one. */
  private startNext(nowMs: number): boolean {
    const isRival = this.running && this.schedule.nextAtMs() <= nowMs
    const errand = this.errandsMayStart ? this.errands.take(isRival) : undefined
    const id = errand || !this.running ? undefined : this.schedule.take(nowMs)
    if ((!errand && id === undefined) || !this.pace.tryStart(nowMs)) return false
    this.errands.counted()
    if (errand) void this.runErrand(errand.start, errand.controller.signal, nowMs)
    else if (id !== undefined) void this.call(id, nowMs)
    return true
  }

  private async runErrand(start: () => Promise<CallEnd>, signal: AbortSignal, startedMs: number): Promise<void> {
    const end = await start()
    const nowMs = this.options.clock.nowMs()
    if (signal.aborted) this.pace.drop()
    else this.pace.end(end, nowMs, nowMs - startedMs)
    this.schedule.setRate(this.pace.callsPerSecond)
    this.pump()
  }

  private async call(id: Id, startedMs: number): Promise<void> {
    const controller = new AbortController()
    this.calls.set(id, controller)
    let result: AskResult | null = null
    try {
      result = await this.options.ask(id, controller.signal)
    } catch {
      result = null
    }
    try {
      this.settle(id, controller, result, startedMs)
    } finally {
      if (this.calls.get(id) === controller) {
        this.calls.delete(id)
        this.schedule.failed(id, startedMs + FALLBACK_MS)
      }
      this.pump()
    }
  }

  private settle(id: Id, controller: AbortController, result: AskResult | null, startedMs: number): void {
    const nowMs = this.options.clock.nowMs()
    const calledOff = controller.signal.aborted
    if (result === null || calledOff) this.pace.drop()
    else this.pace.end(result.end, nowMs, nowMs - startedMs)
    this.schedule.setRate(this.pace.callsPerSecond)
    if (this.calls.get(id) === controller) {
      this.calls.delete(id)
      if (calledOff) this.schedule.dropped(id, nowMs)
      else this.plan(id, result, nowMs)
    }
  }

  private plan(id: Id, result: AskResult | null, nowMs: number): void {
    if (result?.kind === 'answered') result.accept(this.schedule.answered(id, result.seen, nowMs))
    else this.schedule.failed(id, nowMs + (result?.againInMs ?? FALLBACK_MS))
  }

  private tellHold(): void {
    const kind = this.hold?.kind ?? null
    if (this.toldHold === kind) return
    this.toldHold = kind
    this.options.onHold()
  }

  private clearTimer(): void {
    const cancel = this.cancelTimer
    this.cancelTimer = null
    cancel?.()
  }
}
