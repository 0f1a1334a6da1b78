import type { Random } from './random'

/** What can go wrong with one call; what each does is in `faulty-answer`. */
export const FAULT_KINDS = [
  'http-500',
  'http-503',
  'http-429',
  'reset',
  'stall',
  'truncated',
  'html',
  'internal-error',
  'limit',
  'late',
  'duplicate',
  'foreign',
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

export interface FaultPlan {
  /** Share of calls that go wrong, 0–1. */
  readonly rate: number
  readonly kinds: readonly FaultKind[]
  /** `Retry-After` of `http-429`; `null` leaves the header out. */
  readonly retryAfterSeconds?: number | null
  /** How much later a `late` answer comes. */
  readonly lateMs?: { readonly min: number; readonly max: number }
}

export const RETRY_AFTER_SECONDS = 2
export const LATE_MS = { min: 2_000, max: 15_000 } as const

/** The fault of one call, or `null`. Draws the same number of times whatever comes of it. */
export function chooseFault(plan: FaultPlan | null, random: Random): FaultKind | null {
  const isFaulty = random.chance(plan?.rate ?? 0)
  const place = random.next()
  if (!plan || !isFaulty) return null
  return plan.kinds[Math.floor(place * plan.kinds.length)] ?? null
}

/** Extra time before the answer of a call with this fault. */
export function extraDelayMs(fault: FaultKind | null, plan: FaultPlan | null, random: Random): number {
  if (fault !== 'late') return 0
  const { min, max } = plan?.lateMs ?? LATE_MS
  return random.between(min, max)
}

/** Reads a plan that came from outside; a sentence says what is wrong with it. */
export function readFaultPlan(value: unknown): FaultPlan | string {
  if (typeof value !== 'object' || value === null) return 'faults must be an object with rate and kinds, or null'
  const { rate, kinds = FAULT_KINDS, retryAfterSeconds, lateMs } = value as Partial<Record<keyof FaultPlan, unknown>>
  if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1)) return 'faults.rate must be a number from 0 to 1'
  if (!Array.isArray(kinds) || kinds.length === 0) return 'faults.kinds must be a list of fault kinds'
  const stranger: unknown = kinds.find((kind) => !isFaultKind(kind))
  if (stranger !== undefined) return `there is no fault kind ${JSON.stringify(stranger)}; there are ${FAULT_KINDS.join(', ')}`
  if (retryAfterSeconds !== undefined && retryAfterSeconds !== null && typeof retryAfterSeconds !== 'number') {
    return 'faults.retryAfterSeconds must be a number or null'
  }
  if (lateMs !== undefined && !isRange(lateMs)) return 'faults.lateMs must be an object with numbers min and max'
  return {
    rate,
    kinds: kinds.filter(isFaultKind),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(lateMs === undefined ? {} : { lateMs }),
  }
}

export function isFaultKind(value: unknown): value is FaultKind {
  return (FAULT_KINDS as readonly unknown[]).includes(value)
}

function isRange(value: unknown): value is { min: number; max: number } {
  if (typeof value !== 'object' || value === null) return false
  const { min, max } = value as { min?: unknown; max?: unknown }
  return typeof min === 'number' && typeof max === 'number' && min >= 0 && min <= max
}
