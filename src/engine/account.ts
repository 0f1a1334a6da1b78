import { createCloudClient, type CloudClient } from '../cloud/cloud-client'
import { CloudError } from '../cloud/errors'
import type { Device, DeviceId } from '../domain/device'
import { createRow, withAnswer, withFailure, type FleetRow } from '../domain/fleet-row'
import { withTimesMoved } from '../domain/row-times'
import { accountIdOf, type AccountId, type Upstream } from '../domain/upstream'
import { PollingLoop, type AskResult } from '../polling/loop'
import type { AccountOptions } from './account-options'
import { againAfterFailureMs, callEndOf } from './ask-again'
import { CallStatistics } from './call-statistics'
import { observationOf } from './observe'
import { isOverdue, wasNotReached } from './overdue'
import { nextAsks, oldestRunningMs, pollingHoldOf, pollingKindOf } from './polling-status'
import type { AccountStatus, LockReason, PollingStatus, SessionState } from './protocol'
import { maskToken, tokenTail } from './token'

/** One account: its token, its rows and the loop that refreshes them. The token never leaves this object. */
export class Account {
  readonly id: AccountId
  readonly upstream: Upstream
  readonly kept: boolean
  private readonly options: AccountOptions
  private readonly client: CloudClient
  private readonly loop: PollingLoop<DeviceId>
  private readonly statistics = new CallStatistics()
  private readonly rowOf = new Map<DeviceId, FleetRow>()
  private token = ''
  private session: SessionState = { kind: 'locked', reason: { kind: 'restarted' } }
  private paused = false
  private online = true
  private budgetPerSecond: number
  private visible: readonly DeviceId[] = []
  private sessionEnd = new AbortController()

  constructor(options: AccountOptions) {
    const { upstream, access, clock, random, rows, onStatus } = options
    this.options = options
    this.id = accountIdOf(upstream)
    this.upstream = upstream
    this.kept = access.kept
    this.client = createCloudClient({ fetch: access.fetch, endpoint: access.endpoint, clock, token: () => this.token })
    this.loop = new PollingLoop({
      clock,
      random,
      limits: access.limits,
      ask: (id, signal) => this.ask(id, signal),
      onHold: onStatus,
    })
    this.budgetPerSecond = access.limits.callsPerSecond
    access.watchConnection?.((maxInFlight) => this.loop.setCeiling(maxInFlight))
    for (const row of rows) this.rowOf.set(row.device.id, row)
    for (const id of this.rowOf.keys()) this.loop.add(id)
  }

  get rows(): FleetRow[] {
    return [...this.rowOf.values()]
  }

  get status(): AccountStatus {
    return { id: this.id, upstream: this.upstream, session: this.session, polling: this.pollingStatus() }
  }

  /** Starts to poll with a token. */
  unlock(token: string): void {
    this.stopCalls()
    this.token = token
    this.session = { kind: 'open', tokenTail: tokenTail(token) }
    this.startOrStop()
    this.options.onStatus()
    if (this.upstream.kind !== 'demo' && this.online && this.rowOf.size === 0) void this.checkToken(this.sessionEnd.signal)
  }

  /** Drops the token at once; rows stay. */
  lock(reason: LockReason): void {
    this.token = ''
    this.stopCalls()
    this.session = { kind: 'locked', reason }
    this.options.onStatus()
  }

  pause(): void {
    this.paused = true
    this.startOrStop()
    this.options.onStatus()
  }

  resume(): void {
    this.paused = false
    this.startOrStop()
    this.options.onStatus()
  }

