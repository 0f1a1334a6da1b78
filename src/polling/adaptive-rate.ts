const CUT = 0.9
/** From nothing to the whole budget. */
const GROWTH_MS = 16_000
/** An answer proves no more than this much time before it calm. */
const LONGEST_STEP_MS = 5_000
const LOWEST_PER_SECOND = 0.1

/**
 * Calls a second that the cloud seems to bear: × 0.9 on a round of limits; up again in calm time along a cubic, as TCP
 * CUBIC does: soon near the rate last refused, gently past it, then ever faster, never above the budget.
 */
export class AdaptiveRate {
  private budget: number
  private refused = Infinity
  /** From the cut back to the rate last refused. */
  private returnMs = 0
  private calmMs = 0
  private calmAtMs: number | null = null

  constructor(budget: number) {
    this.budget = budget
  }

  get perSecond(): number {
    return Math.min(this.budget, this.refused + this.budget * ((this.calmMs - this.returnMs) / GROWTH_MS) ** 3)
  }

  get isWhole(): boolean {
    return this.perSecond >= this.budget
  }

  setBudget(callsPerSecond: number): void {
    const { isWhole, perSecond } = this
    this.budget = callsPerSecond
    this.startFrom(perSecond, isWhole ? Infinity : perSecond)
  }

  cut(share = CUT): void {
    const { perSecond } = this
    this.startFrom(Math.max(LOWEST_PER_SECOND, perSecond * share), Math.max(LOWEST_PER_SECOND, perSecond))
  }

  /** An answer to a call begun after the last cut. */
  calm(nowMs: number): void {
    if (this.calmAtMs !== null) this.calmMs += Math.min(LONGEST_STEP_MS, nowMs - this.calmAtMs)
    this.calmAtMs = nowMs
    if (this.isWhole) this.refused = Infinity
  }

  private startFrom(perSecond: number, refused: number): void {
    this.refused = refused
    this.returnMs = refused === Infinity ? 0 : GROWTH_MS * Math.cbrt((refused - perSecond) / this.budget)
    this.calmMs = 0
    this.calmAtMs = null
  }
}
