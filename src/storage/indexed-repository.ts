import * as v from 'valibot'
import type { AccountId, Upstream } from '../domain/upstream'
import type { FleetRow } from '../domain/fleet-row'
import type { LookoutDatabase } from './database'
import type { Repository, StoredRow } from './repository'

const storedUpstream = v.variant('kind', [
  v.object({ kind: v.literal('demo') }),
  v.object({ kind: v.literal('mainland') }),
  v.object({ kind: v.literal('overseas') }),
  v.object({ kind: v.literal('custom'), path: v.string() }),
])

const STRICT = { durability: 'strict' } as const

/** Lists and last statuses in IndexedDB. List edits are on disk when their promise resolves. */
export function createIndexedRepository(db: LookoutDatabase): Repository {
  return {
    async loadActive() {
      const read = v.safeParse(storedUpstream, await db.get('meta', 'active'))
      return read.success ? (read.output satisfies Upstream) : null
    },
    async saveActive(upstream) {
      const tx = db.transaction('meta', 'readwrite', STRICT)
      await Promise.all([tx.store.put({ ...upstream }, 'active'), tx.done])
    },
    async loadBudget(accountId) {
      const budget = await db.get('meta', `budget ${accountId}`)
      return typeof budget === 'number' ? budget : null
    },
    async saveBudget(accountId, callsPerSecond) {
      const tx = db.transaction('meta', 'readwrite', STRICT)
      await Promise.all([tx.store.put(callsPerSecond, `budget ${accountId}`), tx.done])
    },
    async loadRows(accountId) {
      const [devices, snapshots] = await Promise.all([
        db.getAll('devices', ofAccount(accountId)),
        db.getAll('snapshots', ofAccount(accountId)),
      ])
      const snapshotOf = new Map(snapshots.map((entry) => [entry.id, entry.snapshot]))
      return devices.map(({ id, device, addedAt }): StoredRow => {
        const snapshot = snapshotOf.get(id)
        return { device, addedAt, snapshot: snapshot ? { ...snapshot, fall: snapshot.fall ?? null, habit: null } : null, order: null, check: null, goneAt: null }
      })
    },
    async addRows(accountId, rows) {
      const tx = db.transaction(['devices', 'snapshots'], 'readwrite', STRICT)
      const devices = tx.objectStore('devices')
      const puts: Promise<unknown>[] = rows.map(({ device, addedAt }) => devices.put({ accountId, id: device.id, device, addedAt }))
      puts.push(...putSnapshots(tx.objectStore('snapshots'), accountId, rows))
      await Promise.all([...puts, tx.done])
    },
    async removeRows(accountId, ids) {
      const tx = db.transaction(['devices', 'snapshots'], 'readwrite', STRICT)
      const deletes = ids.flatMap((id) => [
        tx.objectStore('devices').delete([accountId, id]),
        tx.objectStore('snapshots').delete([accountId, id]),
      ])
      await Promise.all([...deletes, tx.done])
    },
    async saveSnapshots(accountId, rows) {
      const tx = db.transaction('snapshots', 'readwrite')
      await Promise.all([...putSnapshots(tx.store, accountId, rows), tx.done])
    },
    async forget(accountId) {
      const tx = db.transaction(['devices', 'snapshots', 'meta'], 'readwrite', STRICT)
      await Promise.all([
        tx.objectStore('devices').delete(ofAccount(accountId)),
        tx.objectStore('snapshots').delete(ofAccount(accountId)),
        tx.objectStore('meta').delete('active'),
        tx.objectStore('meta').delete(`budget ${accountId}`),
        tx.done,
      ])
    },
    close: () => db.close(),
  }
}

function ofAccount(accountId: AccountId): IDBKeyRange {
  return IDBKeyRange.bound([accountId], [accountId, []])
}

interface SnapshotStore {
  put(entry: { accountId: AccountId; id: FleetRow['device']['id']; snapshot: NonNullable<FleetRow['snapshot']> }): Promise<unknown>
}

function putSnapshots(store: SnapshotStore, accountId: AccountId, rows: readonly FleetRow[]): Promise<unknown>[] {
  return rows.flatMap(({ device, snapshot }) => (snapshot ? [store.put({ accountId, id: device.id, snapshot })] : []))
}