  /** Whether the browser has a network. Without one no call is started; with one, what is overdue is asked about at once. */
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
    this.token = ''
    this.stopCalls()
  }

  /** Watches new devices; those watched already are passed over. Returns the new rows. */
  add(devices: readonly Device[]): FleetRow[] {
    const addedAt = this.options.clock.wallMs()
    return this.restore(devices.map((device) => createRow(device, addedAt)))
  }

  /** Watches rows again as they were. Returns those that were not watched. */
  restore(rows: readonly FleetRow[]): FleetRow[] {
    const fresh = rows.filter((row) => !this.rowOf.has(row.device.id))
    for (const row of fresh) {
      this.rowOf.set(row.device.id, row)
      this.loop.add(row.device.id)
    }
    return fresh
  }

  /** Stops to watch. Returns the rows as they were. */
  remove(ids: readonly DeviceId[]): FleetRow[] {
    const removed: FleetRow[] = []
    for (const id of ids) {
      const row = this.rowOf.get(id)
      if (!row) continue
      this.rowOf.delete(id)
      this.loop.remove(id)
      removed.push(row)
    }
    return removed
  }

  /** Asks about these before anything else; of all devices, about those on a screen first. */
  refresh(ids: readonly DeviceId[] | 'all'): void {
    this.loop.refresh(ids === 'all' ? [...this.visible, ...this.rowOf.keys()] : ids)
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
    const onScreen = this.visible.flatMap((id) => this.rowOf.get(id) ?? [])
    const first = [...onScreen, ...this.rows.filter(wasNotReached)]
    const nowMs = this.options.clock.wallMs()
    this.loop.refresh(first.filter((row) => isOverdue(row, nowMs)).map((row) => row.device.id))
  }

  /** The wall clock was set by `byMs`: every time noted before `beforeMs` moves with it. */
  moveTimes(byMs: number, beforeMs: number): void {
    for (const id of this.rowOf.keys()) this.update(id, (row) => withTimesMoved(row, byMs, beforeMs))
  }

  private startOrStop(): void {
    if (this.session.kind === 'open' && !this.paused && this.online) this.loop.start()
    else this.loop.stop()
  }

  private stopCalls(): void {
    this.loop.stop({ abort: true })
    this.sessionEnd.abort()
    this.sessionEnd = new AbortController()
  }

  private async ask(id: DeviceId, signal: AbortSignal): Promise<AskResult> {
    const { clock } = this.options
    const row = this.rowOf.get(id)
    if (!row) return { kind: 'failed', end: { kind: 'fine' }, againInMs: Infinity }
    const startedAtMs = clock.nowMs()
    this.statistics.count(startedAtMs, 'call')
    try {
      const { upgrade, requestId, serverDateMs } = await this.client.describeFirmwareUpdateStatus(row.device, signal)
      this.options.onAnswered?.(serverDateMs, startedAtMs)
      const answer = { upgrade: maskToken(upgrade, this.token), requestId, at: clock.wallMs() }
      return {
        kind: 'answered',
        end: { kind: 'fine' },
        seen: observationOf(row.device, upgrade),
        accept: (expectedIntervalMs) => this.update(id, (present) => withAnswer(present, { ...answer, expectedIntervalMs })),
      }
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      this.options.onAnswered?.(null, startedAtMs)
      return this.failed(id, error, signal)
    }
  }

  private failed(id: DeviceId, { failure, requestId }: CloudError, signal: AbortSignal): AskResult {
    const { clock, random } = this.options
    if (signal.aborted) return { kind: 'failed', end: { kind: 'fine' }, againInMs: 0 }
    this.statistics.count(clock.nowMs(), 'failure')
    const told = maskToken(failure, this.token)
    const row = this.update(id, (present) => withFailure(present, { failure: told, requestId, at: clock.wallMs() }))
    if (told.kind === 'unauthorized') this.lock({ ...told, kind: 'refused', requestId })
    const attempts = row?.call.kind === 'failed' ? row.call.attempts : 1
    return { kind: 'failed', end: callEndOf(failure), againInMs: againAfterFailureMs(failure, attempts, this.loop.sweepMs, random) }
  }

  private update(id: DeviceId, change: (row: FleetRow) => FleetRow): FleetRow | undefined {
    const before = this.rowOf.get(id)
    if (!before) return undefined
    const row = change(before)
    this.rowOf.set(id, row)
    this.options.onRow(row)
    return row
  }

  /** Asks who the token's user is, so that a wrong token shows before any device is watched (cloud-api §4). */
  private async checkToken(signal: AbortSignal): Promise<void> {
    try {
      await this.client.call('AppGetUser', {}, signal)
    } catch (error) {
      if (signal.aborted || !(error instanceof CloudError) || error.failure.kind !== 'unauthorized') return
      this.lock({ ...maskToken(error.failure, this.token), kind: 'refused', requestId: error.requestId })
    }
  }

  private pollingStatus(): PollingStatus {
    const { access, clock } = this.options
    const { hold, sweepMs } = this.loop
    const facts = { clock, locked: this.session.kind === 'locked', paused: this.paused, online: this.online, hold }
    return {
      kind: pollingKindOf(facts),
      hold: pollingHoldOf(facts),
      ...this.statistics.read(clock.nowMs()),
      budgetPerSecond: this.budgetPerSecond,
      budgetIsFixed: !access.kept,
      sweepMs,
      oldestRunningMs: oldestRunningMs(this.rowOf.values(), clock.wallMs()),
      nextAskAt: nextAsks(this.visible, facts, (id) => this.loop.expectedAtMs(id)),
    }
  }
}
