import { beforeEach, describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { openScenario } from '@/simulator/scenario-session'
import { useFleetStore } from '@/stores/fleet'
import { usePollingStore } from '@/stores/polling'
import { useSelectionStore } from '@/stores/selection'
import { useSessionStore } from '@/stores/session'
import { useWatchlistStore } from '@/stores/watchlist'
import { accessTo, startStores } from '../support/app-stores'
import { FakeClock } from '../support/fake-clock'

const TOKEN = 'a-good-token-0123456789'

function startApp() {
  const clock = new FakeClock(Date.now())
  const scenario = openScenario({ scenario: 'every-status', seed: 1, clock, latencyMs: { min: 1, max: 2 }, token: TOKEN })
  startStores({ clock, openCloud: () => Promise.resolve(accessTo(scenario)) })
  const devices = scenario.cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName))
  return { clock, scenario, devices, session: useSessionStore(), fleet: useFleetStore(), selection: useSelectionStore(), orders: usePollingStore(), watchlist: useWatchlistStore() }
}

async function within<T>(clock: FakeClock, durationMs: number, work: Promise<T>): Promise<T> {
  await clock.advance(durationMs)
  return work
}

describe('the stores over the engine and the simulator', () => {
  let app: ReturnType<typeof startApp>

  beforeEach(async () => {
    app = startApp()
    await app.clock.advance(10)
  })

  it('enter a token, watch devices, and hold what the cloud holds', async () => {
    const { clock, session, watchlist, fleet, devices, scenario } = app
    expect(await within(clock, 10, session.enter({ kind: 'mainland' }, TOKEN))).toBeNull()
    expect(session.tokenTail).toBe('6789')
    expect(await within(clock, 10, watchlist.add(devices))).toBe(devices.length)
    await clock.advance(10_000)
    for (const { id } of devices) {
      expect(fleet.row(id).value?.snapshot?.upgrade.status ?? null, id).toBe(scenario.cloud.truth(id)?.status ?? null)
    }
  })

  it('tabs count and filter', async () => {
    const { clock, session, watchlist, fleet, devices } = app
    await within(clock, 10, session.enter({ kind: 'mainland' }, TOKEN))
    await within(clock, 10, watchlist.add(devices))
    await clock.advance(10_000)
    fleet.change({ filter: 'failed' })
    const { counts, ids } = fleet
    expect(ids.length).toBe(counts.failed)
    expect(counts.failed).toBeGreaterThan(0)
    expect(counts.failed + counts.confirm + counts.running + counts.queued + counts.offline + counts.done + counts.unknown).toBe(devices.length)
  })

  it('a refused token locks, keeps list and statuses, and a new one goes on', async () => {
    const { clock, session, watchlist, fleet, devices, scenario } = app
    await within(clock, 10, session.enter({ kind: 'mainland' }, TOKEN))
    await within(clock, 10, watchlist.add(devices))
    await clock.advance(10_000)
    scenario.handler.expireToken()
    await clock.advance(15_000)
    expect(session.lockReason).toMatchObject({ kind: 'refused', code: 'InvalidParameterValue.InvalidAccessToken' })
    expect(session.tokenTail).toBeNull()
    expect(fleet.total).toBe(devices.length)
    const calls = scenario.handler.calls
    await clock.advance(60_000)
    expect(scenario.handler.calls).toBe(calls)
  })

  it('a budget is taken at once, told, and refused when out of range', async () => {
    expect(await within(app.clock, 100, app.orders.setBudget(25))).toBeNull()
    expect(app.session.polling?.budgetPerSecond).toBe(25)
    expect(await within(app.clock, 100, app.orders.setBudget(51))).toBe('bad-budget')
    expect(app.session.polling?.budgetPerSecond).toBe(25)
  })

  it('rows not answered for, or failing, are counted as not up to date', async () => {
    await within(app.clock, 100, app.session.enter({ kind: 'mainland' }, TOKEN))
    const added = app.watchlist.add(app.devices)
    await app.clock.advance(200)
    await added
    expect(app.fleet.notFresh).toBeGreaterThan(0)
    await app.clock.advance(10_000)
        expect(app.fleet.notFresh).toBe(0)
  })

  it('a ticked row is asked about as what is on the screen, until it is let go', async () => {
    const { clock, session, selection, watchlist, devices } = app
    await within(clock, 100, session.enter({ kind: 'mainland' }, TOKEN))
    await within(clock, 100, watchlist.add(devices))
    const [ticked] = devices
    if (!ticked) throw new Error('no device')
    const isPlanned = async () => {
      let planned = 0
      for (let second = 0; second < 5; second += 1) {
        await clock.advance(1_000)
        if (session.polling?.nextAskAt.has(ticked.id)) planned += 1
      }
      return planned > 0
    }
    expect(await isPlanned()).toBe(false)
    selection.toggle(ticked.id)
    expect(await isPlanned()).toBe(true)
    selection.clear()
    expect(await isPlanned()).toBe(false)
  })

  it('remove and undo bring a device back with its last status', async () => {
    const { clock, session, watchlist, fleet, devices } = app
    const [first] = devices
    if (!first) throw new Error('no device')
    await within(clock, 10, session.enter({ kind: 'mainland' }, TOKEN))
    await within(clock, 10, watchlist.add(devices))
    await clock.advance(10_000)
    const before = fleet.row(first.id).value?.snapshot
    await within(clock, 200, watchlist.remove([first.id]))
    expect(fleet.has(first.id)).toBe(false)
    expect(watchlist.undoable).toBe(1)
    await within(clock, 200, watchlist.undo())
    expect(fleet.has(first.id)).toBe(true)
    expect(fleet.row(first.id).value?.snapshot?.since).toEqual(before?.since)
  })

  it('an impossible token or path is refused in place', async () => {
    const { clock, session } = app
    expect(await within(clock, 10, session.enter({ kind: 'mainland' }, '  '))).toBe('bad-token')
    expect(await within(clock, 10, session.enter({ kind: 'custom', path: '//evil.example' }, TOKEN))).toBe('bad-path')
  })
})
