import { describe, expect, it } from 'vitest'
import { createDevice, type DeviceId } from '@/domain/device'
import type { DeviceOrigin } from '@/domain/directory'
import { FAULT_KINDS } from '@/simulator/faults'
import { openDesk, TOKEN } from '../../support/account-desk'

const MOVING = ['AppGetFamilyDeviceList', 'AppListUserShareDevices']

type Desk = Awaited<ReturnType<typeof openDesk>>

function deviceAt({ cloud }: Desk, place: number) {
  const found = cloud.devices()[place]
  if (!found) throw new Error(`no device at ${place}`)
  return createDevice(found.productId, found.deviceName)
}

function familyOf({ cloud }: Desk, place: number): string {
  const family = cloud.families[place]
  if (!family) throw new Error(`no family at ${place}`)
  return family.familyId
}

/** Devices of the first family leave and come back at its front while it is read, most calls going wrong. */
async function readMoving(seed: number) {
  let bystanders: readonly DeviceId[] = []
  let pages = 0
  const desk: Desk = await openDesk({
    seed,
    devices: 1_800,
    faults: { rate: 0.32, kinds: FAULT_KINDS },
    onCall(action) {
      if (!MOVING.includes(action)) return undefined
      pages += 1
      if (pages === 3 || pages === 30) desk.cloud.account.unbind(bystanders)
      if (pages === 8 || pages === 34) desk.cloud.account.bind(bystanders)
      return undefined
    },
  })
  bystanders = desk.cloud.devices().slice(5, 7).map(({ id }) => id)
  return { desk, ended: await desk.read() }
}

function familyIdOf(origin: DeviceOrigin | undefined): string | null | undefined {
  return origin?.kind === 'family' ? origin.familyId : origin && null
}

