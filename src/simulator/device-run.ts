import type { DurationSpread, Random } from './random'
import type { NextTask } from './waves'

/** What a device does when its present stage has run out. */
export type Move = (run: DeviceRun, nowMs: number) => void

export interface Stage {
  /** The wire status; `null` for a device without a task. */
  readonly status: number | null
  readonly startedAtMs: number
  /** `Infinity` when nothing follows by itself. */
  readonly endsAtMs: number
  readonly percentFrom: number | null
  readonly percentTo: number | null
  readonly next: Move | null
}

/** The present life of one device. Its draws come from its own random, so the order of devices never matters. */
export interface DeviceRun {
  readonly random: Random
  readonly needsConfirm: boolean
  /** What the device sends as ErrMsg while nothing fails. */
  readonly note: string
  readonly nextTask: (nowMs: number) => NextTask | null
  stage: Stage
  /** The version that the device runs. */
  version: string | null
  sourceVersion: string | null
  targetVersion: string | null
  errMsg: string
  /** Percent of the download that the device has. */
  downloaded: number
  heldMs: number
  /** Told to start by a person, and about to. */
  isTold: boolean
  generation: number
}

export interface StagePlan {
  readonly status: number
  readonly forMs: number
  readonly next: Move | null
  readonly percent?: readonly [from: number, to: number]
}

/** Puts a device into a stage. */
export function enter(run: DeviceRun, nowMs: number, plan: StagePlan): void {
  run.stage = {
    status: plan.status,
    startedAtMs: nowMs,
    endsAtMs: nowMs + plan.forMs,
    percentFrom: plan.percent?.[0] ?? null,
    percentTo: plan.percent?.[1] ?? null,
    next: plan.next,
  }
  run.generation += 1
  run.isTold = false
}

/** The whole percent that a stage shows at `nowMs`, or `null` outside a download. */
export function percentAt({ percentFrom, percentTo, startedAtMs, endsAtMs }: Stage, nowMs: number): number | null {
  if (percentFrom === null || percentTo === null) return null
  if (!Number.isFinite(endsAtMs) || endsAtMs <= startedAtMs) return Math.floor(percentFrom)
  const share = Math.min(1, Math.max(0, (nowMs - startedAtMs) / (endsAtMs - startedAtMs)))
  return Math.floor(percentFrom + share * (percentTo - percentFrom))
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** How long stages last in the field. */
export const DURATIONS = {
  queued: { medianMs: 84 * SECOND_MS, sigma: 0.7, minMs: 5 * SECOND_MS, maxMs: 5 * MINUTE_MS },
  download: { medianMs: 3.5 * MINUTE_MS, sigma: 0.45, minMs: MINUTE_MS, maxMs: 6 * MINUTE_MS },
  write: { medianMs: 55 * SECOND_MS, sigma: 0.45, minMs: 20 * SECOND_MS, maxMs: 2 * MINUTE_MS },
  offline: { medianMs: 8 * MINUTE_MS, sigma: 0.6, minMs: MINUTE_MS, maxMs: 45 * MINUTE_MS },
  confirm: { medianMs: 10 * MINUTE_MS, sigma: 0.5, minMs: 3 * MINUTE_MS, maxMs: 40 * MINUTE_MS },
  retry: { medianMs: 6 * MINUTE_MS, sigma: 0.4, minMs: 2 * MINUTE_MS, maxMs: 15 * MINUTE_MS },
  flapOffline: { medianMs: 90 * SECOND_MS, sigma: 0.5, minMs: 20 * SECOND_MS, maxMs: 5 * MINUTE_MS },
  flapRetry: { medianMs: 2 * MINUTE_MS, sigma: 0.4, minMs: 30 * SECOND_MS, maxMs: 6 * MINUTE_MS },
  stall: { medianMs: 6 * MINUTE_MS, sigma: 0.5, minMs: 2 * MINUTE_MS, maxMs: 15 * MINUTE_MS },
} as const satisfies Record<string, DurationSpread>
