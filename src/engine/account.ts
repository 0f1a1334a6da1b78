import type { Action, Actions } from '../cloud/actions'
import type { CloudAnswer } from '../cloud/cloud-client'
import { CloudError } from '../cloud/errors'
import type { Device, DeviceId } from '../domain/device'
import { createRow, withAnswer, withFailure, type AnsweredCall, type FleetRow } from '../domain/fleet-row'
import { withTimesMoved } from '../domain/row-times'
import { accountIdOf, type AccountId, type Upstream } from '../domain/upstream'
import { PollingLoop, type AskResult } from '../polling/loop'
import type { AccountOptions } from './account-options'
import { againAfterFailureMs, callEndOf } from './ask-again'
import { Caller } from './caller'
import { runErrand } from './errand'
import { observationOf } from './observe'
import { isOverdue, wasNotReached } from './overdue'
import { nextAsks, oldestRunningMs, pollingStateOf } from './polling-status'
import type { AccountStatus, LockReason, PollingStatus, SessionState } from './protocol'
import { tokenTail } from './token'
import { WatchedRows } from './watched-rows'

/** One account: its calls, its rows and the loop that refreshes them. The token goes to its `Caller` and nowhere else. */
export class Account {
  readonly id: AccountId
  readonly upstream: Upstream
  readonly kept: boolean
  private readonly options: AccountOptions
  private readonly caller: Caller
  private readonly loop: PollingLoop<DeviceId>
  private readonly watched: WatchedRows
  private session: SessionState = { kind: 'locked', reason: { kind: 'restarted' } }
  private paused = false
  private online = true
  private budgetPerSecond: number
  private visible: readonly DeviceId[] = []

  constructor(options: AccountOptions) {
    const { upstream, access, clock, random, rows, onStatus } = options
    this.options = options
    this.id = accountIdOf(upstream)
    this.upstream = upstream
    this.kept = access.kept
    this.caller = new Caller(access, clock, options)
    this.loop = new PollingLoop({ clock, random, limits: access.limits, ask: (id, signal) => this.ask(id, signal), onHold: onStatus })
    this.budgetPerSecond = access.limits.callsPerSecond
    access.watchConnection?.((maxInFlight) => this.loop.setCeiling(maxInFlight))
    this.watched = new WatchedRows(rows, options.onRow)
    this.loop.addAll(this.watched.ids())
  }

  get rows(): FleetRow[] {
    return this.watched.all()
  }

  get status(): AccountStatus {
    return { id: this.id, upstream: this.upstream, session: this.session, polling: this.pollingStatus() }
  }

  /** Starts to poll with a token. */
  unlock(token: string): void {
    this.stopCalls()
    this.caller.token = token
    this.session = { kind: 'open', tokenTail: tokenTail(token) }
    this.startOrStop()
    this.options.onStatus()
    // So that a wrong token shows before any device is watched (cloud-api §4): it locks by itself.
    if (this.upstream.kind !== 'demo' && this.watched.size === 0) void this.call('AppGetUser', {}).catch(() => undefined)
  }

  /** Drops the token at once; rows stay. */
  lock(reason: LockReason): void {
    this.caller.token = ''
    this.stopCalls()
    this.session = { kind: 'locked', reason }
    this.options.onStatus()
  }

  /** Whether polling rests; errands go on. */
  setPaused(paused: boolean): void {
    this.paused = paused
    this.startOrStop()
    this.options.onStatus()
  }

  /** Whether the browser has a network: without one no call is started, with one what is overdue is asked about at once. */
  setOnline(browserIsOnline: boolean): void {
    const online = browserIsOnline || this.upstream.kind === 'demo'
    if (online === this.online) return
    this.online = online
    this.startOrStop()
    if (online) this.askOverdue()
    this.options.onStatus()
  }

  /** Ends all calls and timers; the account is of no use afterwards. */
  close(): void {
    this.caller.token = ''
    this.stopCalls()
  }

  /** Watches new devices; those watched already are passed over. Returns the new rows. */
  add(devices: readonly Device[]): FleetRow[] {
    const addedAt = this.options.clock.wallMs()
    return this.restore(devices.map((device) => createRow(device, addedAt)))
  }

  /** Watches rows again as they were. Returns those that were not watched. */
  restore(rows: readonly FleetRow[]): FleetRow[] {
    const fresh = rows.filter((row) => this.watched.add(row))
    this.loop.addAll(fresh.map(({ device }) => device.id))
    return fresh
  }

  /** Stops to watch. Returns the rows as they were. */
  remove(ids: readonly DeviceId[]): FleetRow[] {
    for (const id of ids) this.loop.remove(id)
    return ids.flatMap((id) => this.watched.remove(id) ?? [])
  }

  /** Asks about these before anything else; of all devices, about those on a screen first. */
  refresh(ids: readonly DeviceId[] | 'all'): void {
    this.loop.refresh(ids === 'all' ? [...this.visible, ...this.watched.ids()] : ids)
  }

  setVisible(ids: readonly DeviceId[]): void {
    this.visible = ids
    this.loop.setVisible(ids)
  }

  /** Calls a second that the account may spend. */
  setBudget(callsPerSecond: number): void {
    this.budgetPerSecond = callsPerSecond
    this.loop.setBudget(callsPerSecond)
    this.options.onStatus()
  }