describe('the account’s lists', () => {
  it('of 1,800 devices come over whole, with more than a quarter of all calls going wrong and the lists moving', async () => {
    const sum = { readings: 0, calls: 0, faulty: 0, longestS: 0, missing: 0, invented: 0, wrongAlias: 0, wrongOrigin: 0 }
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { desk, ended } = await readMoving(seed)
      const found = new Map(ended.devices.map((listed) => [listed.device.id, listed]))
      const truth = desk.cloud.devices()
      sum.readings += 1
      sum.calls += desk.handler.calls
      sum.faulty += [...desk.handler.faulty.values()].reduce((all, count) => all + count, 0)
      sum.longestS = Math.max(sum.longestS, Math.round(desk.clock.nowMs() / 1000))
      sum.missing += truth.filter(({ id }) => !found.has(id)).length
      sum.invented += ended.devices.filter(({ device }) => desk.cloud.device(device.id) === undefined).length
      sum.wrongAlias += truth.filter(({ id, alias }) => found.get(id)?.device.alias !== (alias || null)).length
      sum.wrongOrigin += truth.filter(({ id, familyId }) => familyIdOf(found.get(id)?.origin) !== familyId).length
      expect(ended).toMatchObject({ how: 'whole', families: 3, troubles: [] })
      expect([...desk.names()].toSorted()).toEqual(desk.cloud.products.map(({ productId, name }) => [productId, name]).toSorted())
    }
    const share = sum.faulty / sum.calls
    console.log(`directory of 1,800 devices under faults (${Math.round(100 * share)} %) and moves: ${JSON.stringify(sum)}`)
    expect(sum).toMatchObject({ missing: 0, invented: 0, wrongAlias: 0, wrongOrigin: 0 })
    expect(share).toBeGreaterThanOrEqual(0.25)
  }, 120_000)

  it.each([{ kind: 'missing' }, { kind: 'off', by: 40 }, { kind: 'off', by: -40 }] as const)('are read whole although the total is $kind $by', async (totals) => {
    const desk = await openDesk({ devices: 400 })
    desk.cloud.account.totals = totals
    const ended = await desk.read()
    expect(new Set(ended.devices.map(({ device }) => device.id))).toEqual(new Set(desk.cloud.devices().map(({ id }) => id)))
    expect(ended.how).toBe('whole')
  })

  it('are told of as they are read, to a tab that joins late too', async () => {
    const desk = await openDesk({ devices: 400 })
    await desk.send({ kind: 'read-directory' })
    await desk.clock.advance(800)
    const heard: unknown[] = []
    desk.engine.join((message) => void heard.push(message))
    expect(heard).toContainEqual(expect.objectContaining({ kind: 'event', event: expect.objectContaining({ kind: 'directory', state: expect.objectContaining({ kind: 'reading', phase: 'devices', familiesTotal: 3 }) }) }))
    await desk.read()
    const phases = desk.events.flatMap((event) => (event.kind === 'directory' && event.state.kind === 'reading' ? [event.state.phase] : []))
    expect([...new Set(phases)]).toEqual(['families', 'devices', 'shared', 'products'])
    heard.length = 0
    desk.engine.join((message) => void heard.push(message))
    const kinds = heard.map((message) => (message as { event: { kind: string } }).event.kind)
    expect(kinds[0]).toBe('snapshot')
    expect(kinds.filter((kind) => kind === 'products' || kind === 'directory')).toEqual(['products', 'directory'])
  })

  it('are read while polling is paused', async () => {
    const desk = await openDesk({ devices: 100 })
    await desk.send({ kind: 'pause' })
    expect((await desk.read()).devices).toHaveLength(100)
  })

  it('with a family that is refused are read but for that, and none of its devices is called gone', async () => {
    const desk = await openDesk({ devices: 400 })
    const denied = familyOf(desk, 1)
    const hidden = desk.cloud.account.devicesOf(denied)
    desk.cloud.account.deny(denied, true)
    await desk.watch(hidden.map(({ productId, deviceName }) => createDevice(productId, deviceName)))
    const ended = await desk.read()
    expect(ended).toMatchObject({ how: 'partial', gone: 0, troubles: [{ list: { familyId: denied }, why: { kind: 'failed', failure: { kind: 'denied' } } }] })
    expect(ended.devices).toHaveLength(400 - hidden.length)
    expect([...desk.rows().values()].filter(({ goneAt }) => goneAt !== null)).toEqual([])
  })

  it('out of reach are given up in the end, and each says why', async () => {
    const desk = await openDesk({ devices: 100, faults: { rate: 1, kinds: ['http-503'] } })
    const ended = await desk.read(3_600_000)
    expect(ended.how).toBe('partial')
    expect(ended.troubles.map(({ list }) => list.kind)).toEqual(['families', 'shared'])
    const { length } = desk.calls
    await desk.clock.advance(600_000)
    expect(desk.calls.length).toBe(length)
  })

  it('are left alone once stopped; what was found stays', async () => {
    const desk = await openDesk({ devices: 900 })
    await desk.send({ kind: 'read-directory' })
    await desk.clock.advance(1_500)
    await desk.send({ kind: 'stop-directory' })
    const { length } = desk.calls
    await desk.clock.advance(60_000)
    expect(desk.calls.length).toBe(length)
    const state = desk.state()
    expect(state).toMatchObject({ kind: 'ended', how: 'stopped' })
    expect(state.kind === 'ended' && state.devices.length).toBeGreaterThan(0)
  })

  it('are left alone when the token is refused; the account locks, and cannot be asked while it is locked', async () => {
    const desk = await openDesk({ devices: 900 })
    await desk.send({ kind: 'read-directory' })
    await desk.clock.advance(1_000)
    desk.handler.expireToken()
    await desk.clock.advance(2_000)
    expect(desk.state()).toMatchObject({ kind: 'ended', how: 'locked' })
    const { length } = desk.calls
    expect(await desk.send({ kind: 'read-directory' })).toEqual({ kind: 'refused', why: 'locked' })
    await desk.clock.advance(60_000)
    expect(desk.calls.length).toBe(length)
  })

  it('belong to the account: another one has nothing of them', async () => {
    const desk = await openDesk({ devices: 100 })
    await desk.send({ kind: 'read-directory' })
    await desk.clock.advance(200)
    await desk.send({ kind: 'open', upstream: { kind: 'overseas' }, token: TOKEN })
    desk.events.length = 0
    await desk.clock.advance(60_000)
    expect(desk.events.filter(({ kind }) => kind === 'directory')).toEqual([])
  })

  it('give the token away in no event, where the cloud echoes it in names and refusals', async () => {
    const echo = { ProductId: 'P1', DeviceName: 'd1', AliasName: `by ${TOKEN}` }
    const desk = await openDesk({
      onCall(action, { RequestId }) {
        if (action === 'AppGetFamilyList') return Response.json({ Response: { Total: 1, FamilyList: [{ FamilyId: 'f', Name: `of ${TOKEN}` }], RequestId } })
        if (action === 'AppGetFamilyDeviceList') return Response.json({ Response: { Total: 1, DeviceList: [echo], RequestId } })
        if (action === 'AppGetProducts') return Response.json({ Response: { Products: [{ ProductId: 'P1', Name: TOKEN }], RequestId } })
        if (action === 'AppListUserShareDevices') return Response.json({ Response: { Error: { Code: 'FailedOperation', Message: TOKEN }, RequestId } })
        return undefined
      },
    })
    const ended = await desk.read()
    const leaks = desk.events.filter((event) => JSON.stringify(event).includes(TOKEN)).length
    console.log(`token canary: ${desk.events.length} events, leaks ${leaks}`)
    expect(ended.devices).toHaveLength(1)
    expect(ended.troubles).toHaveLength(1)
    expect(JSON.stringify(desk.calls)).toContain(TOKEN)
    expect(leaks).toBe(0)
  })
})

