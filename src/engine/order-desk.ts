import type { DeviceId } from '../domain/device'
import type { OrderTarget } from '../domain/order-plan'
import type { OrderResult, OrderRun } from '../domain/order-result'
import type { Cancel, Clock } from '../polling/clock'
import type { Account } from './account'
import { LaterQuestions } from './later-questions'
import { OrderCourse } from './order-course'
import type { EngineEvent, Reply } from './protocol'

/** So many devices are looked at and told at a time: enough to keep the connections busy, few enough that none waits long between the two. */
const AT_A_TIME = 6
/** Results go to the tabs at most ten times a second. */
const BATCH_MS = 100
/** Devices that were told are asked about out of their turn: they should have moved by then. */
const ASK_AGAIN_MS = [5_000, 30_000] as const

const DONE: Reply = { kind: 'done', count: 0 }

interface OrderDeskOptions {
  account: Account
  clock: Clock
  /** To every tab. */
  broadcast: (event: EngineEvent) => void
}

/** Runs orders, one run at a time, and accounts for every device of it: the only place from which the cloud is told to do anything. */
export class OrderDesk {
  private readonly options: OrderDeskOptions
  private run: Omit<OrderRun, 'results'> | null = null
  private results: OrderResult[] = []
  private runs = 0
  private waiting: OrderCourse[] = []
  private readonly underWay = new Set<OrderCourse>()
  /** How many of the results the tabs have. */
  private told = 0
  private cancelTelling: Cancel | null = null
  private readonly questions: readonly LaterQuestions[]
  private isClosed = false

  constructor(options: OrderDeskOptions) {
    this.options = options
    const { account, clock } = options
    const ask = (ids: readonly DeviceId[]) => account.refresh(ids.filter((id) => account.row(id)?.order))
    this.questions = ASK_AGAIN_MS.map((delayMs) => new LaterQuestions({ clock, delayMs, ask }))
  }

  /** What a tab that joins has to know. */
  get present(): EngineEvent {
    return { kind: 'orders', accountId: this.options.account.id, run: this.run && { ...this.run, results: [...this.results] }, dismissed: null }
  }

  /** Begins a run; a device named twice is told once. */
  order(targets: readonly OrderTarget[]): Reply {
    const { account, clock } = this.options
    if (this.isRunning) return { kind: 'refused', why: 'busy' }
    if (account.status.session.kind !== 'open') return { kind: 'refused', why: 'locked' }
    const once = [...new Map<DeviceId, OrderTarget>(targets.toReversed().map((target) => [target.device.id, target])).values()].toReversed()
    if (once.length === 0) return { kind: 'refused', why: 'no-device' }
    this.runs += 1
    const startedAt = clock.wallMs()
    this.run = { id: `${startedAt}-${this.runs}`, startedAt, targets: once, state: 'running' }
    this.results = []
    this.told = 0
    this.waiting = once.map((target) => new OrderCourse(target, account, clock))
    this.options.broadcast(this.present)
    for (let begun = 0; begun < AT_A_TIME; begun += 1) void this.work()
    return { kind: 'done', count: once.length }
  }

  stop(runId: string): Reply {
    if (this.run?.id === runId) this.stopRun()
    return DONE
  }

  dismiss(runId: string): Reply {
    if (this.run?.id !== runId || this.isRunning) return DONE
    this.run = null
    this.results = []
    this.options.broadcast({ kind: 'orders', accountId: this.options.account.id, run: null, dismissed: runId })
    return DONE
  }

  /** The wall clock was set by `byMs`: every time noted before `beforeMs` moves with it. */
  moveTimes(byMs: number, beforeMs: number): void {
    for (const course of [...this.waiting, ...this.underWay]) course.moveTimes(byMs, beforeMs)
  }

  /** To be called before the account closes: rows are left alone from now on, and all that is open gets its result. */
  close(): void {
    this.isClosed = true
    for (const course of this.underWay) course.close()
    for (const questions of this.questions) questions.close()
    this.stopRun()
  }

  private get isRunning(): boolean {
    return this.run !== null && this.run.state !== 'ended'
  }

  private async work(): Promise<void> {
    for (let course = this.waiting.shift(); course; course = this.waiting.shift()) {
      this.underWay.add(course)
      const result = await course.run()
      this.underWay.delete(course)
      this.settle(result)
    }
  }

  private settle(result: OrderResult): void {
    const { run } = this
    if (!run) return
    this.results.push(result)
    const isEnd = this.results.length === run.targets.length
    if (isEnd) this.run = { ...run, state: 'ended' }
    if (result.kind === 'sent' && !this.isClosed) for (const questions of this.questions) questions.add(result.device.id)
    // Not called off from here: the account was locked, or given another token. What is left waits for the operator.
    if (result.kind === 'stopped') this.stopRun()
    if (isEnd) this.tell()
    else if (!this.isClosed) this.cancelTelling ??= this.options.clock.after(BATCH_MS, () => this.tell())
  }

  private stopRun(): void {
    if (this.run?.state !== 'running') return
    this.run = { ...this.run, state: 'stopping' }
    // Those that wait go through the same gate: each says for itself that it was stopped.
    for (const course of [...this.waiting, ...this.underWay]) course.stop()
    this.tell()
  }

  private tell(): void {
    this.cancelTelling?.()
    this.cancelTelling = null
    const { run, told } = this
    this.told = this.results.length
    if (run) this.options.broadcast({ kind: 'order-results', runId: run.id, state: run.state, from: told, results: this.results.slice(told) })
  }
}