  /**
   * After sleep, or with the network back: what is on a screen or did not get through goes first, if it is overdue by the
   * wall clock (the monotonic one may have stood still). All others come in their turn; the pace holds for all.
   */
  askOverdue(): void {
    const onScreen = this.visible.flatMap((id) => this.watched.get(id) ?? [])
    const first = [...onScreen, ...this.rows.filter(wasNotReached)]
    const nowMs = this.options.clock.wallMs()
    this.loop.refresh(first.filter((row) => isOverdue(row, nowMs)).map((row) => row.device.id))
  }

  /** The wall clock was set by `byMs`: every time noted before `beforeMs` moves with it. */
  moveTimes(byMs: number, beforeMs: number): void {
    for (const id of this.watched.ids()) this.update(id, (row) => withTimesMoved(row, byMs, beforeMs))
  }

  /**
   * Sends one action, once, for somebody who waits: at the account's pace, polling or paused (cloud-api §4). Rejects with a
   * `CloudError` and nothing else; with `aborted` at once while locked, and without a RequestId where nothing was sent.
   * `onStart` is called right before the call goes out: the last moment to abort it with nothing sent.
   */
  call<A extends Action>(action: A, request: Actions[A]['request'], signal?: AbortSignal, onStart?: () => void): Promise<CloudAnswer> {
    return this.errand((inner) => this.caller.send(action, request, inner), signal, onStart)
  }

  /** Asks how the device is, out of its turn (cloud-api §3). Its row takes the answer and is returned. Rejects as `call` does. */
  lookAgain(device: Device, signal?: AbortSignal): Promise<FleetRow | undefined> {
    return this.errand(async (inner) => {
      const startedAtMs = this.options.clock.nowMs()
      const answer = await this.caller.describe(device, inner)
      return this.watched.show(device.id, startedAtMs, (row) => this.withAnswer(row, answer, row.snapshot?.expectedIntervalMs ?? null))
    }, signal)
  }

  row(id: DeviceId): FleetRow | undefined {
    return this.watched.get(id)
  }

  /** Puts another row in the place of the present one. Returns the row that holds now. */
  update(id: DeviceId, change: (row: FleetRow) => FleetRow): FleetRow | undefined {
    return this.watched.update(id, change)
  }

  private withAnswer(row: FleetRow, answer: Omit<AnsweredCall, 'expectedIntervalMs'>, expectedIntervalMs: number | null): FleetRow {
    const habit = this.options.habitFor?.(row.device, answer.upgrade) ?? null
    return withAnswer(row, { ...answer, expectedIntervalMs, habit })
  }

  private startOrStop(): void {
    const isOpen = this.session.kind === 'open' && this.online
    this.loop.setErrandsMayStart(isOpen)
    if (isOpen && !this.paused) this.loop.start()
    else this.loop.stop()
  }

  private stopCalls(): void {
    this.loop.setErrandsMayStart(false)
    this.loop.stop({ abort: true })
    this.loop.cancelErrands()
  }

  private async ask(id: DeviceId, signal: AbortSignal): Promise<AskResult> {
    const row = this.watched.get(id)
    if (!row) return { kind: 'failed', end: { kind: 'fine' }, againInMs: Infinity }
    const startedAtMs = this.options.clock.nowMs()
    try {
      const answer = await this.caller.describe(row.device, signal)
      return {
        kind: 'answered',
        end: { kind: 'fine' },
        seen: observationOf(row.device, answer.upgrade),
        accept: (expectedIntervalMs) => this.watched.show(id, startedAtMs, (present) => this.withAnswer(present, answer, expectedIntervalMs)),
      }
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      return this.failed(id, error, signal)
    }
  }

  private failed(id: DeviceId, error: CloudError, signal: AbortSignal): AskResult {
    const { clock, random } = this.options
    const { failure, requestId } = error
    if (signal.aborted) return { kind: 'failed', end: { kind: 'fine' }, againInMs: 0 }
    const row = this.update(id, (present) => withFailure(present, { failure, requestId, at: clock.wallMs() }))
    this.lockIfRefused(error)
    const attempts = row?.call.kind === 'failed' ? row.call.attempts : 1
    return { kind: 'failed', end: callEndOf(failure), againInMs: againAfterFailureMs(failure, attempts, this.loop.sweepMs, random) }
  }

  private async errand<T>(send: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal, onStart?: () => void): Promise<T> {
    if (this.session.kind !== 'open') throw new CloudError({ kind: 'aborted' }, '')
    return runErrand(this.loop, send, { signal, onStart, onRefused: (error) => this.lockIfRefused(error) })
  }

  private lockIfRefused({ failure, requestId }: CloudError): void {
    if (failure.kind === 'unauthorized') this.lock({ ...failure, kind: 'refused', requestId })
  }

  private pollingStatus(): PollingStatus {
    const { access, clock } = this.options
    const { hold, sweepMs } = this.loop
    const facts = { clock, locked: this.session.kind === 'locked', paused: this.paused, online: this.online, hold }
    return {
      ...pollingStateOf(facts),
      ...this.caller.statistics.read(clock.nowMs()),
      budgetPerSecond: this.budgetPerSecond,
      budgetIsFixed: !access.kept,
      sweepMs,
      oldestRunningMs: oldestRunningMs(this.watched.all(), clock.wallMs()),
      nextAskAt: nextAsks(this.visible, facts, (id) => this.loop.expectedAtMs(id)),
    }
  }
}