describe('watched devices', () => {
  it('that the account has no more are marked after two whole readings, and no more once they are back', async () => {
    const desk = await openDesk({ devices: 200 })
    await desk.watch([0, 1, 2, 50].map((place) => deviceAt(desk, place)))
    expect(await desk.read()).toMatchObject({ gone: 0, back: 0 })
    const lost = [deviceAt(desk, 1).id, deviceAt(desk, 50).id]
    desk.cloud.account.unbind(lost)
    desk.calls.length = 0
    expect(await desk.read()).toMatchObject({ how: 'whole', gone: 2 })
    expect(desk.calls.filter(({ action }) => action === 'AppGetFamilyList')).toHaveLength(2)
    const marked = () => [...desk.rows().values()].filter(({ goneAt }) => goneAt !== null).map(({ device }) => device.id)
    expect(marked().toSorted()).toEqual(lost.toSorted())
    expect(desk.rows().size).toBe(4)
    desk.cloud.account.bind(lost)
    expect(await desk.read()).toMatchObject({ gone: 0, back: 2 })
    expect(marked()).toEqual([])
  })

  it('that one reading misses and the next one finds are not called gone', async () => {
    let readings = 0
    const desk: Desk = await openDesk({
      devices: 200,
      onCall(action) {
        if (action === 'AppGetFamilyList') readings += 1
        if (readings === 2) desk.cloud.account.bind([deviceAt(desk, 1).id])
        return undefined
      },
    })
    await desk.watch([deviceAt(desk, 1)])
    desk.cloud.account.unbind([deviceAt(desk, 1).id])
    expect(await desk.read()).toMatchObject({ how: 'whole', gone: 0 })
    expect(readings).toBe(2)
    expect([...desk.rows().values()].filter(({ goneAt }) => goneAt !== null)).toEqual([])
  })

  it('get the aliases of the account, and keep their own where it has none', async () => {
    const desk = await openDesk({ devices: 200 })
    const named = desk.cloud.devices().find(({ alias }) => alias !== '')
    const nameless = desk.cloud.devices().find(({ alias }) => alias === '')
    if (!named || !nameless) throw new Error('no such devices')
    await desk.watch([named, nameless].map(({ productId, deviceName }) => createDevice(productId, deviceName, 'mine')))
    await desk.read()
    expect(desk.rows().get(named.id)?.device.alias).toBe(named.alias)
    expect(desk.rows().get(nameless.id)?.device.alias).toBe('mine')
  })
})
