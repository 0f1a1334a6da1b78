import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { deviceIdOf, type DeviceId } from '@/domain/device'
import type { Stage } from '@/domain/stage'
import { accountIdOf } from '@/domain/upstream'
import { openDatabase, type LookoutDatabase } from '@/storage/database'
import { MOST_STAGES_A_DEVICE } from '@/storage/history-bounds'
import { pruneHistory } from '@/storage/history-pruning'
import { createIndexedRepository } from '@/storage/indexed-repository'
import { answeredRow } from '../../support/rows'

const DAY = 24 * 3_600_000
const HOUR = 3_600_000
const NOW = 1_790_000_000_000
const MAINLAND = accountIdOf({ kind: 'mainland' })
const OVERSEAS = accountIdOf({ kind: 'overseas' })
const noop = () => undefined
const id = (name: string) => deviceIdOf('P1', name)

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

function stage(from: number, to: number | null, status = 3): Stage {
  return { status, sourceVersion: '1', targetVersion: '2', message: null, from, exact: true, seenAt: (to ?? from + 2) - 1, to, curve: [], requestId: `r${from}` }
}

async function open() {
  const db = await openDatabase(noop)
  return { db, repository: createIndexedRepository(db) }
}

async function all(repository: Awaited<ReturnType<typeof open>>['repository'], account = MAINLAND) {
  const found = new Map<DeviceId, readonly Stage[]>()
  await repository.eachTimeline(account, (device, stages) => void found.set(device, stages))
  return found
}

const counted = async (db: LookoutDatabase) => (await db.get('meta', `stages ${MAINLAND}`)) ?? 0

