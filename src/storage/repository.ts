import type { DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import type { AccountId, Upstream } from '../domain/upstream'

export type StoredRow = Omit<FleetRow, 'call'>

/** What the engine keeps between starts. Every write resolves once it is on disk, or rejects and changed nothing. */
export interface Repository {
  /** The account that was active last, or `null` at the first start. */
  loadActive(): Promise<Upstream | null>
  saveActive(upstream: Upstream): Promise<void>
  /** Calls a second that the operator allows the account; `null` when never set. */
  loadBudget(accountId: AccountId): Promise<number | null>
  saveBudget(accountId: AccountId, callsPerSecond: number): Promise<void>
  loadRows(accountId: AccountId): Promise<StoredRow[]>
  /** Adds devices to the list, with their last statuses when they have some. */
  addRows(accountId: AccountId, rows: readonly FleetRow[]): Promise<void>
  removeRows(accountId: AccountId, ids: readonly DeviceId[]): Promise<void>
  /** Keeps last statuses; those of devices not on the list are passed over at the next load. */
  saveSnapshots(accountId: AccountId, rows: readonly FleetRow[]): Promise<void>
  forget(accountId: AccountId): Promise<void>
  close(): void
}
