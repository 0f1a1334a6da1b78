import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import type { Device, DeviceId } from '../domain/device'
import type { AccountId } from '../domain/upstream'
import type { StoredStatus } from './stored-status'
import type { TimelineRecord } from './timeline-record'

export interface LookoutSchema extends DBSchema {
  /** What is read from here is checked: other versions wrote it too. */
  meta: { key: 'active' | AccountKey; value: unknown }
  devices: {
    key: [AccountId, DeviceId]
    value: { accountId: AccountId; id: DeviceId; device: Device; addedAt: number }
  }
  snapshots: {
    key: [AccountId, DeviceId]
    value: StoredStatus
  }
  timelines: {
    key: [AccountId, number]
    value: TimelineRecord
    indexes: { oldest: [AccountId, number] }
  }
}

/**
 * What is kept of an account beside its devices: the calls a second that it may spend, the days that its history is kept,
 * the number of its ended stages, the moves of the clock since, and its products' names.
 */
export type AccountKey = `${'budget' | 'idle lock' | 'history days' | 'stages' | 'clock' | 'products'} ${AccountId}`

export type LookoutDatabase = IDBPDatabase<LookoutSchema>

export const DATABASE_NAME = 'ota-lookout'
export const DATABASE_VERSION = 2
const OPEN_TIMEOUT_MS = 2000

type Upgrading = IDBPTransaction<LookoutSchema, ArrayLike<StoreNames<LookoutSchema>>, 'versionchange'>

/** One entry a released schema, in order: entry n makes version n + 1 out of version n. Never edited after a release. */
const MIGRATIONS: readonly ((db: LookoutDatabase, tx: Upgrading) => void)[] = [
  (db) => {
    db.createObjectStore('meta')
    db.createObjectStore('devices', { keyPath: ['accountId', 'id'] })
    db.createObjectStore('snapshots', { keyPath: ['accountId', 'id'] })
  },
  (db) => {
    db.createObjectStore('timelines', { keyPath: ['accountId', 'bucket'] }).createIndex('oldest', ['accountId', 'oldestAt'])
  },
]

export type OpenFailure = 'absent' | 'blocked' | 'failed' | 'newer'

/** Why the database cannot be used; nothing in it was changed. */
export class OpenError extends Error {
  override readonly name = 'OpenError'
  readonly why: OpenFailure

  constructor(why: OpenFailure) {
    super(`IndexedDB ${why}`)
    this.why = why
  }
}

/** Why a handle is gone: a newer version took the database over, or the browser let go of it, as with a full disk. */
export type Closed = 'closed' | 'failed'

/** Opens and migrates the database, or rejects with an `OpenError`, after 2 s at the most. `onClosed`: the handle is gone. */
export async function openDatabase(onClosed: (why: Closed) => void): Promise<LookoutDatabase> {
  if (typeof indexedDB === 'undefined') throw new OpenError('absent')
  let late: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    late = setTimeout(() => reject(new OpenError('blocked')), OPEN_TIMEOUT_MS)
  })
  const opening = open(onClosed)
  try {
    return await Promise.race([opening, tooLate])
  } catch (error) {
    void opening.then((db) => db.close()).catch(() => undefined)
    if (error instanceof OpenError) throw error
    throw new OpenError(error instanceof Error && error.name === 'VersionError' ? 'newer' : 'failed')
  } finally {
    clearTimeout(late)
  }
}

/** Async, so that a browser that forbids IndexedDB by throwing at once rejects like any other failure. */
async function open(onClosed: (why: Closed) => void): Promise<LookoutDatabase> {
  return openDB<LookoutSchema>(DATABASE_NAME, DATABASE_VERSION, {
    upgrade(db, oldVersion, _newVersion, tx) {
      for (const migrate of MIGRATIONS.slice(oldVersion)) migrate(db, tx)
    },
    blocking(_current, _blocked, event) {
      if (event.target instanceof IDBDatabase) event.target.close()
      onClosed('closed')
    },
    terminated: () => onClosed('failed'),
  })
}
