import { createDevice, type Device, type DeviceId } from '@/domain/device'
import type { FleetRow } from '@/domain/fleet-row'
import { actionIn } from '@/domain/order'
import { planOrders, type OrderTarget } from '@/domain/order-plan'
import { presentRun, withResults, type OrderResult, type OrderRun } from '@/domain/order-result'
import type { CloudAccess } from '@/engine/cloud-access'
import type { Command, EngineEvent, Reply } from '@/engine/protocol'
import { openScenario, type ScenarioSession } from '@/simulator/scenario-session'
import type { PublishResult } from '@/simulator/cloud'
import { FakeClock } from './fake-clock'
import { connectInProcess } from './in-process-engine'

export const ORDER_TOKEN = 'canary-order-token-51c7'
const LIMITS = { callsPerSecond: 50, maxInFlight: 6, burst: 10 }
/** Of the 24 states of `every-status` seven can be told. */
const STATES = 24
const TELLABLE = 7

/** An order as it came in at the cloud. */
export interface Arrived {
  readonly id: DeviceId
  readonly requestId: string
}

/** What a call says, as the cloud reads it. */
export type SentFields = Readonly<Record<'Action' | 'ProductId' | 'DeviceName' | 'RequestId', string>>

interface WorldOptions {
  readonly devices: number
  readonly seed?: number
  readonly latencyMs?: { min: number; max: number }
  /** Stands before the cloud. */
  readonly through?: (sent: SentFields, next: () => Promise<Response>) => Promise<Response>
}

/** An engine that watches `devices` devices in 8, 5 and 10, each answered for once, over the simulator; all that reaches its cloud is noted. */
export async function orderedFleet({ devices: wanted, seed = 1, latencyMs = { min: 5, max: 60 }, through = (_sent, next) => next() }: WorldOptions) {
  const clock = new FakeClock()
  const session = openScenario({ scenario: 'every-status', seed, clock, devices: Math.ceil((wanted * STATES) / TELLABLE) + STATES, latencyMs, faults: null, token: ORDER_TOKEN })
  const { arrived, done } = noteOrders(session)
  const access: CloudAccess = {
    fetch(input, init) {
      const sent = JSON.parse(String(init?.body)) as SentFields
      return through(sent, () => {
        note(sent, arrived)
        return session.handler(new Request(input, init))
      })
    },
    endpoint: 'http://cloud.invalid/api/exploreropen/tokenapi',
    limits: LIMITS,
    devices: [],
    kept: true,
  }
  const { connection, engine } = connectInProcess({ clock, openCloud: () => Promise.resolve(access) })
  const tab = watchTab()
  connection.onEvent((event) => tab.apply(event))
  const send = async (command: Command): Promise<Reply> => {
    const replies: Reply[] = []
    void connection.send(command).then((answer) => replies.push(answer))
    for (;;) {
      const [reply] = replies
      if (reply) return reply
      await clock.advance(10)
    }
  }
  await clock.advance(10)
  await send({ kind: 'open', upstream: { kind: 'mainland' }, token: ORDER_TOKEN })
  const devices: readonly Device[] = session.cloud
    .devices()
    .filter(({ id }) => actionIn(session.cloud.truth(id)?.status ?? null) !== null)
    .slice(0, wanted)
    .map(({ productId, deviceName }) => createDevice(productId, deviceName))
  await send({ kind: 'add', devices })
  while ([...tab.rows.values()].some(({ snapshot }) => snapshot === null)) await clock.advance(1_000)
  return {
    clock, session, engine, connection, tab, devices, arrived, done, send,
    plan: (): readonly OrderTarget[] => planOrders(tab.rows.values(), clock.wallMs()).targets,
    /** Until the run has ended; fails after `mostMs`. */
    async ended(mostMs = 3_600_000): Promise<OrderRun> {
      for (let ms = 0; ms < mostMs; ms += 1_000) {
        if (tab.run?.state === 'ended') return tab.run
        await clock.advance(1_000)
      }
      throw new Error(`the run is ${tab.run?.state ?? 'absent'} after ${mostMs} ms, ${tab.run?.results.length} results`)
    },
  }
}

/** A tab that keeps rows and runs as the engine tells them. */
export function watchTab() {
  const tab = {
    rows: new Map<DeviceId, FleetRow>(),
    run: null as OrderRun | null,
    events: [] as EngineEvent[],
    onRow: (_row: FleetRow, _before: FleetRow | undefined): void => undefined,
    apply(event: EngineEvent) {
      tab.events.push(event)
      if (event.kind === 'snapshot') tab.rows.clear()
      if (event.kind === 'rows') for (const id of event.removed) tab.rows.delete(id)
      const changed = event.kind === 'snapshot' ? event.rows : event.kind === 'rows' ? event.changed : []
      for (const row of changed) {
        tab.onRow(row, tab.rows.get(row.device.id))
        tab.rows.set(row.device.id, row)
      }
      if (event.kind === 'orders') tab.run = presentRun(tab.run, event, 0)
      if (event.kind === 'order-results' && tab.run?.id === event.runId) tab.run = withResults(tab.run, event)
    },
  }
  return tab
}

function note({ Action, ProductId, DeviceName, RequestId }: SentFields, arrived: Arrived[]) {
  if (Action === 'AppPublishFirmwareUpdateMessage') arrived.push({ id: createDevice(ProductId, DeviceName).id, requestId: RequestId })
}

/** Notes what the simulated cloud made of each order that it carried out. */
function noteOrders({ cloud }: ScenarioSession) {
  const done: { id: DeviceId; result: PublishResult }[] = []
  const publish = cloud.publish.bind(cloud)
  Object.assign(cloud, {
    publish: (id: DeviceId) => {
      const result = publish(id)
      done.push({ id, result })
      return result
    },
  })
  return { arrived: [] as Arrived[], done }
}

/** What a run's account says against what reached the cloud. All four are promised to be 0. */
export function auditRun(targets: readonly OrderTarget[], results: readonly OrderResult[], world: { arrived: readonly Arrived[]; done: readonly { id: DeviceId; result: PublishResult }[] }) {
  const figures = { accountedOnce: 0, sentTwice: 0, dropped: 0, wrong: 0 }
  for (const { device } of targets) {
    const own = results.filter((result) => result.device.id === device.id)
    const arrived = world.arrived.filter(({ id }) => id === device.id)
    const told = world.done.filter(({ id, result }) => id === device.id && result === 'told').length
    const [result] = own
    if (own.length === 1) figures.accountedOnce += 1
    if (arrived.length > 1) figures.sentTwice += 1
    if (!result) figures.dropped += 1
    else if (!isRight(result, arrived, told)) figures.wrong += 1
  }
  return figures
}

function isRight({ kind, requestId }: OrderResult, arrived: readonly Arrived[], told: number): boolean {
  if (kind === 'sent') return told === 1 && arrived[0]?.requestId === requestId
  if (kind === 'uncertain') return arrived.length === 1 && arrived[0]?.requestId === requestId
  return told === 0
}
