import { describe, expect, it } from 'vitest'
import { createDevice, type DeviceId } from '@/domain/device'
import { linkParameters, readLink } from '@/domain/fleet-link'
import { DEFAULT_QUERY } from '@/domain/fleet-query'
import { NO_REASON, normalise, TIMED_OUT } from '@/domain/failure-cause'
import type { TrueState } from '@/simulator/cloud'
import { openScenario } from '@/simulator/scenario-session'
import { useFleetStore } from '@/stores/fleet'
import { useSessionStore } from '@/stores/session'
import { useWatchlistStore } from '@/stores/watchlist'
import { accessTo, startStores } from '../support/app-stores'
import { FakeClock } from '../support/fake-clock'

const TOKEN = 'a-good-token-0123456789'

/** A fleet in mid-rollout, watched until everything was seen, then held still. */
async function watchedFleet() {
  const clock = new FakeClock(Date.now())
  const scenario = openScenario({ scenario: 'demo', seed: 3, devices: 900, clock, latencyMs: { min: 1, max: 2 }, token: TOKEN })
  scenario.cloud.advance(3_600_000)
  scenario.setFrozen(true)
  startStores({ clock, openCloud: () => Promise.resolve(accessTo(scenario, { callsPerSecond: 50, maxInFlight: 6, burst: 50 })) })
  const done = Promise.all([useSessionStore().enter({ kind: 'mainland' }, TOKEN), useWatchlistStore().add(scenario.cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName)))])
  await clock.advance(30_000)
  await done
  const fleet = useFleetStore()
  // The view follows the rows a quarter of a second later.
  fleet.change({ ...DEFAULT_QUERY })
  const truths = scenario.cloud.devices().map((device) => ({ ...device, truth: scenario.cloud.truth(device.id) }))
  return { fleet, truths }
}

/** What an operator would group by, told of the cloud's own truth. */
function trueCause(truth: TrueState | undefined): string | null {
  if (truth?.status === 10) return TIMED_OUT
  return truth?.status === 5 ? normalise(truth.errMsg) : null
}

describe('the rollouts over the engine and the simulator', () => {
  it('narrow the table to exactly the devices that a count or a cause counts, and the link brings them back', async () => {
    const { fleet, truths } = await watchedFleet()
    const idsOf = (holds: (device: (typeof truths)[number]) => boolean): DeviceId[] => truths.filter(holds).map(({ id }) => id).toSorted()
    let filters = 0
    let rows = 0
    for (const { productId, targetVersion, byKind, causes } of fleet.rollouts) {
      const isOfIt = ({ productId: product, truth }: (typeof truths)[number]) => product === productId && truth?.targetVersion === targetVersion
      fleet.change({ ...DEFAULT_QUERY, filter: 'failed', productId, targetVersion })
      expect(fleet.ids.length).toBe(byKind.failed)
      for (const { cause, count } of causes) {
        const query = { ...DEFAULT_QUERY, filter: 'failed' as const, productId, targetVersion, cause }
        fleet.change(readLink(linkParameters({ query, columns: null, device: null })).query)
        expect(fleet.ids.length).toBe(count)
        expect(fleet.ids.toSorted()).toEqual(idsOf((device) => isOfIt(device) && trueCause(device.truth) === cause))
        filters += 1
        rows += fleet.ids.length
      }
      fleet.change({ ...DEFAULT_QUERY })
    }
    console.log(`rollouts: ${fleet.rollouts.length}, cause filters ${filters}, rows shown ${rows}, wrong 0`)
    expect(filters).toBeGreaterThan(3)
    expect(rows).toBe(fleet.rollouts.reduce((sum, { byKind }) => sum + byKind.failed, 0))
    expect(fleet.rollouts.some(({ causes }) => causes.some(({ cause }) => cause !== NO_REASON))).toBe(true)
  }, 60_000)

  it('move no other row in while a cause is filtered by: the tabs count what it leaves', async () => {
    const { fleet } = await watchedFleet()
    const cause = fleet.rollouts.flatMap(({ causes }) => causes)[0]?.cause ?? ''
    fleet.change({ cause })
    const { all, failed } = fleet.counts
    expect(all).toBe(failed)
    expect(all).toBe(fleet.rollouts.flatMap(({ causes }) => causes).filter((each) => each.cause === cause).reduce((sum, { count }) => sum + count, 0))
  }, 60_000)
})
