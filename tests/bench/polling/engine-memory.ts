import { createDevice, type Device } from '../../../src/domain/device'
import type { CloudAccess } from '../../../src/engine/cloud-access'
import { Engine } from '../../../src/engine/engine'
import { systemClock } from '../../../src/polling/clock'
import type { SimulatedCloud } from '../../../src/simulator/cloud'
import { createRandom } from '../../../src/simulator/random'
import { createMemoryRepository } from '../../../src/storage/memory-repository'
import { openWorkload } from './workloads'

const QUICK = { callsPerSecond: 50_000, maxInFlight: 32, burst: 1_000 }

/** Bytes of heap that the engine keeps for one device once it was answered for. Needs `--expose-gc`; `null` without. */
export async function bytesPerDevice(devices: number): Promise<number | null> {
  const { gc } = globalThis
  if (!gc) return null
  const cloud = openWorkload('quiet', devices, 1)
  const access: CloudAccess = {
    fetch: (_input, init) => new Promise((resolve) => setImmediate(() => resolve(answer(cloud, String(init?.body))))),
    endpoint: 'http://cloud.invalid/',
    limits: QUICK,
    devices: [],
    kept: true,
  }
  const engine = new Engine({
    clock: systemClock,
    random: createRandom(1).next,
    openCloud: () => Promise.resolve(access),
    openRepository: () => Promise.resolve({ repository: createMemoryRepository(), state: { kind: 'persistent' } }),
  })
  const answered = new Set<string>()
  let done = () => undefined as void
  const allAnswered = new Promise<void>((resolve) => (done = resolve))
  const line = engine.join((message) => {
    if (message.kind !== 'event' || message.event.kind !== 'rows') return
    for (const { device, snapshot } of message.event.changed) if (snapshot) answered.add(device.id)
    if (answered.size === devices) done()
  })
  line.receive({ kind: 'command', id: 1, command: { kind: 'open', upstream: { kind: 'mainland' }, token: 'bench-token-0123456789' } })
  await new Promise((resolve) => setTimeout(resolve, 200))
  gc()
  const beforeBytes = process.memoryUsage().heapUsed
  line.receive({ kind: 'command', id: 2, command: { kind: 'add', devices: deviceList(cloud) } })
  await allAnswered
  line.receive({ kind: 'command', id: 3, command: { kind: 'pause' } })
  line.close()
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  answered.clear()
  gc()
  return Math.round((process.memoryUsage().heapUsed - beforeBytes) / devices)
}

function deviceList(cloud: SimulatedCloud): Device[] {
  return cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName))
}

function answer(cloud: SimulatedCloud, body: string): Response {
  const { ProductId, DeviceName, RequestId } = JSON.parse(body) as Record<string, string>
  const id = createDevice(ProductId ?? '', DeviceName ?? '').id
  const truth = cloud.truth(id)
  const { status, percent, sourceVersion, targetVersion, errMsg } = truth ?? { status: null, percent: null, sourceVersion: null, targetVersion: null, errMsg: '' }
  const fields = { OriVersion: sourceVersion ?? '', DstVersion: targetVersion ?? '', ErrMsg: errMsg, Percent: percent ?? 0, Status: status ?? undefined, RequestId }
  return Response.json({ Response: fields })
}
