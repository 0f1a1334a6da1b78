import type { Page } from '@playwright/test'
import { createDevice, type Device, type DeviceId } from '@/domain/device'
import type { Stage } from '@/domain/stage'
import { accountIdOf, type AccountId } from '@/domain/upstream'
import { DATABASE_NAME } from '@/storage/database'
import { bucketOf, emptyRecord, stageCount, withStages, type TimelineRecord } from '@/storage/timeline-record'

export interface SeedOptions {
  devices?: number
  stagesPerDevice?: number
  /** When the last stage of all ended, ms since the epoch. */
  untilMs: number
  accountId?: AccountId
}

/** What a device goes through again and again: queued, downloading, checking, writing, done or failed. */
const STATUSES = [1, 2, 3, 20, 4, 6, 1, 3, 20, 5] as const
const RECORDS_A_MESSAGE = 32

export function seedDevices(count: number): Device[] {
  return Array.from({ length: count }, (_none, index) => createDevice(`PRODUCT${index % 7}`, `device-${String(index).padStart(6, '0')}`))
}

/** The same stages for the same options; 20 a device last some 40 minutes, and devices begin one after the other. */
export function seedStages(device: number, { stagesPerDevice = 20, untilMs }: SeedOptions): Stage[] {
  const stages: Stage[] = []
  let to = untilMs - (device % 1440) * 60_000
  for (let left = stagesPerDevice; left > 0; left -= 1) {
    const status = STATUSES[left % STATUSES.length] ?? 1
    const lastsMs = 20_000 + ((device * 7919 + left * 104_729) % 200) * 1_000
    const from = to - lastsMs
    const points = status === 3 ? 16 : status === 20 ? 4 : 0
    stages.unshift({
      status,
      sourceVersion: '1.0.3',
      targetVersion: `1.${1 + (device % 3)}.0`,
      message: status === 5 ? ['download timeout', 'crc error', '设备空间不足'][device % 3] ?? null : null,
      from,
      exact: left > 1,
      seenAt: to - 1_500,
      to,
      curve: Array.from({ length: points }, (_point, place) => [Math.round(from + (lastsMs * place) / points), Math.round((100 * place) / points)] as const),
      requestId: `${String(device).padStart(8, '0')}-0000-4000-8000-${String(left).padStart(12, '0')}`,
    })
    to = from
  }
  return stages
}

/** The records that the app itself would have written, by its own code. */
export function seedRecords(options: SeedOptions): TimelineRecord[] {
  const { devices = 10_000, accountId = accountIdOf({ kind: 'mainland' }) } = options
  const buckets = new Map<number, Map<DeviceId, Stage[]>>()
  for (const [index, { id }] of seedDevices(devices).entries()) {
    const bucket = buckets.get(bucketOf(id)) ?? new Map<DeviceId, Stage[]>()
    buckets.set(bucketOf(id), bucket.set(id, seedStages(index, options)))
  }
  return Array.from(buckets, ([bucket, stages]) => withStages(emptyRecord(accountId, bucket), [], stages))
}

/**
 * Writes devices and their history into the app's own database. The page has to be of the app and open (so that the database
 * is there), with the account not opened yet: its list is read when it is.
 */
export async function seedHistory(page: Page, options: SeedOptions): Promise<{ devices: number; stages: number }> {
  const { devices = 10_000, untilMs, accountId = accountIdOf({ kind: 'mainland' }) } = options
  const records = seedRecords(options)
  for (let place = 0; place < records.length; place += RECORDS_A_MESSAGE) {
    const some = records.slice(place, place + RECORDS_A_MESSAGE).map((record) => ({
      ...record,
      devices: record.devices.map((part) => ({ ...part, bytes: Buffer.from(part.bytes).toString('base64') })),
    }))
    await page.evaluate(putRecords, { name: DATABASE_NAME, some })
  }
  const stages = records.reduce((sum, record) => sum + stageCount(record), 0)
  const rows = seedDevices(devices).map((device) => ({ accountId, id: device.id, device, addedAt: untilMs - 30 * 86_400_000 }))
  await page.evaluate(putRows, { name: DATABASE_NAME, rows, key: `stages ${accountId}`, stages })
  return { devices, stages }
}

async function putRecords({ name, some }: { name: string; some: readonly { devices: readonly { bytes: string }[] }[] }): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no database'))
  })
  const tx = db.transaction('timelines', 'readwrite')
  for (const record of some) {
    const parts = record.devices.map((part) => ({ ...part, bytes: Uint8Array.from(atob(part.bytes), (letter) => letter.charCodeAt(0)) }))
    tx.objectStore('timelines').put({ ...record, devices: parts })
  }
  await new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error ?? new Error('aborted'))
  })
  db.close()
}

async function putRows({ name, rows, key, stages }: { name: string; rows: readonly object[]; key: string; stages: number }): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no database'))
  })
  const tx = db.transaction(['devices', 'meta'], 'readwrite')
  for (const row of rows) tx.objectStore('devices').put(row)
  tx.objectStore('meta').put(stages, key)
  await new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error ?? new Error('aborted'))
  })
  db.close()
}
