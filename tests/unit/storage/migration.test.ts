import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDB, type IDBPDatabase } from 'idb'
import { beforeEach, describe, expect, it } from 'vitest'
import { accountIdOf } from '@/domain/upstream'
import { openRepository } from '@/engine/open-repository'
import { DATABASE_NAME, DATABASE_VERSION, openDatabase } from '@/storage/database'
import { createIndexedRepository } from '@/storage/indexed-repository'
import { answeredRow } from '../../support/rows'

const MAINLAND = accountIdOf({ kind: 'mainland' })
const DEVICES = 2_000
const rows = Array.from({ length: DEVICES }, (_none, index) => answeredRow(`d${index}`, { status: index % 2 === 0 ? 3 : 6, percent: 10 }))
const noop = () => undefined

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

/** The database as the release of schema 1 made and filled it; `letsGo`: the release closes its handle on `versionchange`. */
async function schemaOne({ letsGo }: { letsGo: boolean }): Promise<IDBPDatabase> {
  const db = await openDB(DATABASE_NAME, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('meta')
      fresh.createObjectStore('devices', { keyPath: ['accountId', 'id'] })
      fresh.createObjectStore('snapshots', { keyPath: ['accountId', 'id'] })
    },
    blocking(_current, _blocked, event) {
      if (letsGo && event.target instanceof IDBDatabase) event.target.close()
    },
  })
  const tx = db.transaction(['meta', 'devices', 'snapshots'], 'readwrite')
  void tx.objectStore('meta').put({ kind: 'mainland' }, 'active')
  void tx.objectStore('meta').put(7, `budget ${MAINLAND}`)
  for (const { device, addedAt, snapshot } of rows) {
    const { habit: _habit, fall: _fall, ...old } = snapshot ?? {}
    void tx.objectStore('devices').put({ accountId: MAINLAND, id: device.id, device, addedAt })
    void tx.objectStore('snapshots').put({ accountId: MAINLAND, id: device.id, snapshot: old })
  }
  await tx.done
  return db
}

async function losses(): Promise<{ devices: number; statuses: number }> {
  const repository = createIndexedRepository(await openDatabase(noop))
  const kept = new Map((await repository.loadRows(MAINLAND)).map((row) => [row.device.id, row]))
  repository.close()
  return {
    devices: rows.filter(({ device }) => !kept.has(device.id)).length,
    statuses: rows.filter(({ device, snapshot }) => JSON.stringify(kept.get(device.id)?.snapshot?.upgrade) !== JSON.stringify(snapshot?.upgrade)).length,
  }
}

describe('a database of schema 1', () => {
  it('becomes the present one with an old tab open, and loses no device and no status (D3)', async () => {
    await schemaOne({ letsGo: true })
    const startedMs = performance.now()
    const opened = await openRepository(noop)
    const openedMs = performance.now() - startedMs
    expect(opened.state).toEqual({ kind: 'persistent' })
    const [row] = await opened.repository.loadRows(MAINLAND)
    expect([await opened.repository.loadActive(), await opened.repository.loadBudget(MAINLAND), await opened.repository.loadHistoryDays(MAINLAND)]).toEqual([{ kind: 'mainland' }, 7, 30])
    expect(row).toMatchObject({ order: null, check: null, goneAt: null, snapshot: { habit: null, fall: null } })
    opened.repository.close()
    const lost = await losses()
    console.log(`D3: schema 1 to ${DATABASE_VERSION} with an old tab open: devices ${DEVICES}, lost ${lost.devices}, statuses lost ${lost.statuses}; opened in ${Math.round(openedMs)} ms`)
    expect(lost).toEqual({ devices: 0, statuses: 0 })
  })

  it('held by a tab that does not let go is left as it is, and the engine works in memory meanwhile', async () => {
    const old = await schemaOne({ letsGo: false })
    expect((await openRepository(noop)).state).toEqual({ kind: 'memory', why: 'blocked' })
    expect(await old.count('devices')).toBe(DEVICES)
    old.close()
    expect(await losses()).toEqual({ devices: 0, statuses: 0 })
  })

  it('would be seen to lose its devices, were its stores made anew', async () => {
    ;(await schemaOne({ letsGo: true })).close()
    const naive = await openDB(DATABASE_NAME, DATABASE_VERSION, {
      upgrade(db) {
        for (const name of db.objectStoreNames) db.deleteObjectStore(name)
        for (const name of ['devices', 'snapshots']) db.createObjectStore(name, { keyPath: ['accountId', 'id'] })
        db.createObjectStore('meta')
        db.createObjectStore('timelines', { keyPath: ['accountId', 'bucket'] }).createIndex('oldest', ['accountId', 'oldestAt'])
      },
    })
    naive.close()
    const lost = await losses()
    console.log(`D3 control, a migration that makes its stores anew: devices lost ${lost.devices} of ${DEVICES}`)
    expect(lost.devices).toBe(DEVICES)
  })
})
