import type { DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import type { AccountId, Upstream } from '../domain/upstream'
import type { Cancel, Clock } from '../polling/clock'
import type { Repository } from '../storage/repository'
import { createMemoryRepository } from '../storage/memory-repository'
import type { StorageState } from './protocol'

export type OpenedRepository = { readonly repository: Repository; readonly state: StorageState }
/** Opens the kept lists; never rejects. `onClosed` tells that another version of the app took the database over. */
export type OpenRepository = (onClosed: () => void) => Promise<OpenedRepository>

const SNAPSHOTS_EVERY_MS = 3000

/** Keeps lists and last statuses on disk as long as the disk plays along; afterwards work goes on in memory. */
export class Keeper {
  private readonly clock: Clock
  private readonly onState: () => void
  private repository: Repository = createMemoryRepository()
  private storage: StorageState = { kind: 'persistent' }
  private readonly dirty = new Map<DeviceId, FleetRow>()
  private cancelTimer: Cancel | null = null

  constructor(clock: Clock, onState: () => void) {
    this.clock = clock
    this.onState = onState
  }

  get state(): StorageState {
    return this.storage
  }

  async open(openRepository: OpenRepository): Promise<void> {
    const { repository, state } = await openRepository(() => this.fallBack('closed'))
    this.repository = repository
    this.storage = state
  }

  async loadActive(): Promise<Upstream | null> {
    return (await this.attempt((repository) => repository.loadActive())) ?? null
  }

  async loadRows(accountId: AccountId): Promise<FleetRow[]> {
    const stored = (await this.attempt((repository) => repository.loadRows(accountId))) ?? []
    return stored.map((row) => Object.freeze<FleetRow>({ ...row, call: { kind: 'none' } }))
  }

  saveActive(upstream: Upstream) {
    return this.attempt((repository) => repository.saveActive(upstream))
  }

  async loadBudget(accountId: AccountId): Promise<number | null> {
    return (await this.attempt((repository) => repository.loadBudget(accountId))) ?? null
  }

  saveBudget(accountId: AccountId, callsPerSecond: number) {
    return this.attempt((repository) => repository.saveBudget(accountId, callsPerSecond))
  }

  addRows(accountId: AccountId, rows: readonly FleetRow[]) {
    return this.attempt((repository) => repository.addRows(accountId, rows))
  }

  removeRows(accountId: AccountId, ids: readonly DeviceId[]) {
    for (const id of ids) this.dirty.delete(id)
    return this.attempt((repository) => repository.removeRows(accountId, ids))
  }

  forget(accountId: AccountId) {
    this.dirty.clear()
    return this.attempt((repository) => repository.forget(accountId))
  }

  /** Keeps a row's last status with the next batch. */
  rowChanged(accountId: AccountId, row: FleetRow): void {
    this.dirty.set(row.device.id, row)
    this.cancelTimer ??= this.clock.after(SNAPSHOTS_EVERY_MS, () => void this.flush(accountId))
  }

  async flush(accountId: AccountId): Promise<void> {
    this.cancelTimer?.()
    this.cancelTimer = null
    const rows = [...this.dirty.values()]
    this.dirty.clear()
    if (rows.length > 0) await this.attempt((repository) => repository.saveSnapshots(accountId, rows))
  }

  /** Writes what waits and lets go of the disk: another engine keeps the lists from now on. */
  async handOver(accountId: AccountId | null): Promise<void> {
    if (accountId !== null) await this.flush(accountId)
    this.fallBack('closed')
  }

  private async attempt<T>(write: (repository: Repository) => Promise<T>): Promise<T | undefined> {
    try {
      return await write(this.repository)
    } catch {
      this.fallBack('failed')
      return undefined
    }
  }

  private fallBack(why: 'failed' | 'closed'): void {
    if (this.storage.kind === 'memory') return
    this.repository.close()
    this.repository = createMemoryRepository()
    this.storage = { kind: 'memory', why }
    this.onState()
  }
}
