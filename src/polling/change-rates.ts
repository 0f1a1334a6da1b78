import { ChangeRate } from './change-rate'
import type { Observation } from './observation'

const MINUTE_MS = 60_000
/** A rollout is news within a minute, and is remembered for a while. */
const NEWS_HALF_LIVES_MS = [MINUTE_MS, 8 * MINUTE_MS] as const
const STAGE_HALF_LIVES_MS = [40 * MINUTE_MS] as const
/** One sibling that begins to move makes a lone device expect its own turn within minutes. */
const NEWS_PRIOR_MS = 5 * MINUTE_MS
const CHANGES_A_PRIOR_IS_WORTH = 8
const AGE_STEP = 4
const FIRST_AGE_MS = 30_000
const AGE_CLASSES = 5
/** With its end foretold, a stage is left for other reasons that much more seldom. */
const FORETOLD = 10

/** The sort of change that a device waits for: alike for all devices of a family that stand in one stage for as long. */
export interface ChangeClass {
  readonly key: string
  readonly pooledKey: string
  readonly stage: string
  readonly step: number
  readonly version: string
  readonly resting: boolean
  /** Changes a ms expected before anything was seen. */
  readonly priorPerMs: number
}

/**
 * What is learned about how soon devices change: for each class, leaning on the same stage of all families, which
 * leans on the prior. Resting devices lean on the prior alone: the news of one family is none for another.
 */
export class ChangeRates {
  private readonly classes = new Map<string, ChangeClass>()
  private readonly rates = new Map<string, ChangeRate>()

  /** The class of a device that was seen in a stage for `stageAgeMs`; `foretold`: when the stage ends is known. */
  classOf(seen: Observation, stageAgeMs: number, foretold: boolean): ChangeClass {
    const ageClass = ageClassOf(stageAgeMs)
    const pooledKey = `${seen.stage}\n${ageClass}${foretold ? '\nforetold' : ''}`
    const key = `${pooledKey}\n${seen.family}\n${seen.version}`
    let known = this.classes.get(key)
    if (!known) {
      const { stage, step, version, resting, usualMs } = seen
      const expectedMs = (foretold ? FORETOLD : 1) * usualMs + youngestOf(ageClass)
      known = { key, pooledKey, stage, step, version, resting, priorPerMs: 1 / expectedMs }
      this.classes.set(key, known)
    }
    return known
  }

  observe(of: ChangeClass, waitedMs: number, change: number, nowMs: number): void {
    this.rate(of.key, of.resting, nowMs).observe(waitedMs, change, nowMs)
    if (!of.resting) this.rate(of.pooledKey, false, nowMs).observe(waitedMs, change, nowMs)
  }

  /** Expected weighted changes a ms of one device of the class. */
  perMs(of: ChangeClass, nowMs: number): number {
    const own = this.rates.get(of.key)
    if (of.resting) {
      const news = own?.perMs({ perMs: of.priorPerMs, weightMs: NEWS_PRIOR_MS }, nowMs) ?? 0
      return Math.max(of.priorPerMs, news)
    }
    const belief = { perMs: of.priorPerMs, weightMs: CHANGES_A_PRIOR_IS_WORTH / of.priorPerMs }
    const pooled = this.rates.get(of.pooledKey)?.perMs(belief, nowMs) ?? belief.perMs
    return own?.perMs({ perMs: pooled, weightMs: CHANGES_A_PRIOR_IS_WORTH / pooled }, nowMs) ?? pooled
  }

  private rate(key: string, resting: boolean, nowMs: number): ChangeRate {
    let rate = this.rates.get(key)
    if (!rate) this.rates.set(key, (rate = new ChangeRate(resting ? NEWS_HALF_LIVES_MS : STAGE_HALF_LIVES_MS, nowMs)))
    return rate
  }
}

/** Stages that began lately, and longer and longer ago. */
function ageClassOf(stageAgeMs: number): number {
  const steps = Math.ceil(Math.log(stageAgeMs / FIRST_AGE_MS) / Math.log(AGE_STEP))
  return Math.min(AGE_CLASSES - 1, Math.max(0, steps))
}

function youngestOf(ageClass: number): number {
  return ageClass === 0 ? 0 : FIRST_AGE_MS * AGE_STEP ** (ageClass - 1)
}
