import { describe, expect, it } from 'vitest'
import type { DeviceId } from '@/domain/device'
import { orderTotals } from '@/domain/order-result'
import { FAULT_KINDS } from '@/simulator/faults'
import { auditRun, orderedFleet, ORDER_TOKEN, type SentFields } from '../../support/ordered-fleet'
import { sized } from '../../support/soak'

const SEEDS = sized([1], [1, 2, 3])
const DEVICES = 1_000
const FAULTS = { rate: 0.25, kinds: FAULT_KINDS }
/** Answers of the cloud that the simulator gives only in a race that it does not have. */
const REFUSALS = [
  ['FailedOperation.DeviceOffline', 'offline'],
  ['ResourceNotFound.DeviceHasNoFirmware', 'no-firmware'],
  ['InvalidParameterValue.NoPermission', 'no-permission'],
  ['FailedOperation', 'refused'],
] as const

function refuse({ Action, DeviceName, RequestId }: SentFields, next: () => Promise<Response>) {
  const nth = Number(/\d+$/u.exec(DeviceName)?.[0]) % 25
  const refusal = REFUSALS[nth]
  if (Action !== 'AppPublishFirmwareUpdateMessage' || !refusal) return next()
  return Promise.resolve(Response.json({ Response: { Error: { Code: refusal[0], Message: '' }, RequestId } }))
}

describe('orders for 1,000 devices under faults', () => {
  it('are accounted for exactly once each, none sent twice, none dropped, none told wrong, none settled by an old answer', async () => {
    const sum = { runs: 0, devices: 0, calls: 0, faulty: 0, accountedOnce: 0, sentTwice: 0, dropped: 0, wrong: 0, settled: 0, settledEarly: 0 }
    for (const seed of SEEDS) {
      const world = await orderedFleet({ devices: DEVICES, seed, through: refuse })
      const { session, tab, clock } = world
      const targets = world.plan()
      const moved = new Set<DeviceId>()
      session.cloud.onTransition(({ id }) => moved.add(id))
      // Ten have moved since the dialog was opened, ten more are taken off the list.
      for (const { device } of targets.slice(0, 10)) session.cloud.publish(device.id)
      await clock.advance(3_000)
      await world.send({ kind: 'remove', ids: targets.slice(10, 20).map(({ device }) => device.id) })
      world.done.length = 0
      const callsBefore = session.handler.calls
      tab.onRow = (row, before) => {
        if (!before?.order || row.order || before.order.state === 'sending') return
        sum.settled += 1
        if (!moved.has(row.device.id)) sum.settledEarly += 1
      }
      session.handler.setFaults(FAULTS)
      expect(await world.send({ kind: 'order', targets })).toEqual({ kind: 'done', count: DEVICES })
      const run = await world.ended()
      sum.calls += session.handler.calls - callsBefore
      sum.faulty += [...session.handler.faulty.values()].reduce((all, count) => all + count, 0)
      session.handler.setFaults(null)
      await clock.advance(60_000)
      const figures = auditRun(targets, run.results, world)
      sum.runs += 1
      sum.devices += targets.length
      for (const key of ['accountedOnce', 'sentTwice', 'dropped', 'wrong'] as const) sum[key] += figures[key]
      const totals = orderTotals(run.results)
      console.log(`orders, seed ${seed}: ${JSON.stringify(totals)}, ${Math.round((clock.wallMs() - run.startedAt) / 1000)} s`)
      expect(totals).toMatchObject({ gone: 10, stopped: 0, pending: 0 })
      const ten = new Set(targets.slice(0, 10).map(({ device }) => device.id))
      for (const { device, kind } of run.results) if (ten.has(device.id)) expect(['changed', 'unreachable']).toContain(kind)
      expect(totals.changed).toBeGreaterThan(0)
      for (const kind of ['sent', 'uncertain', 'offline', 'no-firmware', 'no-permission', 'refused', 'limited', 'unreachable'] as const) expect(totals[kind], kind).toBeGreaterThan(0)
      expect(JSON.stringify(tab.events.filter(({ kind }) => kind === 'orders' || kind === 'order-results'))).not.toContain(ORDER_TOKEN)
    }
    console.log(`orders: ${JSON.stringify(sum)}`)
    expect(sum.faulty / sum.calls).toBeGreaterThanOrEqual(0.2)
    expect(sum.settled).toBeGreaterThan(sum.devices / 3)
    expect(sum).toMatchObject({ accountedOnce: sum.devices, sentTwice: 0, dropped: 0, wrong: 0, settledEarly: 0 })
  }, 180_000)

  it('would be sent twice by a client that tries again after a failure, and told wrong by one that trusts the first answer after', async () => {
    const world = await orderedFleet({ devices: DEVICES })
    const { session, clock, devices, tab } = world
    session.handler.setFaults(FAULTS)
    let readWrong = 0
    const post = async (Action: string, ProductId: string, DeviceName: string): Promise<{ Status?: number; Error?: object }> => {
      const body = JSON.stringify({ Action, ProductId, DeviceName, RequestId: `${Action}-${DeviceName}`, AccessToken: ORDER_TOKEN })
      const limit = new AbortController()
      const cancel = clock.after(10_000, () => limit.abort())
      try {
        const request = new Request('http://cloud.invalid/', { method: 'POST', body, signal: limit.signal })
        if (Action === 'AppPublishFirmwareUpdateMessage') world.arrived.push({ id: `${ProductId}/${DeviceName}` as DeviceId, requestId: '' })
        return (await (await session.handler(request)).json()).Response
      } finally {
        cancel()
      }
    }
    const tell = async (productId: string, deviceName: string, id: DeviceId) => {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const answer = await post('AppPublishFirmwareUpdateMessage', productId, deviceName).catch(() => null)
        if (answer && !answer.Error) break
      }
      const first = await post('AppDescribeFirmwareUpdateStatus', productId, deviceName).catch(() => null)
      const isTold = world.done.some((told) => told.id === id)
      if (isTold && first?.Status === tab.rows.get(id)?.snapshot?.upgrade.status) readWrong += 1
    }
    await world.send({ kind: 'pause' })
    for (let from = 0; from < devices.length; from += 50) {
      const all = Promise.all(devices.slice(from, from + 50).map(({ productId, deviceName, id }) => tell(productId, deviceName, id)))
      const progress = { isOver: false }
      void all.then(() => (progress.isOver = true))
      while (!progress.isOver) await clock.advance(500)
    }
    const times = new Map<DeviceId, number>()
    for (const { id } of world.done) times.set(id, (times.get(id) ?? 0) + 1)
    const twice = [...times.values()].filter((count) => count > 1).length
    console.log(`orders, naive client of ${DEVICES}: carried out twice or more ${twice}, "failed again" by the first answer after ${readWrong}`)
    expect(twice).toBeGreaterThan(20)
    expect(readWrong).toBeGreaterThan(200)
  }, 120_000)
})
