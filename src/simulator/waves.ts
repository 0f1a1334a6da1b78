import { versionAt, type ProductPlan } from './products'

/** How a scenario hands out tasks: every period a new version, its devices one after another over `spreadMs`. */
export interface WavePlan {
  readonly periodMs: number
  readonly spreadMs: number
  /** All devices get their task when the wave begins and wait in the queue, instead of getting it in their turn. */
  readonly queuesAll: boolean
  /** Part of the period that runs off before anybody looks; `null` starts each product in its own phase. */
  readonly startPhase: number | null
}

/** A scenario whose products get one new version each, at a time of their own, and none before or after. */
export interface SingleWaves {
  /** ms after the start at which a product's wave begins; a product that is absent gets none. */
  readonly startMs: Readonly<Record<string, number>>
  readonly spreadMs: number
  /** Share of a product's devices that get the new version, 0–1: a staged rollout. */
  readonly share: number
}

export interface NextTask {
  readonly atMs: number
  readonly targetVersion: string
  /** Time in the queue before the device's turn comes. */
  readonly heldMs: number
}

/** A device that has just ended is left alone for this long. */
const REST_MS = 60_000

/** Where the wave that is under way at time 0 stands in a product's list of versions. */
const PRESENT_WAVE = 2

/** The start of the wave before the present one: where a simulation with waves begins. */
export function warmUpFromMs(waves: WavePlan, products: readonly ProductPlan[]): number {
  return Math.min(...products.map((product) => waveStartMs(waves, product, PRESENT_WAVE - 1)))
}

/** The version in use before the first simulated wave, and the one that this version replaced. */
export function versionsBefore(product: ProductPlan): { source: string; target: string } {
  const { versions } = product
  return { source: versionAt(versions, PRESENT_WAVE - 3), target: versionAt(versions, PRESENT_WAVE - 2) }
}

/** The next task of a device whose turn comes at `turn` (0–1) of each wave. */
export function nextTask(waves: WavePlan, product: ProductPlan, turn: number, nowMs: number): NextTask {
  const turnMs = turn * waves.spreadMs
  const delayMs = waves.queuesAll ? 0 : turnMs
  const firstMs = waveStartMs(waves, product, 0) + delayMs
  const wave = Math.max(PRESENT_WAVE - 1, Math.floor((nowMs + REST_MS - firstMs) / waves.periodMs) + 1)
  return {
    atMs: firstMs + wave * waves.periodMs,
    targetVersion: versionAt(product.versions, wave),
    heldMs: waves.queuesAll ? turnMs : 0,
  }
}

/** The one task of a device in a scenario of single waves, or `null` once it is behind or when it gets none. */
export function singleTask(waves: SingleWaves, product: ProductPlan, turn: number, nowMs: number): NextTask | null {
  const startMs = waves.startMs[product.productId]
  if (startMs === undefined || (turn * 1_009) % 1 >= waves.share) return null
  const atMs = startMs + turn * waves.spreadMs
  return nowMs >= atMs ? null : { atMs, targetVersion: versionAt(product.versions, PRESENT_WAVE), heldMs: 0 }
}

function waveStartMs(waves: WavePlan, product: ProductPlan, wave: number): number {
  const phase = waves.startPhase ?? product.phase
  return (wave - PRESENT_WAVE - phase) * waves.periodMs
}
