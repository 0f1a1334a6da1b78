import type { DeviceId } from '../domain/device'
import { AccountLists } from './account-lists'
import { createRuns } from './create-runs'
import { percentAt, type DeviceRun } from './device-run'
import { createFleet, type SimulatedDevice, type SimulatedFamily } from './fleet'
import type { SimulatedProduct } from './products'
import { SCENARIOS, type Scenario, type ScenarioName } from './scenarios'
import { queue, retry } from './stages'
import { Timeline, type SimulatedTransition } from './timeline'
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

export interface SimulatedCloud {
  readonly products: readonly SimulatedProduct[]
  readonly families: readonly SimulatedFamily[]
  /** What the account has of the fleet. */
  readonly account: AccountLists
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

/** Flapping devices have done so for a while when the simulation starts. */
const FLAPPED_BEFORE_MS = 30 * 60_000

export interface SimulatedCloudOptions {
  scenario: ScenarioName
  seed: number
  devices?: number
}

/** The cloud in memory, already in the middle of what its scenario shows. Everything follows from `seed`. */
export function createSimulatedCloud({ scenario, seed, devices }: SimulatedCloudOptions): SimulatedCloud {
  const plan: Scenario = SCENARIOS[scenario]
  const fleet = createFleet(devices ?? plan.devices, seed, plan.products)
  const startMs = plan.waves ? warmUpFromMs(plan.waves, plan.products) : plan.flapShare > 0 ? -FLAPPED_BEFORE_MS : 0
  const runs = createRuns(fleet.members, { plan, seed, startMs })
  const list = Object.freeze(fleet.members.map(({ device }) => device))
  const placeOf = new Map(list.map(({ id }, place) => [id, place]))
  const placeFor = (id: DeviceId) => placeOf.get(id) ?? -1
  const timeline = new Timeline(list, runs, startMs)
  timeline.advance(-startMs)
  const before = timeline.transitions

  return {
    products: plan.products.map(({ productId, name, description }) => ({ productId, name, description })),
    families: fleet.families,
    account: new AccountLists(list, fleet.families),
    sendsOddities: plan.sendsOddities,
    get nowMs() {
      return timeline.nowMs
    },
    get transitions() {
      return timeline.transitions - before
    },
    devices: () => list,
    device: (id) => list[placeFor(id)],
    runningVersion: (id) => runs[placeFor(id)]?.version ?? null,
    advance: (durationMs) => timeline.advance(durationMs),
    truth(id) {
      const run = runs[placeFor(id)]
      return run && truthOf(run, timeline.nowMs)
    },
    publish(id) {
      const run = runs[placeFor(id)]
      if (!run) return 'not-bound'
      const result = start(run, timeline.nowMs)
      if (result === 'told') timeline.expect(placeFor(id))
      return result
    },
    onTransition: (listener) => timeline.onTransition(listener),
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
