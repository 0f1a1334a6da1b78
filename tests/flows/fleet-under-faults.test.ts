import { describe, expect, it } from 'vitest'
import { createDevice, type DeviceId } from '@/domain/device'
import type { FleetRow } from '@/domain/fleet-row'
import type { CloudAccess } from '@/engine/cloud-access'
import type { EngineEvent } from '@/engine/protocol'
import { FAULT_KINDS } from '@/simulator/faults'
import { openScenario } from '@/simulator/scenario-session'
import { FakeClock } from '../support/fake-clock'
import { connectInProcess } from '../support/in-process-engine'
import { sized } from '../support/soak'
import { told } from '../support/told'

const SEEDS = sized([1], [1, 2, 3, 4, 5])
const REQUESTS = sized(4_000, 10_000)

class Mirror {
  readonly rows = new Map<DeviceId, FleetRow>()
  blanked = 0
  invented = 0

  private readonly truths: ReadonlyMap<DeviceId, ReadonlySet<number | null>>

  constructor(truths: ReadonlyMap<DeviceId, ReadonlySet<number | null>>) {
    this.truths = truths
  }

  /** As the engine told it last. */
  sweepMs: number | null = null

  apply(event: EngineEvent) {
    if ('account' in event) this.sweepMs = event.account?.polling.sweepMs ?? null
    if (event.kind !== 'snapshot' && event.kind !== 'rows') return
    const changed = event.kind === 'snapshot' ? event.rows : event.changed
    for (const row of changed) {
      if (this.rows.get(row.device.id)?.snapshot && !row.snapshot) this.blanked += 1
      if (row.snapshot && !this.truths.get(row.device.id)?.has(row.snapshot.upgrade.status)) this.invented += 1
      this.rows.set(row.device.id, row)
    }
  }
}

function openFaultyCloud(clock: FakeClock, seed: number) {
  const session = openScenario({ scenario: 'flaky', seed, clock, latencyMs: { min: 5, max: 40 }, faults: { rate: 0.3, kinds: FAULT_KINDS } })
  const access: CloudAccess = {
    fetch: (input, init) => session.handler(new Request(input, init)),
    endpoint: 'http://cloud.invalid/api/exploreropen/tokenapi',
    limits: { callsPerSecond: 10, maxInFlight: 6, burst: 1 },
    devices: session.cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName)),
    kept: true,
  }
  return { session, access }
}

describe('a fleet under faults', () => {
  it('shows no wrong and no blank status, loses no device, and equals the truth within two sweeps of the faults’ end (T1)', async () => {
    const figures = { seeds: SEEDS.length, requests: 0, faulty: 0, invented: 0, blanked: 0, lost: 0, wrongAtEnd: 0 }
    for (const seed of SEEDS) {
      const clock = new FakeClock()
      const { session, access } = openFaultyCloud(clock, seed)
      const held = new Map<DeviceId, Set<number | null>>(session.cloud.devices().map(({ id }) => [id, new Set()]))
      const note = () => {
        for (const { id } of session.cloud.devices()) held.get(id)?.add(session.cloud.truth(id)?.status ?? null)
      }
      session.cloud.onTransition(({ id, to }) => held.get(id)?.add(to))
      const { connection } = connectInProcess({ clock, openCloud: () => Promise.resolve(access) })
      const mirror = new Mirror(held)
      connection.onEvent((event) => mirror.apply(event))
      note()
      const opened = connection.send({ kind: 'open', upstream: { kind: 'mainland' }, token: 'some-token-0123456789' })
      await clock.advance(10)
      expect(await opened).toEqual({ kind: 'done', count: 0 })
      while (session.handler.calls < REQUESTS / SEEDS.length) await clock.advance(10_000)
      figures.requests += session.handler.calls
      figures.faulty += [...session.handler.faulty.values()].reduce((sum, count) => sum + count, 0)
      session.handler.setFaults(null)
      session.setFrozen(true)
      await clock.advance(2 * (mirror.sweepMs ?? NaN))
      figures.invented += mirror.invented
      figures.blanked += mirror.blanked
      figures.lost += session.cloud.devices().length - mirror.rows.size
      for (const { id } of session.cloud.devices()) {
        if (mirror.rows.get(id)?.snapshot?.upgrade.status !== (session.cloud.truth(id)?.status ?? null)) figures.wrongAtEnd += 1
      }
    }
    console.log(`T1: ${told(figures)}`)
    expect(figures.requests).toBeGreaterThanOrEqual(REQUESTS)
    expect(figures.faulty / figures.requests).toBeGreaterThanOrEqual(0.25)
    expect(figures).toMatchObject({ invented: 0, blanked: 0, lost: 0, wrongAtEnd: 0 })
  }, 120_000)

  it('would catch a client that takes whatever comes for a status', async () => {
    const clock = new FakeClock()
    const { session, access } = openFaultyCloud(clock, 1)
    let wrong = 0
    for (const { id, productId, deviceName } of session.cloud.devices()) {
      const naive = access
        .fetch(access.endpoint, {
          method: 'POST',
          body: JSON.stringify({ Action: 'AppDescribeFirmwareUpdateStatus', RequestId: id, AccessToken: 'x', ProductId: productId, DeviceName: deviceName }),
        })
        .then((response) => response.text())
        .then((text) => Number(/"Status":(\d+)/u.exec(text)?.[1] ?? 0))
        .catch(() => 0)
      const timeLimit = new Promise<number>((resolve) => clock.after(20_000, () => resolve(0)))
      const status = Promise.race([naive, timeLimit])
      await clock.advance(20_000)
      if ((await status) !== (session.cloud.truth(id)?.status ?? null)) wrong += 1
    }
    console.log(`flow under faults, naive client: wrong ${wrong} of ${session.cloud.devices().length}`)
    expect(wrong).toBeGreaterThan(0)
  }, 60_000)
})
