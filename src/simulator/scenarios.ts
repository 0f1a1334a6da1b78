import { FAULT_KINDS, type FaultPlan } from './faults'
import { MANY_PRODUCTS, PRODUCTS, type ProductPlan } from './products'
import type { SingleWaves, WavePlan } from './waves'

export interface Scenario {
  /** Devices unless the caller asks for another number. */
  readonly devices: number
  readonly products: readonly [ProductPlan, ...ProductPlan[]]
  readonly fleet: 'waves' | 'settled' | 'every-status'
  readonly waves: WavePlan | null
  readonly singleWaves: SingleWaves | null
  /** Share of devices that fall offline or fail and begin again for ever, 0–1. */
  readonly flapShare: number
  /** Whether some answers carry a stale, null or textual Percent where none belongs (cloud-api §3). */
  readonly sendsOddities: boolean
  readonly faults: FaultPlan | null
  /** After this many calls the token is refused; `null` for never. */
  readonly expireAfterCalls: number | null
}

const MINUTE_MS = 60_000

/** A picture that stays mid-rollout for ever: each product's devices take their turn evenly over the whole period. */
const ENDLESS: WavePlan = { periodMs: 25.5 * MINUTE_MS, spreadMs: 25.5 * MINUTE_MS, queuesAll: false, startPhase: null }

/** The whole fleet queued at time 0, told over 45 minutes, calm at the end, and the next version after 75. */
const FROM_THE_START: WavePlan = { periodMs: 75 * MINUTE_MS, spreadMs: 45 * MINUTE_MS, queuesAll: true, startPhase: 0 }

const NO_WAVES = { waves: null, singleWaves: null, flapShare: 0 } as const
const CALM = { faults: null, expireAfterCalls: null } as const
const LIVELY = { products: PRODUCTS, fleet: 'waves', ...NO_WAVES, waves: ENDLESS, sendsOddities: true, ...CALM } as const
const QUIET = { devices: 10_000, products: MANY_PRODUCTS, fleet: 'waves', ...NO_WAVES, sendsOddities: false, ...CALM } as const

/** One product's rollout after 20 quiet minutes; one device in five is left out of it. */
const ONE_WAVE: SingleWaves = { startMs: { [PRODUCTS[0].productId]: 20 * MINUTE_MS }, spreadMs: 40 * MINUTE_MS, share: 0.8 }

/** Three products get a new version, one 15 minutes after the other. */
const OVERLAPPING: SingleWaves = {
  startMs: Object.fromEntries(PRODUCTS.map(({ productId }, index) => [productId, (10 + 15 * index) * MINUTE_MS])),
  spreadMs: 60 * MINUTE_MS,
  share: 0.8,
}

/** The named fleets. `every-status` stands still, but for devices that a person starts. */
export const SCENARIOS = {
  demo: { devices: 1_200, ...LIVELY },
  rollout: { devices: 1_200, ...LIVELY, waves: FROM_THE_START },
  settled: { devices: 1_200, products: PRODUCTS, fleet: 'settled', ...NO_WAVES, sendsOddities: false, ...CALM },
  'every-status': { devices: 24, products: PRODUCTS, fleet: 'every-status', ...NO_WAVES, sendsOddities: false, ...CALM },
  flaky: { devices: 200, ...LIVELY, faults: { rate: 0.25, kinds: FAULT_KINDS } },
  'expired-token': { devices: 50, ...LIVELY, expireAfterCalls: 20 },
  'ten-thousand': { devices: 10_000, ...LIVELY },
  'one-wave': { ...QUIET, singleWaves: ONE_WAVE },
  overlapping: { ...QUIET, singleWaves: OVERLAPPING },
  flapping: { ...QUIET, flapShare: 0.04 },
} as const satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof SCENARIOS

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly ScenarioName[]

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name)
}
