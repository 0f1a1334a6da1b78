import type { DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import type { Stage, StageBrief } from '../domain/stage'
import type { AccountId, Upstream } from '../domain/upstream'

export interface StoredRow extends Omit<FleetRow, 'call'> {
  /** The stage that lasts, where it is known. */
  readonly stage?: Stage | null
}

/** Ended stages that are not on disk yet, of each device oldest first. */
export type EndedStages = ReadonlyMap<DeviceId, readonly Stage[]>

/** Told of one device; the next one waits for what it returns. */
export type TimelineVisit = (id: DeviceId, stages: readonly Stage[]) => Promise<void> | undefined
export type BriefVisit = (id: DeviceId, stages: readonly StageBrief[]) => Promise<void> | undefined

/** What the engine keeps between starts. Every write resolves once it is on disk, or rejects and changed nothing. */
export interface Repository extends HistoryRepository {
  /** The account that was active last, or `null` at the first start. */
  loadActive(): Promise<Upstream | null>
  saveActive(upstream: Upstream): Promise<void>
  /** Calls a second that the operator allows the account; `null` when never set. */
  loadBudget(accountId: AccountId): Promise<number | null>
  saveBudget(accountId: AccountId, callsPerSecond: number): Promise<void>
  /** After how many idle minutes the account is locked, 0 for never; `null` when never set. */
  loadIdleMinutes(accountId: AccountId): Promise<number | null>
  saveIdleMinutes(accountId: AccountId, minutes: number): Promise<void>
  /** Names of products by ProductId; none when never saved. */
  loadProductNames(accountId: AccountId): Promise<Record<string, string>>
  saveProductNames(accountId: AccountId, names: Readonly<Record<string, string>>): Promise<void>
  loadRows(accountId: AccountId): Promise<StoredRow[]>
  /** Adds devices to the list, with their last statuses when they have some. */
  addRows(accountId: AccountId, rows: readonly StoredRow[]): Promise<void>
  /** Takes devices off the list; what they went through stays. */
  removeRows(accountId: AccountId, ids: readonly DeviceId[]): Promise<void>
  /** Keeps last statuses and what ended; statuses of devices not on the list are passed over at the next load. */
  saveSnapshots(accountId: AccountId, rows: readonly StoredRow[], ended?: EndedStages): Promise<void>
  forget(accountId: AccountId): Promise<void>
  close(): void
}

/** Ended stages. Times are ms since the epoch. */
export interface HistoryRepository {
  /** Of one device, oldest first. */
  loadTimeline(accountId: AccountId, id: DeviceId): Promise<readonly Stage[]>
  /** Visits every device of which stages are kept, until `signal` calls it off. */
  eachTimeline(accountId: AccountId, visit: TimelineVisit, signal?: AbortSignal): Promise<void>
  /** The same without curves, which is many times as fast; what was read once is held in memory. */
  eachBrief(accountId: AccountId, visit: BriefVisit): Promise<void>
  /** When the oldest kept stage of the devices that `isAsked` is true of began, ms since the epoch; `null` without any. */
  oldestStage(accountId: AccountId, isAsked: (id: DeviceId) => boolean): Promise<number | null>
  /** The wall clock was set by `byMs`: every time noted before `beforeMs` moves with it. */
  moveHistory(accountId: AccountId, byMs: number, beforeMs: number): Promise<void>
  /** For how many days what ended is kept. */
  loadHistoryDays(accountId: AccountId): Promise<number>
  saveHistoryDays(accountId: AccountId, days: number): Promise<void>
  /** Drops what is too old or too much, of all accounts. */
  pruneHistory(nowMs: number): Promise<void>
}
