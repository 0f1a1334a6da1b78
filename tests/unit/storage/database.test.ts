import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accountIdOf, type Upstream } from '@/domain/upstream'
import { DATABASE_NAME, DATABASE_VERSION, openDatabase, OpenError, type LookoutDatabase } from '@/storage/database'
import { createIndexedRepository } from '@/storage/indexed-repository'
import { answeredRow } from '../../support/rows'

const MAINLAND = accountIdOf({ kind: 'mainland' })
const noop = () => undefined
const real = globalThis.indexedDB

function replaceIndexedDb(value: unknown) {
  Object.defineProperty(globalThis, 'indexedDB', { value, configurable: true, writable: true })
}

beforeEach(() => replaceIndexedDb(new IDBFactory()))
afterEach(() => replaceIndexedDb(real))

async function refusal(): Promise<unknown> {
  try {
    await openDatabase(noop)
  } catch (error) {
    return error
  }
  throw new Error('the database opened')
}

describe('a database that cannot be used', () => {
  it('is absent where there is no IndexedDB', async () => {
    replaceIndexedDb(undefined)
    expect(await refusal()).toMatchObject({ name: 'OpenError', why: 'absent' })
  })

  it('of a newer version is told as such, and not one byte of it changes', async () => {
    const newer = await openDB(DATABASE_NAME, DATABASE_VERSION + 1, { upgrade: (db) => void db.createObjectStore('devices') })
    await newer.put('devices', { kept: true }, 'key')
    newer.close()
    expect(await refusal()).toMatchObject({ why: 'newer' })
    const again = await openDB(DATABASE_NAME)
    expect([again.version, await again.get('devices', 'key'), [...again.objectStoreNames]]).toEqual([DATABASE_VERSION + 1, { kept: true }, ['devices']])
    again.close()
  })

  it('held by somebody who does not let go is given up after 2 s', async () => {
    const holder = await openDB(DATABASE_NAME, DATABASE_VERSION)
    const deletion = indexedDB.deleteDatabase(DATABASE_NAME)
    deletion.addEventListener('blocked', noop)
    const startedMs = performance.now()
    expect(await refusal()).toMatchObject({ why: 'blocked' })
    expect(performance.now() - startedMs).toBeGreaterThan(1900)
    expect(performance.now() - startedMs).toBeLessThan(2500)
    holder.close()
  })

  it('that is broken, or forbidden as soon as it is asked for, is told as failed, and nothing is left behind', async () => {
    const unhandled: unknown[] = []
    const note = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', note)
    const forbidden = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    replaceIndexedDb({ open: forbidden })
    const error = await refusal()
    await new Promise((resolve) => setTimeout(resolve, 2100))
    process.off('unhandledRejection', note)
    expect(error).toBeInstanceOf(OpenError)
    expect(error).toMatchObject({ why: 'failed' })
    expect(unhandled).toEqual([])
  })
})

describe('a write that the disk refuses', () => {
  const kept = ['a', 'b'].map((name) => answeredRow(name, { status: 3, percent: 10 }))
  const more = ['c', 'd', 'e'].map((name) => answeredRow(name, { status: 6 }))

  async function listWith(): Promise<{ db: LookoutDatabase; failing: ReturnType<typeof createIndexedRepository>; heal: () => void }> {
    const db = await openDatabase(noop)
    await createIndexedRepository(db).addRows(MAINLAND, kept)
    let broken = true
    /** As a full disk does: every request is taken, and then the transaction aborts. */
    const failingDb = new Proxy(db, {
      get(target, name) {
        if (name !== 'transaction') {
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        }
        return (...args: Parameters<typeof target.transaction>) => {
          const tx = target.transaction(...args)
          if (broken) queueMicrotask(() => tx.abort())
          return tx
        }
      },
    })
    return { db, failing: createIndexedRepository(failingDb), heal: () => (broken = false) }
  }

  it.each<[name: string, write: (repository: ReturnType<typeof createIndexedRepository>) => Promise<void>]>([
    ['adding', (repository) => repository.addRows(MAINLAND, more)],
    ['removing', (repository) => repository.removeRows(MAINLAND, kept.map(({ device }) => device.id))],
    ['keeping statuses', (repository) => repository.saveSnapshots(MAINLAND, kept.map((row) => answeredRow(row.device.deviceName, { status: 5 })))],
    ['forgetting', (repository) => repository.forget(MAINLAND)],
    ['choosing an account', (repository) => repository.saveActive({ kind: 'overseas' })],
  ])('while %s rejects, and leaves the previous list whole', async (_name, write) => {
    const unhandled: unknown[] = []
    const note = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', note)
    const { failing, heal } = await listWith()
    await expect(write(failing)).rejects.toThrow()
    heal()
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('unhandledRejection', note)
    const list = await failing.loadRows(MAINLAND)
    expect(list.map(({ device, snapshot }) => [device.deviceName, snapshot?.upgrade.status])).toEqual([['a', 3], ['b', 3]])
    expect(await failing.loadActive()).toBeNull()
    expect(unhandled).toEqual([])
    await write(failing)
    failing.close()
  })
})

describe('the account that was active last', () => {
  it.each<Upstream>([{ kind: 'demo' }, { kind: 'mainland' }, { kind: 'overseas' }, { kind: 'custom', path: '/a' }])('%o survives a reopen', async (upstream) => {
    const first = createIndexedRepository(await openDatabase(noop))
    await first.saveActive(upstream)
    first.close()
    const second = createIndexedRepository(await openDatabase(noop))
    expect(await second.loadActive()).toEqual(upstream)
    second.close()
  })

  it.each([undefined, null, 7, 'mainland', [], {}, { kind: 'custom' }, { kind: 'custom', path: 7 }, { kind: 'moon' }])('is nobody when %o is kept in its place, and the lists are left alone', async (value) => {
    const db = await openDatabase(noop)
    const repository = createIndexedRepository(db)
    await repository.addRows(MAINLAND, [answeredRow('a')])
    await db.put('meta', value as never, 'active')
    expect(await repository.loadActive()).toBeNull()
    expect(await repository.loadRows(MAINLAND)).toHaveLength(1)
    repository.close()
  })
})

describe('accounts', () => {
  it('never mix, not even those whose names begin alike', async () => {
    const repository = createIndexedRepository(await openDatabase(noop))
    const accounts = ['/a', '/a/b', '/ab', '/'].map((path) => accountIdOf({ kind: 'custom', path }))
    for (const [index, account] of accounts.entries()) await repository.addRows(account, [answeredRow(`only-${index}`), answeredRow('shared', { status: index })])
    const [forgotten, ...others] = accounts
    if (forgotten) await repository.forget(forgotten)
    expect(await Promise.all(accounts.map(async (account) => (await repository.loadRows(account)).length))).toEqual([0, 2, 2, 2])
    const statuses = await Promise.all(others.map(async (account) => (await repository.loadRows(account)).find(({ device }) => device.deviceName === 'shared')?.snapshot?.upgrade.status))
    expect(statuses).toEqual([1, 2, 3])
    repository.close()
  })

  it('keep hostile names as names', async () => {
    const repository = createIndexedRepository(await openDatabase(noop))
    const names = ['__proto__', 'constructor', '<img onerror=1>', '\u202Eabc', 'x'.repeat(500)]
    await repository.addRows(MAINLAND, names.map((name) => answeredRow(name)))
    expect(new Set((await repository.loadRows(MAINLAND)).map(({ device }) => device.deviceName))).toEqual(new Set(names))
    repository.close()
  })
})
