import type { Clock } from '../polling/clock'
import { createSimulatedCloud, type SimulatedCloud } from './cloud'
import type { FaultPlan } from './faults'
import { createHandler, type SimulatedHandler } from './handler'
import { SCENARIOS, type Scenario, type ScenarioName } from './scenarios'
import type { Envelope } from './wire'

export interface ScenarioOptions {
  scenario: ScenarioName
  seed: number
  clock: Clock
  devices?: number
  /** Simulated ms a ms of the clock. */
  speed?: number
  envelope?: Envelope
  latencyMs?: { min: number; max: number }
  /** Instead of the scenario's own. */
  faults?: FaultPlan | null
  token?: string
  ratePerSecond?: number
}

export interface ScenarioSession {
  readonly cloud: SimulatedCloud
  readonly handler: SimulatedHandler
  /** Moves simulated time to where the clock says it is; each call of the handler does so by itself. */
  catchUp(): void
  /** Stops simulated time, or lets it run on from where it stopped. */
  setFrozen(isFrozen: boolean): void
  stop(): void
}

/** After a longer sleep simulated time goes on from here, so that one call never computes days. */
export const MAX_JUMP_MS = 6 * 3_600_000

/** One scenario behind a fetch-shaped handler, for the page's demo and the server alike. Owns no timer. */
export function openScenario(options: ScenarioOptions): ScenarioSession {
  const { scenario, seed, clock, speed = 1 } = options
  const plan: Scenario = SCENARIOS[scenario]
  const cloud = createSimulatedCloud({ scenario, seed, ...(options.devices === undefined ? {} : { devices: options.devices }) })
  let lastMs = clock.nowMs()
  let isFrozen = false

  function catchUp(): void {
    const nowMs = clock.nowMs()
    if (!isFrozen) cloud.advance(Math.min(MAX_JUMP_MS, (nowMs - lastMs) * speed))
    lastMs = nowMs
  }

  const handler = createHandler({
    cloud,
    clock,
    seed,
    faults: options.faults === undefined ? plan.faults : options.faults,
    beforeAnswer: catchUp,
    ...(plan.expireAfterCalls === null ? {} : { expireAfterCalls: plan.expireAfterCalls }),
    ...(options.envelope === undefined ? {} : { envelope: options.envelope }),
    ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }),
    ...(options.token === undefined ? {} : { token: options.token }),
    ...(options.ratePerSecond === undefined ? {} : { ratePerSecond: options.ratePerSecond }),
  })

  return {
    cloud,
    handler,
    catchUp,
    setFrozen(frozen) {
      catchUp()
      isFrozen = frozen
    },
    stop: () => handler.stop(),
  }
}
