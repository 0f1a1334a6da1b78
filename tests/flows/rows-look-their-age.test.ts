import { describe, expect, it } from 'vitest'
import { createDevice, type DeviceId } from '@/domain/device'
import { ageMs, isFresh, isStale, type FleetRow } from '@/domain/fleet-row'
import type { CloudAccess } from '@/engine/cloud-access'
import { CLOUD_LIMITS } from '@/engine/cloud-access'
import { openScenario } from '@/simulator/scenario-session'
import { FakeClock } from '../support/fake-clock'
import { connectInProcess } from '../support/in-process-engine'
import { sized } from '../support/soak'

const DEVICES = 600
const MINUTE_MS = 60_000

async function watch(durationMs: number) {
  const clock = new FakeClock()
  const session = openScenario({ scenario: 'demo', seed: 1, clock, devices: DEVICES, latencyMs: { min: 20, max: 120 } })
  const cloud = { silent: false }
  const access: CloudAccess = {
    fetch: (input, init) => (cloud.silent ? Promise.reject(new TypeError('Failed to fetch')) : session.handler(new Request(input, init))),
    endpoint: 'http://cloud.invalid/api/exploreropen/tokenapi',
    limits: CLOUD_LIMITS,
    devices: session.cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName)),
    kept: true,
  }
  const { connection } = connectInProcess({ clock, openCloud: () => Promise.resolve(access) })
  const rows = new Map<DeviceId, FleetRow>()
  connection.onEvent((event) => {
    if (event.kind !== 'snapshot' && event.kind !== 'rows') return
    for (const row of event.kind === 'snapshot' ? event.rows : event.changed) rows.set(row.device.id, row)
  })
  const opened = connection.send({ kind: 'open', upstream: { kind: 'mainland' }, token: 'some-token-0123456789' })
  await clock.advance(durationMs)
  await opened
  return { clock, cloud, rows: () => [...rows.values()] }
}

describe('the age of what a row shows (T6)', () => {
  it('is told of every row, seldom late while all is well, and past twice the expected interval once the cloud is silent', async () => {
    const { clock, cloud, rows } = await watch(10 * MINUTE_MS)
    let late = 0
    const looks = sized(30, 60)
    for (let look = 0; look < looks; look += 1) {
      await clock.advance(10_000)
      late += rows().filter((row) => !isFresh(row, clock.wallMs())).length
    }
    const unaged = rows().filter((row) => ageMs(row, clock.wallMs()) === null).length
    cloud.silent = true
    await clock.advance(MINUTE_MS)
    const afterOne = rows().filter((row) => isStale(row, clock.wallMs()))
    const wrong = rows().filter((row) => {
      const { observedAt = 0, expectedIntervalMs = 0 } = row.snapshot ?? {}
      return isStale(row, clock.wallMs()) !== clock.wallMs() - observedAt > 2 * (expectedIntervalMs ?? 0)
    })
    await clock.advance(30 * MINUTE_MS)
    const fresh = rows().filter((row) => isFresh(row, clock.wallMs()))
    console.log(`T6: rows ${rows().length}, without age ${unaged}, late while all is well ${((100 * late) / looks / DEVICES).toFixed(3)} %; cloud silent for 1 min: ${afterOne.length} stale, ${wrong.length} of them wrong; for 31 min: ${fresh.length} look fresh`)
    expect(rows().length).toBe(DEVICES)
    expect(unaged).toBe(0)
    expect(late / looks / DEVICES).toBeLessThan(0.002)
    expect(afterOne.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
    expect(fresh).toEqual([])
  }, 60_000)

  it('would not be told by a client that shows what it last got: control', async () => {
    const { clock, cloud, rows } = await watch(2 * MINUTE_MS)
    cloud.silent = true
    await clock.advance(31 * MINUTE_MS)
    const naive = rows().filter((row) => row.snapshot !== null)
    console.log(`T6 control, a client without ages: ${naive.length} look fresh after 31 silent minutes`)
    expect(naive.length).toBe(DEVICES)
  }, 60_000)
})
