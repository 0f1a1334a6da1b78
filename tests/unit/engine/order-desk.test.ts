import { describe, expect, it } from 'vitest'
import { planOrders } from '@/domain/order-plan'
import { orderTotals } from '@/domain/order-result'
import { auditRun, orderedFleet, ORDER_TOKEN, watchTab } from '../../support/ordered-fleet'

const DEVICES = 120

type World = Awaited<ReturnType<typeof orderedFleet>>

/** Begins a run over all devices and lets it come to its middle. */
async function inTheMiddle(world: World) {
  const targets = world.plan()
  expect(await world.send({ kind: 'order', targets })).toEqual({ kind: 'done', count: DEVICES })
  while ((world.tab.run?.results.length ?? 0) < DEVICES / 3) await world.clock.advance(50)
  expect(world.tab.run?.state).toBe('running')
  return targets
}

async function audit(world: World, targets: Awaited<ReturnType<typeof inTheMiddle>>) {
  const run = await world.ended(60_000)
  return { run, totals: orderTotals(run.results), figures: auditRun(targets, run.results, world) }
}

const ALL_WELL = { accountedOnce: DEVICES, sentTwice: 0, dropped: 0, wrong: 0 }

describe('a run of orders', () => {
  it('stopped in the middle sends no more, awaits those on their way, and accounts for all', async () => {
    const world = await orderedFleet({ devices: DEVICES, latencyMs: { min: 100, max: 300 } })
    const targets = await inTheMiddle(world)
    const arrived = world.arrived.length
    await world.send({ kind: 'stop-orders', runId: world.tab.run?.id ?? '' })
    const { totals, figures } = await audit(world, targets)
    console.log(`orders, stopped in the middle: ${JSON.stringify({ ...figures, sent: totals.sent, stopped: totals.stopped })}`)
    expect(figures).toEqual(ALL_WELL)
    expect(totals.uncertain).toBe(0)
    expect(totals.sent + totals.stopped).toBe(DEVICES)
    expect(world.arrived.length - arrived).toBeLessThanOrEqual(6)
  })

  it('locked in the middle accounts for all, and sends no more after another token', async () => {
    const world = await orderedFleet({ devices: DEVICES, latencyMs: { min: 100, max: 300 } })
    const targets = await inTheMiddle(world)
    await world.send({ kind: 'lock' })
    const { totals, figures } = await audit(world, targets)
    const arrived = world.arrived.length
    await world.send({ kind: 'open', upstream: { kind: 'mainland' }, token: ORDER_TOKEN })
    await world.clock.advance(30_000)
    console.log(`orders, locked in the middle: ${JSON.stringify({ ...figures, sent: totals.sent, uncertain: totals.uncertain, stopped: totals.stopped })}`)
    expect(figures).toEqual(ALL_WELL)
    expect(totals.uncertain).toBeGreaterThan(0)
    expect(totals.stopped).toBeGreaterThan(DEVICES / 3)
    expect(totals.sent + totals.uncertain + totals.stopped).toBe(DEVICES)
    expect(world.arrived.length).toBe(arrived)
  })

  it('with a token refused in the middle stops, and says which order was refused', async () => {
    const world = await orderedFleet({ devices: DEVICES, latencyMs: { min: 100, max: 300 } })
    // So that no refused question comes before the refused order.
    await world.send({ kind: 'pause' })
    const targets = await inTheMiddle(world)
    world.session.handler.expireToken()
    const { totals, figures } = await audit(world, targets)
    expect(figures).toEqual(ALL_WELL)
    expect(totals.refused).toBeGreaterThan(0)
    expect(totals.stopped).toBeGreaterThan(DEVICES / 3)
  })

  it('left for another account in the middle accounts for all, and leaves what was on its way with its row', async () => {
    const world = await orderedFleet({ devices: DEVICES, latencyMs: { min: 100, max: 300 } })
    const targets = await inTheMiddle(world)
    const id = world.tab.run?.id
    await world.send({ kind: 'open', upstream: { kind: 'overseas' }, token: ORDER_TOKEN })
    const { run, totals, figures } = await audit(world, targets)
    console.log(`orders, account left in the middle: ${JSON.stringify({ ...figures, sent: totals.sent, uncertain: totals.uncertain, stopped: totals.stopped })}`)
    expect(run.id).toBe(id)
    expect(figures).toEqual(ALL_WELL)
    expect(totals.stopped).toBeGreaterThan(DEVICES / 3)
    expect(world.tab.events.filter(({ kind }) => kind === 'orders').at(-1)).toMatchObject({ run: null, dismissed: null })
    await world.send({ kind: 'open', upstream: { kind: 'mainland' }, token: ORDER_TOKEN })
    const uncertain = run.results.filter((result) => result.kind === 'uncertain')
    expect(uncertain.length).toBeGreaterThan(0)
    for (const { device } of uncertain) expect(['sending', undefined]).toContain(world.tab.rows.get(device.id)?.order?.state)
  })

  it('takes devices removed in the middle for gone, and sends them nothing', async () => {
    const world = await orderedFleet({ devices: DEVICES, latencyMs: { min: 100, max: 300 } })
    const targets = await inTheMiddle(world)
    const known = new Set(world.tab.run?.results.map(({ device }) => device.id))
    const removed = targets.map(({ device }) => device.id).filter((id) => !known.has(id)).slice(-30)
    await world.send({ kind: 'remove', ids: removed })
    const { totals, figures } = await audit(world, targets)
    expect(figures).toEqual(ALL_WELL)
    expect(totals).toMatchObject({ gone: 30, sent: DEVICES - 30 })
    expect(world.arrived.filter(({ id }) => removed.includes(id))).toEqual([])
  })

  it('refuses a second run meanwhile, and names nobody twice', async () => {
    const world = await orderedFleet({ devices: DEVICES, latencyMs: { min: 100, max: 300 } })
    const [first] = world.plan()
    if (!first) throw new Error('nothing to order')
    expect(await world.send({ kind: 'order', targets: [first, first] })).toEqual({ kind: 'done', count: 1 })
    await world.ended()
    const targets = world.plan()
    expect(targets.some(({ device }) => device.id === first.device.id)).toBe(false)
    await world.send({ kind: 'order', targets })
    expect(await world.send({ kind: 'order', targets })).toEqual({ kind: 'refused', why: 'busy' })
    await world.ended()
    expect(world.arrived.length).toBe(DEVICES)
  })

  it('does not begin with nothing, nor while locked', async () => {
    const world = await orderedFleet({ devices: 5 })
    const targets = world.plan()
    expect(await world.send({ kind: 'order', targets: [] })).toEqual({ kind: 'refused', why: 'no-device' })
    await world.send({ kind: 'lock' })
    expect(await world.send({ kind: 'order', targets })).toEqual({ kind: 'refused', why: 'locked' })
    await world.clock.advance(10_000)
    expect(world.arrived).toEqual([])
  })

  it('ordered from two tabs is sent once: the second finds it pending or changed', async () => {
    const world = await orderedFleet({ devices: 20 })
    const targets = world.plan()
    await world.send({ kind: 'order', targets })
    await world.ended()
    await world.send({ kind: 'order', targets })
    const { results } = await world.ended()
    expect(results.filter(({ kind }) => kind !== 'pending' && kind !== 'changed')).toEqual([])
    expect(world.arrived.length).toBe(20)
  })

  it('is seen whole by a tab that joins in the middle, and stays until it is dismissed', async () => {
    const world = await orderedFleet({ devices: DEVICES, latencyMs: { min: 100, max: 300 } })
    await inTheMiddle(world)
    const late = watchTab()
    world.engine.join((message) => message.kind === 'event' && late.apply(structuredClone(message.event)))
    await world.ended()
    expect(late.run).toEqual(world.tab.run)
    expect(late.run?.results.length).toBe(DEVICES)
    const runId = late.run?.id ?? ''
    await world.send({ kind: 'dismiss-orders', runId: 'another' })
    expect(late.run?.id).toBe(runId)
    await world.send({ kind: 'dismiss-orders', runId })
    expect(late.run).toBeNull()
  })

  it('goes on while polling is paused', async () => {
    const world = await orderedFleet({ devices: 20 })
    const targets = world.plan()
    await world.send({ kind: 'pause' })
    await world.send({ kind: 'order', targets })
    expect(orderTotals((await world.ended()).results).sent).toBe(20)
  })

  it('keeps the account’s budget', async () => {
    const world = await orderedFleet({ devices: DEVICES, latencyMs: { min: 100, max: 300 } })
    await world.send({ kind: 'set-budget', callsPerSecond: 10 })
    await world.clock.advance(30_000)
    const targets = world.plan()
    const before = world.session.handler.calls
    const startedMs = world.clock.nowMs()
    await world.send({ kind: 'order', targets })
    await world.ended()
    const perSecond = ((world.session.handler.calls - before) * 1000) / (world.clock.nowMs() - startedMs)
    expect(perSecond).toBeLessThanOrEqual(10.5)
  })

  it('asks soon how the devices are that were told, so that what they do shows', async () => {
    const world = await orderedFleet({ devices: 20 })
    const targets = world.plan()
    await world.send({ kind: 'order', targets })
    await world.ended()
    await world.clock.advance(7_000)
    expect([...world.tab.rows.values()].filter(({ order }) => order !== null)).toEqual([])
    expect(planOrders(world.tab.rows.values(), world.clock.wallMs()).targets).toEqual([])
  })
})
