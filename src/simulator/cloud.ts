import type { DeviceId } from '../domain/device'
import { createRuns } from './create-runs'
import { percentAt, type DeviceRun } from './device-run'
import { EventQueue } from './event-queue'
import { createFleet, type SimulatedDevice, type SimulatedFamily } from './fleet'
import { PRODUCTS, type SimulatedProduct } from './products'
import { SCENARIOS, type Scenario, type ScenarioName } from './scenarios'
import { queue, retry } from './stages'
import { warmUpFromMs } from './waves'

/** What is so, whatever the answers on the wire make of it. */
export interface TrueState {
  status: number | null
  /** Whole percent in 3 and 20, else `null`. */
  percent: number | null
  sourceVersion: string | null
  targetVersion: string | null
  errMsg: string
}

export type PublishResult = 'told' | 'not-bound' | 'no-firmware' | 'offline' | 'refused'

export interface SimulatedTransition {
  readonly id: DeviceId
  /** Simulated ms since the creation. */
  readonly atMs: number
  readonly from: number | null
  readonly to: number | null
}

export interface SimulatedCloud {
  readonly products: readonly SimulatedProduct[]
  readonly families: readonly SimulatedFamily[]
  readonly sendsOddities: boolean
  /** Simulated ms since the creation. */
  readonly nowMs: number
  /** How many times a device entered a stage since the creation: the cost of all `advance` calls. */
  readonly transitions: number
  devices(): readonly SimulatedDevice[]
  device(id: DeviceId): SimulatedDevice | undefined
  truth(id: DeviceId): TrueState | undefined
  /** The version that the device runs, whatever its task says. */
  runningVersion(id: DeviceId): string | null
  /** Moves simulated time. The cost is that of the transitions on the way; many small steps equal one large one. */
  advance(durationMs: number): void
  /** AppPublishFirmwareUpdateMessage (cloud-api §4). The device keeps its old status for some seconds after `told`. */
  publish(id: DeviceId): PublishResult
  /** Tells of every stage that a device enters from now on; the answer ends that. */
  onTransition(listener: (transition: SimulatedTransition) => void): () => void
}

export interface SimulatedCloudOptions {
  scenario: ScenarioName
  seed: number
  devices?: number
}

/** The cloud in memory, already in the middle of what its scenario shows. Everything follows from `seed`. */
export function createSimulatedCloud({ scenario, seed, devices }: SimulatedCloudOptions): SimulatedCloud {
  const plan: Scenario = SCENARIOS[scenario]
  const fleet = createFleet(devices ?? plan.devices, seed)
  const startMs = plan.waves ? warmUpFromMs(plan.waves, PRODUCTS) : 0
  const runs = createRuns(fleet.members, { plan, seed, startMs })
  const list = Object.freeze(fleet.members.map(({ device }) => device))
  const placeOf = new Map(list.map(({ id }, place) => [id, place]))
  const events = new EventQueue()
  const listeners = new Set<(transition: SimulatedTransition) => void>()
  let nowMs = startMs
  let transitions = 0

  function expect(run: DeviceRun, device: number): void {
    const { endsAtMs, next } = run.stage
    if (next && Number.isFinite(endsAtMs)) events.push({ atMs: endsAtMs, device, generation: run.generation })
  }

  function runOf(id: DeviceId): DeviceRun | undefined {
    return runs[placeOf.get(id) ?? -1]
  }

  function happen(run: DeviceRun, place: number): void {
    const from = run.stage.status
    run.stage.next?.(run, nowMs)
    transitions += 1
    expect(run, place)
    const id = list[place]?.id
    if (id === undefined) return
    for (const tell of listeners) tell({ id, atMs: nowMs, from, to: run.stage.status })
  }

  function advance(durationMs: number): void {
    const untilMs = nowMs + Math.max(0, durationMs)
    for (let event = events.popUntil(untilMs); event; event = events.popUntil(untilMs)) {
      const run = runs[event.device]
      if (!run || run.generation !== event.generation) continue
      nowMs = event.atMs
      happen(run, event.device)
    }
    nowMs = untilMs
  }

  for (const [place, run] of runs.entries()) expect(run, place)
  advance(-startMs)
  transitions = 0

  return {
    products: PRODUCTS.map(({ productId, name, description }) => ({ productId, name, description })),
    families: fleet.families,
    sendsOddities: plan.sendsOddities,
    get nowMs() {
      return nowMs
    },
    get transitions() {
      return transitions
    },
    devices: () => list,
    device: (id) => list[placeOf.get(id) ?? -1],
    runningVersion: (id) => runOf(id)?.version ?? null,
    advance,
    truth(id) {
      const run = runOf(id)
      return run && truthOf(run, nowMs)
    },
    publish(id) {
      const run = runOf(id)
      if (!run) return 'not-bound'
      const result = start(run, nowMs)
      if (result === 'told') expect(run, placeOf.get(id) ?? -1)
      return result
    },
    onTransition(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function truthOf(run: DeviceRun, nowMs: number): TrueState {
  const { stage, sourceVersion, targetVersion, errMsg } = run
  return { status: stage.status, percent: percentAt(stage, nowMs), sourceVersion, targetVersion, errMsg }
}

function start(run: DeviceRun, nowMs: number): PublishResult {
  const { status } = run.stage
  if (status === null) return 'no-firmware'
  if (status === 0) return 'offline'
  if (status !== 8 && status !== 5 && status !== 10) return 'refused'
  if (run.isTold) return 'told'
  run.isTold = true
  run.generation += 1
  const endsAtMs = nowMs + run.random.between(800, 3_000)
  run.stage = { ...run.stage, endsAtMs, next: status === 8 ? queue : retry }
  return 'told'
}
