import { describe, expect, it } from 'vitest'
import { exportOrders } from '@/domain/order-export'
import { createDevice } from '@/domain/device'
import { openScenario } from '@/simulator/scenario-session'
import { useFleetStore } from '@/stores/fleet'
import { useOrdersStore } from '@/stores/orders'
import { useSessionStore } from '@/stores/session'
import { useWatchlistStore } from '@/stores/watchlist'
import { accessTo, startStores } from '../support/app-stores'
import { FakeClock } from '../support/fake-clock'

const TOKEN = 'canary-flow-token-9a21'

/** The stores over the engine and a cloud of every status, with all devices answered for. */
async function startApp() {
  const clock = new FakeClock(Date.now())
  const scenario = openScenario({ scenario: 'every-status', seed: 1, clock, latencyMs: { min: 1, max: 20 }, token: TOKEN })
  startStores({ clock, openCloud: () => Promise.resolve(accessTo(scenario)) })
  const [session, watchlist, fleet, orders] = [useSessionStore(), useWatchlistStore(), useFleetStore(), useOrdersStore()]
  const within = async <T>(durationMs: number, work: Promise<T>): Promise<T> => {
    await clock.advance(durationMs)
    return work
  }
  await clock.advance(10)
  await within(10, session.enter({ kind: 'mainland' }, TOKEN))
  const devices = scenario.cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName))
  await within(10, watchlist.add(devices))
  await clock.advance(10_000)
  return { clock, scenario, fleet, orders, session, within }
}

describe('confirming a device', { timeout: 60_000 }, () => {
  it('asks, sends, marks the row until the device moves, and lets it run', async () => {
    const { clock, scenario, fleet, orders, within } = await startApp()
    fleet.change({ filter: 'confirm' })
    const [id] = fleet.ids
    if (id === undefined) throw new Error('nothing waits for a person')
    orders.propose(fleet.rowsOf([id]))
    expect(orders.plan?.targets.map(({ device, action, status }) => [device.id, action, status])).toEqual([[id, 'confirm', 8]])
    scenario.setFrozen(true)
    expect(await within(1_000, orders.begin())).toBe(true)
    expect(orders.plan).toBeNull()
    expect(orders.run?.state).toBe('ended')
    expect(orders.totals).toMatchObject({ sent: 1 })
    const requestId = orders.run?.results[0]?.requestId
    expect(fleet.row(id).value?.order).toMatchObject({ action: 'confirm', state: 'sent', status: 8, requestId })
    await clock.advance(60_000)
    expect(fleet.row(id).value?.order).toMatchObject({ state: 'sent' })
    expect(fleet.row(id).value?.snapshot?.upgrade.status).toBe(8)
    scenario.setFrozen(false)
    await clock.advance(30_000)
    expect(fleet.row(id).value?.order).toBeNull()
    expect(fleet.row(id).value?.snapshot?.upgrade.kind).not.toBe('confirm')
  })

  it('lists what can be sent and why the rest cannot, and sends nothing before the yes', async () => {
    const { clock, scenario, fleet, orders } = await startApp()
    orders.propose(fleet.chosenRows())
    const tellable = scenario.cloud.devices().filter(({ id }) => [5, 8, 10].includes(scenario.cloud.truth(id)?.status ?? -1)).length
    expect(orders.plan?.targets.length).toBe(tellable)
    expect(orders.plan?.obstacles.length).toBe(scenario.cloud.devices().length - tellable)
    expect(tellable).toBeGreaterThan(5)
    orders.cancel()
    expect(orders.plan).toBeNull()
    const before = scenario.cloud.devices().map(({ id }) => scenario.cloud.truth(id)?.status)
    await clock.advance(30_000)
    expect(scenario.cloud.devices().map(({ id }) => scenario.cloud.truth(id)?.status)).toEqual(before)
    expect(orders.run).toBeNull()
  })

  it('pressed twice sends once, and keeps the question where the engine does not begin', async () => {
    const { clock, fleet, orders, session, within } = await startApp()
    fleet.change({ filter: 'failed' })
    orders.propose(fleet.chosenRows())
    const both = Promise.all([orders.begin(), orders.begin()])
    orders.cancel()
    await clock.advance(10_000)
    expect(await both).toEqual([true, false])
    expect(orders.run?.state).toBe('ended')
    expect(orders.totals.sent).toBe(orders.run?.targets.length)
    orders.dismiss()
    await clock.advance(100)
    expect(orders.run).toBeNull()
    await within(100, session.lock())
    fleet.change({ filter: 'confirm' })
    orders.propose(fleet.chosenRows())
    expect(await within(100, orders.begin())).toBe(false)
    expect(orders.refusal).toBe('locked')
    expect(orders.plan).not.toBeNull()
  })

  it('offers again what was not sent, upon how it stands then, and exports all without the token', async () => {
    const { clock, scenario, fleet, orders, within } = await startApp()
    fleet.change({ filter: 'failed' })
    orders.propose(fleet.chosenRows())
    const count = orders.plan?.targets.length ?? 0
    const begun = orders.begin()
    await clock.advance(1)
    void orders.stop()
    await clock.advance(20_000)
    await begun
    const { stopped } = orders.totals
    expect(stopped).toBeGreaterThan(0)
    expect(orders.run?.results.length).toBe(count)
    orders.proposeAgain()
    expect(orders.plan?.targets.length).toBe(stopped)
    await within(20_000, orders.begin())
    expect(orders.totals).toMatchObject({ sent: stopped, stopped: 0 })
    const words = { title: new Proxy({}, { get: (_title, key) => String(key) }) as never, action: String, result: String, failure: ({ kind }: { kind: string }) => kind }
    const csv = orders.run && exportOrders(orders.run, words)
    expect(csv?.trimEnd().split('\r\n').length).toBe(stopped + 1)
    expect(csv).not.toContain(TOKEN)
    expect(scenario.handler.calls).toBeGreaterThan(0)
  })
})
