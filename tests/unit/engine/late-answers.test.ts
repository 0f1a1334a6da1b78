import { describe, expect, it } from 'vitest'
import { createDevice, type DeviceId } from '@/domain/device'
import type { FleetRow } from '@/domain/fleet-row'
import { Account } from '@/engine/account'
import type { CloudAccess } from '@/engine/cloud-access'
import { createRandom } from '@/simulator/random'
import { FakeClock } from '../../support/fake-clock'
import { sized } from '../../support/soak'

const RUNS = sized(2_000, 10_000)
const STEPS = 40
const DEVICES = ['a', 'b', 'c', 'd'].map((name) => createDevice('P1', name))
const LIMITS = { callsPerSecond: 10, maxInFlight: 6, burst: 10 }

/** One call under way. `serial` counts calls in the order in which they were sent; the cloud's answer carries it back. */
interface Call {
  readonly serial: number
  readonly requestId: string
  readonly answer: (response: Response) => void
}

/** A cloud that answers when and in the order in which it is told to, deaf to aborts: the worst network there is. */
function lateCloud() {
  const open: Call[] = []
  let serial = 0
  const fetch: CloudAccess['fetch'] = (_input, init) =>
    new Promise((resolve) => {
      const { RequestId, Action } = JSON.parse(String(init?.body))
      if (Action === 'AppDescribeFirmwareUpdateStatus') {
        serial += 1
        open.push({ serial, requestId: RequestId, answer: resolve })
      } else resolve(Response.json({ Response: { RequestId } }))
    })
  return {
    open,
    fetch,
    lastSerial: () => serial,
    /** Answers one call; the status says nothing, the version says which call it was. */
    answer(call: Call, kind: number) {
      open.splice(open.indexOf(call), 1)
      const fields = kind === 0 ? { Error: { Code: 'FailedOperation', Message: `#${call.serial}` } } : { Status: 3, OriVersion: `#${call.serial}` }
      call.answer(Response.json({ Response: { ...fields, RequestId: call.requestId } }))
    },
  }
}

/** Notes each answer applied to a device that was sent before an answer already applied, or before the present watch. */
class OlderAnswers {
  applied = 0
  older = 0
  private readonly newest = new Map<DeviceId, number>()
  private readonly watchedSince = new Map<DeviceId, number>()

  begin(id: DeviceId, serial: number) {
    this.watchedSince.set(id, serial)
  }

  note(id: DeviceId, serial: number) {
    this.applied += 1
    if (serial <= (this.newest.get(id) ?? 0) || serial <= (this.watchedSince.get(id) ?? 0)) this.older += 1
    this.newest.set(id, Math.max(serial, this.newest.get(id) ?? 0))
  }
}

function serialOf({ snapshot, call }: FleetRow): number {
  const text = call.kind === 'failed' ? ('message' in call.failure ? call.failure.message : '') : snapshot?.upgrade.sourceVersion
  return Number(text?.slice(1) ?? 0)
}

interface Watcher {
  add(id: DeviceId): void
  remove(id: DeviceId): void
  refresh(): void
  renew(): void
  end(): void
}

type StartWatcher = (world: { clock: FakeClock; cloud: ReturnType<typeof lateCloud>; seen: OlderAnswers; random: () => number }) => Watcher

const lookout: StartWatcher = ({ clock, cloud, seen, random }) => {
  const account = new Account({
    upstream: { kind: 'mainland' },
    access: { fetch: cloud.fetch, endpoint: '/api', limits: LIMITS, devices: [], kept: false },
    clock,
    random,
    rows: [],
    onRow: (row) => seen.note(row.device.id, serialOf(row)),
    onStatus: () => undefined,
  })
  account.unlock('a-token-0123456789')
  return {
    add: (id) => void account.add(DEVICES.filter((device) => device.id === id)),
    remove: (id) => void account.remove([id]),
    refresh: () => account.refresh('all'),
    renew: () => account.unlock('another-token-0123456789'),
    end: () => account.close(),
  }
}

/** Asks whenever told to and applies what comes, if it is still on the list. */
const naive: StartWatcher = ({ cloud, seen }) => {
  const watched = new Set<DeviceId>()
  const ask = async (id: DeviceId) => {
    const response = await cloud.fetch('/api', { body: JSON.stringify({ Action: 'AppDescribeFirmwareUpdateStatus', RequestId: 'r' }) })
    const { Response: fields } = await response.json()
    if (watched.has(id)) seen.note(id, Number((fields.OriVersion ?? fields.Error.Message).slice(1)))
  }
  return {
    add(id) {
      watched.add(id)
      void ask(id)
    },
    remove: (id) => void watched.delete(id),
    refresh: () => [...watched].forEach((id) => void ask(id)),
    renew: () => undefined,
    end: () => watched.clear(),
  }
}

async function interleave(start: StartWatcher, seed: number, sum: { late: number; applied: number; older: number; timersLeft: number }) {
  const random = createRandom(seed).next
  const pick = (below: number) => Math.floor(random() * below)
  const world = { clock: new FakeClock(), cloud: lateCloud(), seen: new OlderAnswers(), random }
  const { clock, cloud, seen } = world
  const watcher = start(world)
  const watched = new Set<DeviceId>()
  const add = (id: DeviceId) => {
    if (watched.has(id)) return
    watched.add(id)
    seen.begin(id, cloud.lastSerial())
    watcher.add(id)
  }
  const renew = () => {
    for (const id of watched) seen.begin(id, cloud.lastSerial())
    watcher.renew()
  }
  for (const { id } of DEVICES) add(id)
  for (let step = 0; step < STEPS; step += 1) {
    const device = DEVICES[pick(DEVICES.length)]
    const what = pick(20)
    if (!device) continue
    if (what < 3) {
      watcher.remove(device.id)
      watched.delete(device.id)
    } else if (what < 7) add(device.id)
    else if (what < 8) watcher.refresh()
    else if (what < 9) renew()
    else if (what < 15) {
      const call = cloud.open[pick(cloud.open.length)]
      if (!call) continue
      if (cloud.open.some(({ serial }) => serial < call.serial) || call.serial < cloud.lastSerial()) sum.late += 1
      cloud.answer(call, pick(5))
      await clock.advance(0)
    } else await clock.advance(pick(4000))
  }
  watcher.end()
  for (const call of cloud.open.slice()) cloud.answer(call, 1)
  await clock.advance(0)
  sum.applied += seen.applied
  sum.older += seen.older
  sum.timersLeft += clock.pendingTimers
}

async function interleavings(start: StartWatcher, runs: number) {
  const sum = { runs, late: 0, applied: 0, older: 0, timersLeft: 0 }
  for (let seed = 1; seed <= runs; seed += 1) await interleave(start, seed, sum)
  return sum
}

describe('T4: late and re-ordered answers', () => {
  it('are never applied over newer ones, nor across a remove and re-add, nor across a new token', async () => {
    const sum = await interleavings(lookout, RUNS)
    console.log(`T4: interleavings ${sum.runs}, answers out of order ${sum.late}, applied ${sum.applied}, older applied ${sum.older}, timers left ${sum.timersLeft}`)
    expect(sum).toMatchObject({ older: 0, timersLeft: 0 })
    expect(sum.late).toBeGreaterThan(RUNS)
    expect(sum.applied).toBeGreaterThan(RUNS)
  }, 60_000)

  it('would be noticed in a watcher that applies what comes', async () => {
    const sum = await interleavings(naive, 200)
    console.log(`T4 control, naive watcher: interleavings ${sum.runs}, older applied ${sum.older}`)
    expect(sum.older).toBeGreaterThan(100)
  }, 60_000)
})