describe('kept history', () => {
  it('is read no further once the reading is called off', async () => {
    const { repository } = await open()
    await repository.saveSnapshots(MAINLAND, [], new Map(Array.from({ length: 100 }, (_device, index) => [id(`d${index}`), [stage(NOW, NOW + 1000)]])))
    const calling = new AbortController()
    let visited = 0
    await repository.eachTimeline(MAINLAND, () => {
      visited += 1
      if (visited === 7) calling.abort()
      return undefined
    }, calling.signal)
    expect([visited, (await all(repository)).size]).toEqual([7, 100])
  })

  it('is what was appended, of each device apart, over a restart', async () => {
    const batches = fc.array(fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 4 })), { maxLength: 8 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(batches, async (plan) => {
        globalThis.indexedDB = new IDBFactory()
        const model = new Map<DeviceId, Stage[]>()
        let at = NOW
        let { db, repository } = await open()
        for (const batch of plan) {
          const ended = new Map<DeviceId, Stage[]>()
          for (const [device, count] of batch) {
            const stages = Array.from({ length: count }, () => stage((at += 1000), at + 1000))
            ended.set(id(`d${device}`), stages)
          }
          for (const [device, stages] of ended) model.set(device, [...(model.get(device) ?? []), ...stages])
          await repository.saveSnapshots(MAINLAND, [], ended)
        }
        repository.close()
        ;({ db, repository } = await open())
        expect(await all(repository)).toEqual(new Map([...model].map(([device, stages]) => [device, stages])))
        for (const [device, stages] of model) expect(await repository.loadTimeline(MAINLAND, device)).toEqual(stages)
        expect(await counted(db)).toBe([...model.values()].reduce((sum, { length }) => sum + length, 0))
        expect((await all(repository, OVERSEAS)).size).toBe(0)
        repository.close()
      }),
      { numRuns: 25 },
    )
  })

  it('holds the newest of each device, and no more than its bound', async () => {
    const { db, repository } = await open()
    for (let round = 0; round < 3; round += 1) {
      await repository.saveSnapshots(MAINLAND, [], new Map([[id('a'), Array.from({ length: 90 }, (_none, index) => stage(NOW + (90 * round + index) * 10, NOW + (90 * round + index) * 10 + 10))]]))
    }
    const kept = await repository.loadTimeline(MAINLAND, id('a'))
    expect([kept.length, kept[0]?.from, await counted(db)]).toEqual([MOST_STAGES_A_DEVICE, NOW + 700, MOST_STAGES_A_DEVICE])
  })

  it('goes when it is older than the account keeps it, and only then', async () => {
    const { db, repository } = await open()
    const ages = [40, 31, 29, 8, 6, 0.5]
    const ended = new Map(Array.from({ length: 60 }, (_none, index) => [id(`d${index}`), ages.map((days) => stage(NOW - days * DAY - HOUR, NOW - days * DAY))]))
    await repository.saveSnapshots(MAINLAND, [], ended)
    await repository.saveSnapshots(OVERSEAS, [], ended)
    expect(await repository.loadHistoryDays(MAINLAND)).toBe(30)
    await repository.saveHistoryDays(OVERSEAS, 7)
    await repository.pruneHistory(NOW)
    expect([...(await all(repository)).values()].map(({ length }) => length)).toEqual(Array(60).fill(4))
    expect([...(await all(repository, OVERSEAS)).values()].map(({ length }) => length)).toEqual(Array(60).fill(2))
    expect(await counted(db)).toBe(240)
    await repository.pruneHistory(NOW + 365 * DAY)
    expect([(await all(repository)).size, (await db.getAll('timelines')).length, await counted(db)]).toEqual([0, 0, 0])
  })

  it('of all accounts stays within its bound, the oldest going first', async () => {
    const { db, repository } = await open()
    for (const [account, ageHours] of [[MAINLAND, 0], [OVERSEAS, 24]] as const) {
      const ended = new Map(Array.from({ length: 40 }, (_none, index) => [id(`d${index}`), [5, 4, 3].map((hours) => stage(NOW - (ageHours + hours) * HOUR - 10, NOW - (ageHours + hours) * HOUR))]))
      await repository.saveSnapshots(account, [], ended)
    }
    await pruneHistory(db, NOW, 200)
    expect([...(await all(repository, OVERSEAS)).values()].map(({ length }) => length)).toEqual(Array(40).fill(2))
    await pruneHistory(db, NOW, 100)
    expect((await all(repository, OVERSEAS)).size).toBe(0)
    expect([...(await all(repository)).values()].map(({ length }) => length)).toEqual(Array(40).fill(2))
  })

  it('moves with a clock that was set, also where more comes after it', async () => {
    const { repository } = await open()
    await repository.saveSnapshots(MAINLAND, [], new Map([[id('a'), [stage(NOW, NOW + 100)]], [id('b'), [stage(NOW, NOW + 100)]]]))
    await repository.moveHistory(MAINLAND, -5000, Infinity)
    expect(await repository.loadTimeline(MAINLAND, id('a'))).toMatchObject([{ from: NOW - 5000, to: NOW - 4900 }])
    await repository.saveSnapshots(MAINLAND, [], new Map([[id('a'), [stage(NOW - 4900, NOW)]]]))
    await repository.moveHistory(MAINLAND, 10, NOW - 4000)
    expect((await all(repository)).get(id('a'))).toMatchObject([{ from: NOW - 4990, to: NOW - 4890 }, { from: NOW - 4890, to: NOW }])
    expect((await all(repository)).get(id('b'))).toMatchObject([{ from: NOW - 4990, to: NOW - 4890 }])
  })

  it('that cannot be read is none, and hides no other', async () => {
    const { db, repository } = await open()
    await repository.saveSnapshots(MAINLAND, [], new Map([[id('a'), [stage(NOW, NOW + 100)]], [id('b'), [stage(NOW, NOW + 100)]]]))
    const [record] = await db.getAll('timelines')
    if (!record) throw new Error('no record')
    const broken = record.devices[0]?.id
    await db.put('timelines', { ...record, devices: record.devices.map((part) => ({ ...part, bytes: new Uint8Array([9, 9]) })) })
    expect([...(await all(repository)).values()].map(({ length }) => length).toSorted()).toEqual([0, 1])
    if (!broken) throw new Error('no device')
    await repository.saveSnapshots(MAINLAND, [], new Map([[broken, [stage(NOW + 100, NOW + 200)]]]))
    expect(await repository.loadTimeline(MAINLAND, broken)).toHaveLength(1)
  })

  it('outlives its devices on the list, and is forgotten with the account alone', async () => {
    const { db, repository } = await open()
    const rows = [answeredRow('a', { status: 3 })]
    await repository.addRows(MAINLAND, rows)
    await repository.saveSnapshots(MAINLAND, rows, new Map([[id('a'), [stage(NOW, NOW + 100)]]]))
    await repository.saveSnapshots(OVERSEAS, [], new Map([[id('a'), [stage(NOW, NOW + 100)]]]))
    await repository.saveHistoryDays(MAINLAND, 90)
    await repository.saveProductNames(MAINLAND, { P1: '水表', __proto__x: 'y' })
    await repository.removeRows(MAINLAND, [id('a')])
    expect(await repository.loadTimeline(MAINLAND, id('a'))).toHaveLength(1)
    expect(await repository.loadProductNames(MAINLAND)).toEqual({ P1: '水表', __proto__x: 'y' })
    await repository.forget(MAINLAND)
    expect([(await all(repository)).size, (await all(repository, OVERSEAS)).size, await repository.loadHistoryDays(MAINLAND)]).toEqual([0, 1, 30])
    expect((await db.getAllKeys('meta')).filter((key) => key.endsWith(MAINLAND))).toEqual([])
  })

  it('is not half written: where the statuses cannot be kept, what ended is not kept either', async () => {
    const { repository } = await open()
    const unclonable = { ...answeredRow('a', { status: 3 }), check: (() => 1) as never }
    await expect(repository.saveSnapshots(MAINLAND, [unclonable], new Map([[id('a'), [stage(NOW, NOW + 100)]]]))).rejects.toThrow()
    expect((await all(repository)).size).toBe(0)
  })
})

