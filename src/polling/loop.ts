import type { Cancel, Clock } from './clock'
import { Pace, type CallEnd, type PaceLimits } from './pace'
import { Schedule } from './schedule'

/** How a call ended, and in how many ms its device is to be asked again. */
export interface AskResult {
  readonly end: CallEnd
  readonly againInMs: number
}

export interface PollingLoopOptions<Id> {
  clock: Clock
  limits: PaceLimits
  random: () => number
  /** Asks about one device. Must not reject; if it does, the device is asked again after 10 s. */
  ask: (id: Id, signal: AbortSignal) => Promise<AskResult>
  onOutage: (outage: boolean) => void
}

const FALLBACK_MS = 10_000
/** Timers overflow at 2^31 ms; a wait is never slept through in one. */
const LONGEST_TIMER_MS = 60_000

/**
 * Asks about every device in its turn, for ever: never two calls on one device, one timer, and after `stop` or `remove`
 * nothing more of what was stopped. Times are of the injected monotonic clock.
 */
export class PollingLoop<Id> {
  private readonly options: PollingLoopOptions<Id>
  private readonly schedule = new Schedule<Id>()
  private readonly pace: Pace
  private readonly calls = new Map<Id, AbortController>()
  private readonly askAgain = new Set<Id>()
  private cancelTimer: Cancel | null = null
  private running = false
  private reportedOutage = false

  constructor(options: PollingLoopOptions<Id>) {
    this.options = options
    this.pace = new Pace(options.limits, options.random)
  }

  get callsInFlight(): number {
    return this.pace.callsInFlight
  }

  get outage(): boolean {
    return this.pace.outage
  }

  get devices(): number {
    return this.schedule.size + this.calls.size
  }

  start(): void {
    this.running = true
    this.pump()
  }

  /** Starts no further calls; those in flight may end, unless `abort`. The plan is kept. */
  stop({ abort = false }: { abort?: boolean } = {}): void {
    this.running = false
    this.clearTimer()
    if (abort) for (const controller of this.calls.values()) controller.abort()
  }

  /** Watches a device, first asked `inMs` from now. */
  add(id: Id, inMs = 0): void {
    if (this.calls.has(id) || this.schedule.has(id)) return
    this.schedule.plan(id, this.options.clock.nowMs() + inMs)
    this.pump()
  }

  remove(id: Id): void {
    this.schedule.remove(id)
    this.askAgain.delete(id)
    this.calls.get(id)?.abort()
    this.calls.delete(id)
  }

  /** Asks about these before anything else; one whose call is in flight is asked once more after it. */
  refresh(ids: Iterable<Id>): void {
    for (const id of ids) {
      if (this.calls.has(id)) this.askAgain.add(id)
      else if (this.schedule.has(id)) this.schedule.plan(id, -Infinity)
    }
    this.pace.probeNow()
    this.pump()
  }

  setVisible(ids: readonly Id[]): void {
    this.schedule.setVisible(ids)
  }

  private pump(): void {
    this.clearTimer()
    if (!this.running) return
    const { clock } = this.options
    const nowMs = clock.nowMs()
    while (this.schedule.nextAtMs() <= nowMs && this.pace.tryStart(nowMs)) {
      const id = this.schedule.take(nowMs)
      if (id === undefined) this.pace.drop()
      else void this.call(id)
    }
    const nextMs = Math.max(this.schedule.nextAtMs(), this.pace.readyAtMs(nowMs))
    if (nextMs === Infinity) return
    const waitMs = Math.min(LONGEST_TIMER_MS, Math.max(1, nextMs - nowMs))
    this.cancelTimer = clock.after(waitMs, () => this.pump())
  }

  private async call(id: Id): Promise<void> {
    const controller = new AbortController()
    this.calls.set(id, controller)
    let result: AskResult | null = null
    try {
      result = await this.options.ask(id, controller.signal)
    } catch {
      result = null
    }
    const nowMs = this.options.clock.nowMs()
    if (result === null || controller.signal.aborted) this.pace.drop()
    else this.pace.end(result.end, nowMs)
    if (this.calls.get(id) === controller) {
      this.calls.delete(id)
      const soon = this.askAgain.delete(id) || controller.signal.aborted
      this.schedule.plan(id, soon ? -Infinity : nowMs + (result?.againInMs ?? FALLBACK_MS))
    }
    this.reportOutage()
    this.pump()
  }

  private reportOutage(): void {
    if (this.reportedOutage === this.pace.outage) return
    this.reportedOutage = this.pace.outage
    this.options.onOutage(this.pace.outage)
  }

  private clearTimer(): void {
    this.cancelTimer?.()
    this.cancelTimer = null
  }
}
