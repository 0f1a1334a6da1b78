import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '@/storage/database'
import { createIndexedRepository } from '@/storage/indexed-repository'
import { openDesk } from '../support/account-desk'

async function openKept(after?: Awaited<ReturnType<typeof openDesk>>) {
  const repository = createIndexedRepository(await openDatabase(() => undefined))
  const desk = await openDesk({ devices: 120, repository, ...(after ? { after } : {}) })
  return Object.assign(desk, { shut: async () => {
    await desk.send({ kind: 'lock' })
    repository.close()
  } })
}

describe('a fleet that came from the account', () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory()
  })

  it('has its aliases and product names; what leaves the account is marked, over a restart too, until it is back', async () => {
    const first = await openKept()
    const { devices } = await first.read()
    expect(await first.watch(devices.map(({ device }) => device))).toEqual({ kind: 'done', count: 120 })
    await first.clock.advance(30_000)
    const truth = first.cloud.devices()
    expect(truth.filter(({ id, alias }) => first.rows().get(id)?.device.alias !== (alias || null))).toEqual([])
    expect(first.names().size).toBe(first.cloud.products.length)

    const lost = truth.slice(10, 13).map(({ id }) => id)
    first.cloud.account.unbind(lost)
    expect(await first.read()).toMatchObject({ how: 'whole', gone: 3 })
    expect(first.rows().size).toBe(120)
    await first.shut()

    const second = await openKept(first)
    const markedIn = (desk: typeof first) => [...desk.rows().values()].flatMap(({ device, goneAt }) => (goneAt === null ? [] : [device.id]))
    expect(markedIn(second).toSorted()).toEqual(lost.toSorted())
    expect(second.names()).toEqual(first.names())
    expect(second.calls.filter(({ action }) => action === 'AppGetProducts')).toEqual([])
    second.cloud.account.bind(lost)
    expect(await second.read()).toMatchObject({ how: 'whole', gone: 0, back: 3 })
    expect(markedIn(second)).toEqual([])
    await second.shut()

    const third = await openKept(second)
    expect(markedIn(third)).toEqual([])
    expect(third.rows().size).toBe(120)
    console.log(`from the account: 120 devices, gone ${lost.length}, marked after a restart ${lost.length}, unmarked when back ${lost.length}`)
    await third.shut()
  })

  it('takes new aliases over, over a restart too', async () => {
    const first = await openKept()
    const named = first.cloud.devices().find(({ alias }) => alias !== '')
    if (!named) throw new Error('no device has an alias')
    const { devices } = await first.read()
    await first.watch(devices.filter(({ device }) => device.id === named.id).map(({ device }) => ({ ...device, alias: 'an older name' })))
    await first.read()
    expect(first.rows().get(named.id)?.device.alias).toBe(named.alias)
    await first.shut()
    const second = await openKept(first)
    expect(second.rows().get(named.id)?.device.alias).toBe(named.alias)
    await second.shut()
  })
})
