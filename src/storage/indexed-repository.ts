import * as v from 'valibot'
import type { AccountId, Upstream } from '../domain/upstream'
import { BriefShelf } from './brief-shelf'
import type { AccountKey, LookoutDatabase } from './database'
import { pruneHistory, readDays } from './history-pruning'
import { appendStages, moveStages, readTimeline, readTimelines } from './history-store'
import type { Repository, StoredRow } from './repository'
import { hasStatus, statusFromStore, statusToStore } from './stored-status'
import { begun, deleting, putting, whole } from './whole-write'

const storedUpstream = v.variant('kind', [
  v.object({ kind: v.literal('demo') }),
  v.object({ kind: v.literal('site') }),
  v.object({ kind: v.literal('mainland') }),
  v.object({ kind: v.literal('overseas') }),
  v.object({ kind: v.literal('custom'), path: v.string() }),
])
const storedNames = v.array(v.tuple([v.string(), v.string()]))

const STRICT = { durability: 'strict' } as const

/** Lists, last statuses and history in IndexedDB. List edits are on disk when their promise resolves. */
export function createIndexedRepository(db: LookoutDatabase): Repository {
  const briefs = new BriefShelf(db)
  const saveMeta = async (key: 'active' | AccountKey, value: unknown) => {
    const tx = db.transaction('meta', 'readwrite', STRICT)
    await Promise.all([tx.store.put(value, key), tx.done])
  }
  return {
    async loadActive() {
      const read = v.safeParse(storedUpstream, await db.get('meta', 'active'))
      return read.success ? (read.output satisfies Upstream) : null
    },
    saveActive: (upstream) => saveMeta('active', { ...upstream }),
    async loadBudget(accountId) {
      const budget = await db.get('meta', `budget ${accountId}`)
      return typeof budget === 'number' ? budget : null
    },
    saveBudget: (accountId, callsPerSecond) => saveMeta(`budget ${accountId}`, callsPerSecond),
    async loadIdleMinutes(accountId) {
      const minutes = await db.get('meta', `idle lock ${accountId}`)
      return typeof minutes === 'number' ? minutes : null
    },
    saveIdleMinutes: (accountId, minutes) => saveMeta(`idle lock ${accountId}`, minutes),
    async loadProductNames(accountId) {
      const read = v.safeParse(storedNames, await db.get('meta', `products ${accountId}`))
      return read.success ? Object.fromEntries(read.output) : {}
    },
    saveProductNames: (accountId, names) => saveMeta(`products ${accountId}`, Object.entries(names)),
    async loadRows(accountId) {
      const [devices, statuses] = await Promise.all([db.getAll('devices', ofAccount(accountId)), db.getAll('snapshots', ofAccount(accountId))])
      const statusOf = new Map(statuses.map((status) => [status.id, status]))
      return devices.map(({ id, device, addedAt }): StoredRow => ({ device, addedAt, ...statusFromStore(statusOf.get(id)) }))
    },
    async addRows(accountId, rows) {
      const tx = db.transaction(['devices', 'snapshots'], 'readwrite', STRICT)
      const put = putting(tx.objectStore('devices'))
      const devices = mapped(rows, ({ device, addedAt }) => put({ accountId, id: device.id, device, addedAt }))
      await whole(tx, begun(devices), begun(puttingStatuses(tx.objectStore('snapshots'), accountId, rows)))
    },
    async removeRows(accountId, ids) {
      const tx = db.transaction(['devices', 'snapshots'], 'readwrite', STRICT)
      const deletes = [deleting(tx.objectStore('devices')), deleting(tx.objectStore('snapshots'))]
      await whole(tx, ...deletes.map((drop) => begun(mapped(ids, (id) => drop([accountId, id])))))
    },
    async saveSnapshots(accountId, rows, ended = new Map()) {
      const tx = db.transaction(['snapshots', 'timelines', 'meta'], 'readwrite')
      briefs.changed(accountId, ended.keys())
      const stores = { timelines: tx.objectStore('timelines'), meta: tx.objectStore('meta') }
      await whole(tx, appendStages(stores, accountId, ended), begun(puttingStatuses(tx.objectStore('snapshots'), accountId, rows)))
    },
    loadTimeline: (accountId, id) => readTimeline(db, accountId, id),
    eachTimeline: (accountId, visit, signal) => readTimelines(db, accountId, visit, signal),
    eachBrief: (accountId, visit) => briefs.each(accountId, visit),
    oldestStage: (accountId, isAsked) => briefs.oldest(accountId, isAsked),
    moveHistory: (accountId, byMs, beforeMs) => {
      briefs.clear()
      return moveStages(db, accountId, byMs, beforeMs)
    },
    loadHistoryDays: async (accountId) => readDays(await db.get('meta', `history days ${accountId}`)),
    saveHistoryDays: (accountId, days) => saveMeta(`history days ${accountId}`, days),
    pruneHistory: async (nowMs) => {
      if (await pruneHistory(db, nowMs)) briefs.clear()
    },
    async forget(accountId) {
      briefs.clear()
      const tx = db.transaction(['devices', 'snapshots', 'timelines', 'meta'], 'readwrite', STRICT)
      const meta = tx.objectStore('meta')
      await Promise.all([
        tx.objectStore('devices').delete(ofAccount(accountId)),
        tx.objectStore('snapshots').delete(ofAccount(accountId)),
        tx.objectStore('timelines').delete(ofAccount(accountId)),
        meta.delete('active'),
        ...(['budget', 'idle lock', 'history days', 'stages', 'clock', 'products'] as const).map((what) => meta.delete(`${what} ${accountId}`)),
        tx.done,
      ])
    },
    close: () => db.close(),
  }
}

function ofAccount(accountId: AccountId): IDBKeyRange {
  return IDBKeyRange.bound([accountId], [accountId, []])
}

function puttingStatuses(store: Parameters<typeof putting<'snapshots'>>[0], accountId: AccountId, rows: readonly StoredRow[]): Iterable<IDBRequest> {
  const put = putting(store)
  return mapped(rows.filter(hasStatus), (row) => put(statusToStore(accountId, row)))
}

/** One at a time, as they are taken. */
function* mapped<T, U>(items: readonly T[], of: (item: T) => U): Iterable<U> {
  for (const item of items) yield of(item)
}