describe('what is kept of a row beside its status', () => {
  it('comes back, and comes back as nothing where it is of no use', async () => {
    const { db, repository } = await open()
    const order = { action: 'retry', state: 'sent', at: 1, requestId: 'r', status: 5, since: 0, targetVersion: null } as const
    const check = { at: 2, requestId: 'c', currentVersion: '1', offeredVersion: null }
    const row = { ...answeredRow('a', { status: 5 }), order, check, goneAt: 77, stage: stage(NOW, null) }
    await repository.addRows(MAINLAND, [row, answeredRow('b')])
    await repository.saveSnapshots(MAINLAND, [row])
    const { call: _call, ...stored } = row
    expect(await repository.loadRows(MAINLAND)).toMatchObject([stored, { order: null, check: null, goneAt: null }])
    expect((await db.get('snapshots', [MAINLAND, id('a')]))?.snapshot).not.toHaveProperty('habit')
    await db.put('snapshots', { accountId: MAINLAND, id: id('a'), snapshot: null, order: { action: 'wipe' }, check: 'yes', goneAt: '7', stage: new Uint8Array([3]) })
    expect(await repository.loadRows(MAINLAND)).toMatchObject([{ snapshot: null, order: null, check: null, goneAt: null }, {}])
    expect((await repository.loadRows(MAINLAND))[0]).not.toHaveProperty('stage')
  })

  it('is kept also of a device never answered for', async () => {
    const { repository } = await open()
    const row = { ...answeredRow('a'), snapshot: null, goneAt: 5 }
    await repository.addRows(MAINLAND, [row])
    expect(await repository.loadRows(MAINLAND)).toMatchObject([{ snapshot: null, goneAt: 5 }])
  })
})
