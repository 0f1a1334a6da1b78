import type { IDBPObjectStore } from 'idb'
import type { DeviceId } from '../domain/device'
import type { Stage } from '../domain/stage'
import { joinedStages } from '../domain/stage-log'
import type { AccountId } from '../domain/upstream'
import type { LookoutDatabase, LookoutSchema } from './database'
import { MOST_STAGES_A_DEVICE } from './history-bounds'
import type { TimelineVisit } from './repository'
import { bucketOf, emptyRecord, stageCount, stagesIn, withStages, type ClockMove, type TimelineRecord } from './timeline-record'

type Writing<Name extends 'timelines' | 'meta'> = Pick<IDBPObjectStore<LookoutSchema, ('timelines' | 'meta' | 'snapshots')[], Name, 'readwrite'>, 'get' | 'put'>

/** Where a transaction writes stages. */
export interface HistoryStores {
  timelines: Writing<'timelines'>
  meta: Writing<'meta'>
}

const RECORDS_A_READ = 16

/** Puts ended stages behind those that are kept, within the caller's transaction. */
export async function appendStages(stores: HistoryStores, accountId: AccountId, ended: ReadonlyMap<DeviceId, readonly Stage[]>): Promise<void> {
  if (ended.size === 0) return
  const moves = readMoves(await stores.meta.get(`clock ${accountId}`))
  const counted = await Promise.all(Array.from(byBucket(ended), ([bucket, some]) => appendToBucket(stores, [accountId, bucket], moves, some)))
  const total = readCount(await stores.meta.get(`stages ${accountId}`))
  await stores.meta.put(total + counted.reduce((sum, count) => sum + count, 0), `stages ${accountId}`)
}

/** The kept stages of a device, oldest first. */
export async function readTimeline(db: LookoutDatabase, accountId: AccountId, id: DeviceId): Promise<readonly Stage[]> {
  const tx = db.transaction(['timelines', 'meta'])
  const [record, moves] = await Promise.all([tx.objectStore('timelines').get([accountId, bucketOf(id)]), tx.objectStore('meta').get(`clock ${accountId}`)])
  const part = record?.devices.find((device) => device.id === id)
  return record && part ? stagesIn(record, part, readMoves(moves)) : []
}

/** Visits the kept stages of every device, record by record, until `signal` calls it off; few at a time, for whoever waits meanwhile. */
export async function readTimelines(db: LookoutDatabase, accountId: AccountId, visit: TimelineVisit, signal?: AbortSignal): Promise<void> {
  let after = -1
  for (;;) {
    const tx = db.transaction(['timelines', 'meta'])
    const range = IDBKeyRange.bound([accountId, after], [accountId, Infinity], true)
    const [records, kept] = await Promise.all([tx.objectStore('timelines').getAll(range, RECORDS_A_READ), tx.objectStore('meta').get(`clock ${accountId}`)])
    const moves = readMoves(kept)
    for (const record of records) {
      for (const part of record.devices) {
        const pause = visit(part.id, stagesIn(record, part, moves))
        if (pause) await pause
        if (signal?.aborted) return
      }
    }
    const last = records.at(-1)
    if (!last || records.length < RECORDS_A_READ) return
    after = last.bucket
  }
}

/** Has every kept time before `beforeMs` moved by `byMs`; records take that in when they are read or written next. */
export async function moveStages(db: LookoutDatabase, accountId: AccountId, byMs: number, beforeMs: number): Promise<void> {
  const tx = db.transaction('meta', 'readwrite')
  const moves = readMoves(await tx.store.get(`clock ${accountId}`))
  await Promise.all([tx.store.put([...moves, [byMs, beforeMs]], `clock ${accountId}`), tx.done])
}

export function readMoves(kept: unknown): readonly ClockMove[] {
  return Array.isArray(kept) ? kept.filter((move): move is ClockMove => Array.isArray(move) && typeof move[0] === 'number' && typeof move[1] === 'number') : []
}

export function readCount(kept: unknown): number {
  return typeof kept === 'number' && kept >= 0 ? kept : 0
}

function byBucket(ended: ReadonlyMap<DeviceId, readonly Stage[]>): Map<number, Map<DeviceId, readonly Stage[]>> {
  const buckets = new Map<number, Map<DeviceId, readonly Stage[]>>()
  for (const [id, stages] of ended) {
    const bucket = bucketOf(id)
    buckets.set(bucket, (buckets.get(bucket) ?? new Map<DeviceId, readonly Stage[]>()).set(id, stages))
  }
  return buckets
}

/** Returns by how many stages the bucket grew. */
async function appendToBucket(stores: HistoryStores, key: TimelineKey, moves: readonly ClockMove[], ended: ReadonlyMap<DeviceId, readonly Stage[]>): Promise<number> {
  const record = (await stores.timelines.get(key)) ?? emptyRecord(...key)
  const changed = new Map(Array.from(ended, ([id, stages]) => [id, joinedStages(storedIn(record, id, moves), stages).slice(-MOST_STAGES_A_DEVICE)]))
  const next = withStages(record, moves, changed)
  await stores.timelines.put(next)
  return stageCount(next) - stageCount(record)
}

type TimelineKey = [AccountId, number]

function storedIn(record: TimelineRecord, id: DeviceId, moves: readonly ClockMove[]): readonly Stage[] {
  const part = record.devices.find((device) => device.id === id)
  return part ? stagesIn(record, part, moves) : []
}
