import type { AccountId } from '../domain/upstream'
import type { LookoutDatabase } from './database'
import { HISTORY_DAYS, isHistoryDays } from '../domain/history-days'
import { MOST_STAGES } from './history-bounds'
import { readCount, readMoves } from './history-store'
import { endOf, stageCount, stagesIn, withStages } from './timeline-record'

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS
const RECORDS_A_WRITE = 16

/** Drops what is older than each account keeps, and the oldest of what is too much in all, in small transactions. Returns whether there was any. */
export async function pruneHistory(db: LookoutDatabase, nowMs: number, mostStages = MOST_STAGES): Promise<boolean> {
  let hasDropped = false
  const accounts = await accountsWithHistory(db)
  for (const accountId of accounts) {
    const days = readDays(await db.get('meta', `history days ${accountId}`))
    if (await dropBefore(db, accountId, nowMs - days * DAY_MS)) hasDropped = true
  }
  while ((await stagesOf(db, accounts)) > mostStages) {
    const oldest = await oldestOf(db, accounts)
    if (!oldest) break
    if (await dropBefore(db, oldest.accountId, oldest.at + HOUR_MS)) hasDropped = true
  }
  return hasDropped
}

export function readDays(kept: unknown): number {
  return isHistoryDays(kept) ? kept : HISTORY_DAYS.usual
}

async function accountsWithHistory(db: LookoutDatabase): Promise<AccountId[]> {
  const keys = await db.getAllKeys('meta', IDBKeyRange.bound('stages ', 'stages \uFFFF'))
  return keys.map((key) => key.slice('stages '.length) as AccountId)
}

async function stagesOf(db: LookoutDatabase, accounts: readonly AccountId[]): Promise<number> {
  const counts = await Promise.all(accounts.map((accountId) => db.get('meta', `stages ${accountId}`)))
  return counts.reduce<number>((sum, count) => sum + readCount(count), 0)
}

async function oldestOf(db: LookoutDatabase, accounts: readonly AccountId[]): Promise<{ accountId: AccountId; at: number } | null> {
  const firsts = await Promise.all(accounts.map((accountId) => db.getAllFromIndex('timelines', 'oldest', IDBKeyRange.bound([accountId], [accountId, []]), 1)))
  const known = firsts.flatMap(([record]) => (record ? [{ accountId: record.accountId, at: record.oldestAt }] : []))
  return known.reduce<(typeof known)[number] | null>((oldest, next) => (oldest && oldest.at <= next.at ? oldest : next), null)
}

async function dropBefore(db: LookoutDatabase, accountId: AccountId, beforeMs: number): Promise<boolean> {
  for (let hasDropped = false; ; hasDropped = true) {
    const records = await dropSome(db, accountId, beforeMs)
    if (records < RECORDS_A_WRITE) return hasDropped || records > 0
  }
}

/** One transaction's worth; returns how many records it changed. */
async function dropSome(db: LookoutDatabase, accountId: AccountId, beforeMs: number): Promise<number> {
  const tx = db.transaction(['timelines', 'meta'], 'readwrite')
  const timelines = tx.objectStore('timelines')
  const meta = tx.objectStore('meta')
  const moves = readMoves(await meta.get(`clock ${accountId}`))
  const records = await timelines.index('oldest').getAll(IDBKeyRange.bound([accountId], [accountId, beforeMs], false, true), RECORDS_A_WRITE)
  let dropped = 0
  for (const record of records) {
    const kept = record.devices.map((part) => [part.id, stagesIn(record, part, moves).filter((stage) => endOf(stage) >= beforeMs)] as const)
    const next = withStages(record, moves, new Map(kept))
    dropped += stageCount(record) - stageCount(next)
    await (next.devices.length > 0 ? timelines.put(next) : timelines.delete([accountId, record.bucket]))
  }
  await meta.put(readCount(await meta.get(`stages ${accountId}`)) - dropped, `stages ${accountId}`)
  await tx.done
  return records.length
}
