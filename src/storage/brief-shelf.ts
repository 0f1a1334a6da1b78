import type { DeviceId } from '../domain/device'
import type { AccountId } from '../domain/upstream'
import { firstTimes, packBriefs, unpackBriefs, type PackedBriefs } from './brief-pack'
import type { LookoutDatabase } from './database'
import { readMoves } from './history-store'
import type { BriefVisit } from './repository'
import { BUCKETS, briefsIn, bucketOf } from './timeline-record'

/** So many are read within some 20 ms: nobody else waits for long. */
const RECORDS_A_READ = 32
/** The database prepares one read while another is decoded. */
const READS_AT_ONCE = 3

/**
 * The stages of an account without their curves, held in memory once they were read, in some 40 bytes each: `MOST_STAGES`
 * bounds them. Of what was written since, only those records are read again.
 */
export class BriefShelf {
  private readonly db: LookoutDatabase
  private accountId: AccountId | null = null
  private readonly held = new Map<number, PackedBriefs>()
  /** Buckets that are not held, or not as they are on disk. */
  private stale = new Set<number>()
  private reading: Promise<void> = Promise.resolve()

  constructor(db: LookoutDatabase) {
    this.db = db
  }

  /** Visits every device of the account of which stages are kept. */
  async each(accountId: AccountId, visit: BriefVisit): Promise<void> {
    for (const packed of await this.all(accountId)) {
      for (const [id, stages] of unpackBriefs(packed)) {
        const pause = visit(id, stages)
        if (pause) await pause
      }
    }
  }

  /** When the oldest kept stage of the devices that `isAsked` is true of began, ms since the epoch; `null` without any. */
  async oldest(accountId: AccountId, isAsked: (id: DeviceId) => boolean): Promise<number | null> {
    let oldest = Infinity
    for (const packed of await this.all(accountId)) {
      for (const [id, from] of firstTimes(packed)) if (from < oldest && isAsked(id)) oldest = from
    }
    return oldest === Infinity ? null : oldest
  }

  /** Stages of these devices are about to be written, by a transaction that is begun in the same turn. */
  changed(accountId: AccountId, ids: Iterable<DeviceId>): void {
    if (accountId === this.accountId) for (const id of ids) this.stale.add(bucketOf(id))
  }

  /** Anything may be about to change. */
  clear(): void {
    this.held.clear()
    this.stale = new Set(Array.from({ length: BUCKETS }, (_none, bucket) => bucket))
  }

  /** As they are now: a record that is read again meanwhile would come twice. */
  private async all(accountId: AccountId): Promise<readonly PackedBriefs[]> {
    this.reading = this.reading.catch(() => undefined).then(() => this.refresh(accountId))
    await this.reading
    return [...this.held.values()]
  }

  private async refresh(accountId: AccountId): Promise<void> {
    if (accountId !== this.accountId) this.clear()
    this.accountId = accountId
    const waiting = [...this.stale].toSorted((a, b) => a - b)
    const lane = async () => {
      while (waiting.length > 0) await this.read(accountId, waiting.splice(0, RECORDS_A_READ))
    }
    await Promise.all(Array.from({ length: READS_AT_ONCE }, lane))
  }

  private async read(accountId: AccountId, buckets: readonly number[]): Promise<void> {
    // What is written from now on makes them stale again.
    for (const bucket of buckets) this.stale.delete(bucket)
    try {
      const tx = this.db.transaction(['timelines', 'meta'])
      const kept = tx.objectStore('meta').get(`clock ${accountId}`)
      const [first = 0, last = first] = [buckets[0], buckets.at(-1)]
      const isRow = last - first === buckets.length - 1
      const timelines = tx.objectStore('timelines')
      const range = IDBKeyRange.bound([accountId, first], [accountId, last])
      const records = isRow ? await timelines.getAll(range) : await Promise.all(buckets.map((bucket) => timelines.get([accountId, bucket])))
      const moves = readMoves(await kept)
      for (const bucket of buckets) this.held.delete(bucket)
      for (const record of records) {
        if (record) this.held.set(record.bucket, packBriefs(record.devices.map((part) => [part.id, briefsIn(record, part, moves)] as const)))
      }
    } catch (error) {
      for (const bucket of buckets) this.stale.add(bucket)
      throw error
    }
  }
}
