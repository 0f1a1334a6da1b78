import type { DeviceId } from '../domain/device'
import type { Cancel, Clock } from '../polling/clock'

interface LaterOptions {
  clock: Clock
  delayMs: number
  ask: (ids: readonly DeviceId[]) => void
}

/** Asks about devices some time after each was named, with one timer for all. */
export class LaterQuestions {
  private readonly options: LaterOptions
  private named: { readonly id: DeviceId; readonly dueMs: number }[] = []
  private cancelTimer: Cancel | null = null

  constructor(options: LaterOptions) {
    this.options = options
  }

  add(id: DeviceId): void {
    this.named.push({ id, dueMs: this.options.clock.nowMs() + this.options.delayMs })
    this.schedule()
  }

  close(): void {
    this.cancelTimer?.()
    this.cancelTimer = null
    this.named = []
  }

  private schedule(): void {
    const [first] = this.named
    if (first) this.cancelTimer ??= this.options.clock.after(first.dueMs - this.options.clock.nowMs(), () => this.askDue())
  }

  private askDue(): void {
    this.cancelTimer = null
    const nowMs = this.options.clock.nowMs()
    const due = this.named.filter(({ dueMs }) => dueMs <= nowMs)
    this.named = this.named.slice(due.length)
    this.schedule()
    if (due.length > 0) this.options.ask(due.map(({ id }) => id))
  }
}
