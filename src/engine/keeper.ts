import type { DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import { aheadMs, withTimesMoved } from '../domain/row-times'
import type { Stage } from '../domain/stage'
import { withStageMoved } from '../domain/stage-log'
import type { AccountId, Upstream } from '../domain/upstream'
import type { Cancel, Clock } from '../polling/clock'
import type { EndedStages, Repository } from '../storage/repository'
import type { Closed } from '../storage/database'
import { createMemoryRepository } from '../storage/memory-repository'
import type { StorageState } from './protocol'

export type OpenedRepository = { readonly repository: Repository; readonly state: StorageState }
/** Opens the kept lists; never rejects. `onClosed` tells that another version of the app took the database over, or that it failed. */
export type OpenRepository = (onClosed: (why: Closed) => void) => Promise<OpenedRepository>

/** What is known of an account from before. */
export interface KeptRows {
  readonly rows: readonly FleetRow[]
  /** The stages that lasted when watching broke off. */
  readonly stages: ReadonlyMap<DeviceId, Stage>
}

/** Whose stages are written along with the rows. */
export interface Journal {
  openStage(id: DeviceId): Stage | null
  take(): EndedStages
  settle(batch: EndedStages, isWritten: boolean): void
}

const SNAPSHOTS_EVERY_MS = 3000
/** What must not be forgotten: an order that nobody remembers would be sent twice. */
const SOON_MS = 100
const NOTHING_ENDED: EndedStages = new Map()

/** Keeps lists, last statuses and what ended on disk as long as the disk plays along; afterwards work goes on in memory. */
export class Keeper {
  private readonly clock: Clock
  private readonly onState: () => void
  private repository: Repository = createMemoryRepository()
  private storage: StorageState = { kind: 'persistent' }
  private readonly dirty = new Map<DeviceId, FleetRow>()
  private cancelTimer: Cancel | null = null
  /** When that timer ends, ms of the monotonic clock. */
  private dueMs = Infinity
  /** Of the account at work, if it is kept. */
  journal: Journal | null = null

  constructor(clock: Clock, onState: () => void) {
    this.clock = clock
    this.onState = onState
  }

  get state(): StorageState {
    return this.storage
  }

  async open(openRepository: OpenRepository): Promise<void> {
    const { repository, state } = await openRepository((why) => this.fallBack(why))
    this.repository = repository
    this.storage = state
  }

  async loadActive(): Promise<Upstream | null> {
    return (await this.use((repository) => repository.loadActive())) ?? null
  }

  /** Times that lie in the future of `nowMs`, as after a clock that was set back meanwhile, come back into the past together. */
  async loadRows(accountId: AccountId, nowMs: number): Promise<KeptRows> {
    const stored = (await this.use((repository) => repository.loadRows(accountId))) ?? []
    const rows = stored.map(({ stage: _stage, ...row }) => Object.freeze<FleetRow>({ ...row, call: { kind: 'none' } }))
    const stages = new Map(stored.flatMap(({ device, stage }) => (stage ? [[device.id, stage] as const] : [])))
    const byMs = -aheadMs(rows, nowMs)
    if (byMs === 0) return { rows, stages }
    const moved = rows.map((row) => withTimesMoved(row, byMs))
    for (const row of moved) this.rowChanged(accountId, row)
    void this.use((repository) => repository.moveHistory(accountId, byMs, Infinity))
    return { rows: moved, stages: new Map(Array.from(stages, ([id, stage]) => [id, withStageMoved(stage, byMs, Infinity)])) }
  }

  loadProductNames(accountId: AccountId): Promise<Record<string, string>> {
    return this.use((repository) => repository.loadProductNames(accountId)).then((names) => names ?? {})
  }

  saveProductNames(accountId: AccountId, names: Readonly<Record<string, string>>) {
    return this.use((repository) => repository.saveProductNames(accountId, names))
  }

  saveActive(upstream: Upstream) {
    return this.use((repository) => repository.saveActive(upstream))
  }

  async loadBudget(accountId: AccountId): Promise<number | null> {
    return (await this.use((repository) => repository.loadBudget(accountId))) ?? null
  }

  saveBudget(accountId: AccountId, callsPerSecond: number) {
    return this.use((repository) => repository.saveBudget(accountId, callsPerSecond))
  }

  async loadIdleMinutes(accountId: AccountId): Promise<number | null> {
    return (await this.use((repository) => repository.loadIdleMinutes(accountId))) ?? null
  }

  saveIdleMinutes(accountId: AccountId, minutes: number) {
    return this.use((repository) => repository.saveIdleMinutes(accountId, minutes))
  }

  addRows(accountId: AccountId, rows: readonly FleetRow[]) {
    return this.use((repository) => repository.addRows(accountId, rows))
  }

  removeRows(accountId: AccountId, ids: readonly DeviceId[]) {
    for (const id of ids) this.dirty.delete(id)
    void this.flush(accountId)
    return this.use((repository) => repository.removeRows(accountId, ids))
  }

  forget(accountId: AccountId) {
    this.dirty.clear()
    this.journal = null
    return this.use((repository) => repository.forget(accountId))
  }

  /** Keeps a row's last status with the next batch. */
  rowChanged(accountId: AccountId, row: FleetRow): void {
    this.dirty.set(row.device.id, row)
    this.flushWithin(SNAPSHOTS_EVERY_MS, accountId)
  }

  /** Does not let what waits wait for the next batch. */
  hasten(accountId: AccountId): void {
    this.flushWithin(SOON_MS, accountId)
  }

  async flush(accountId: AccountId): Promise<void> {
    this.cancelTimer?.()
    this.cancelTimer = null
    const rows = [...this.dirty.values()]
    this.dirty.clear()
    const { journal } = this
    const ended = journal?.take() ?? NOTHING_ENDED
    if (rows.length === 0 && ended.size === 0) return
    const stored = rows.map((row) => ({ ...row, stage: journal?.openStage(row.device.id) ?? null }))
    const isWritten = await this.use((repository) => repository.saveSnapshots(accountId, stored, ended).then(() => true))
    // Memory in the place of the disk keeps nothing.
    journal?.settle(ended, isWritten === true && this.storage.kind === 'persistent')
  }

  /** Writes what waits and lets go of the disk: another engine keeps the lists from now on. */
  async handOver(accountId: AccountId | null): Promise<void> {
    if (accountId !== null) await this.flush(accountId)
    this.fallBack('closed')
  }

  /** Does something with the disk; where that fails, the answer is `undefined` and memory is all there is from then on. */
  async use<T>(work: (repository: Repository) => Promise<T>): Promise<T | undefined> {
    try {
      return await work(this.repository)
    } catch {
      this.fallBack('failed')
      return undefined
    }
  }

  private flushWithin(durationMs: number, accountId: AccountId): void {
    const dueMs = this.clock.nowMs() + durationMs
    if (this.cancelTimer && this.dueMs <= dueMs) return
    this.cancelTimer?.()
    this.dueMs = dueMs
    this.cancelTimer = this.clock.after(durationMs, () => void this.flush(accountId))
  }

  private fallBack(why: Closed): void {
    if (this.storage.kind === 'memory') return
    this.repository.close()
    this.repository = createMemoryRepository()
    this.storage = { kind: 'memory', why }
    this.onState()
  }
}
