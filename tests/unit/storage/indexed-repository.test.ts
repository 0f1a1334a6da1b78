import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accountIdOf } from '@/domain/upstream'
import { openRepository } from '@/engine/open-repository'
import { DATABASE_NAME, openDatabase } from '@/storage/database'
import { createIndexedRepository } from '@/storage/indexed-repository'
import { answeredRow } from '../../support/rows'

const MAINLAND = accountIdOf({ kind: 'mainland' })
const OVERSEAS = accountIdOf({ kind: 'overseas' })
const rows = ['a', 'b', 'c'].map((name) => answeredRow(name, { status: 3, percent: 10 }))
const noop = () => undefined

async function open() {
  return createIndexedRepository(await openDatabase(noop))
}

describe('kept lists', () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory()
  })

  afterEach(() => {
    globalThis.indexedDB = new IDBFactory()
  })

  it('survive a restart with their last statuses', async () => {
    const first = await open()
    await first.addRows(MAINLAND, rows)
    await first.saveActive({ kind: 'custom', path: '/x' })
    first.close()
    const second = await open()
    expect(await second.loadActive()).toEqual({ kind: 'custom', path: '/x' })
    const kept = await second.loadRows(MAINLAND)
    expect(kept).toEqual(rows.map(({ call: _call, ...row }) => row))
    expect(await second.loadRows(OVERSEAS)).toEqual([])
  })

  it('keep each account’s budget apart, over a restart and until it is forgotten', async () => {
    const first = await open()
    expect(await first.loadBudget(MAINLAND)).toBeNull()
    await first.saveBudget(MAINLAND, 25)
    await first.saveActive({ kind: 'mainland' })
    first.close()
    const second = await open()
    expect([await second.loadBudget(MAINLAND), await second.loadBudget(OVERSEAS)]).toEqual([25, null])
    expect(await second.loadActive()).toEqual({ kind: 'mainland' })
    await second.forget(MAINLAND)
    expect(await second.loadBudget(MAINLAND)).toBeNull()
  })

  it('lose exactly what was removed or forgotten', async () => {
    const repository = await open()
    await repository.addRows(MAINLAND, rows)
    await repository.addRows(OVERSEAS, rows)
    await repository.removeRows(MAINLAND, rows.slice(0, 1).map(({ device }) => device.id))
    await repository.saveSnapshots(MAINLAND, rows)
    expect((await repository.loadRows(MAINLAND)).map(({ device }) => device.deviceName)).toEqual(['b', 'c'])
    await repository.forget(MAINLAND)
    expect(await repository.loadRows(MAINLAND)).toEqual([])
    expect(await repository.loadRows(OVERSEAS)).toHaveLength(3)
  })

  it('are not read from an account that is no account', async () => {
    const db = await openDatabase(noop)
    await db.put('meta', { kind: 'moon' } as never, 'active')
    expect(await createIndexedRepository(db).loadActive()).toBeNull()
  })

  it('of a newer version are left alone, and the engine works in memory', async () => {
    const newer = await openDB(DATABASE_NAME, 99, { upgrade: (db) => void db.createObjectStore('things') })
    await newer.put('things', 'kept', 'key')
    newer.close()
    expect((await openRepository(noop)).state).toEqual({ kind: 'memory', why: 'newer' })
    const again = await openDB(DATABASE_NAME)
    expect(await again.get('things', 'key')).toBe('kept')
    again.close()
  })

  it('are kept in memory where there is no IndexedDB', async () => {
    Reflect.deleteProperty(globalThis, 'indexedDB')
    expect((await openRepository(noop)).state).toEqual({ kind: 'memory', why: 'absent' })
  })

  it('are let go when a newer version of the app asks for them', async () => {
    let closed = 0
    const db = await openDatabase(() => (closed += 1))
    const newer = await openDB(DATABASE_NAME, 99)
    expect(closed).toBe(1)
    newer.close()
    db.close()
  })
})
