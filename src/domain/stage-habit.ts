/** What is known of how long a stage lasts, learned from devices of the product. Durations are in ms. */
export interface StageHabit {
  /** Without any movement for longer than this, the stage has stalled. */
  readonly stallAfterMs: number
  /** In 95 % of the stages that this was learned from, something moved again within this time; `null` while too few were seen. */
  readonly usualQuietMs: number | null
  /** Stages that the two above were learned from; 0 where only the platform's own time-out is known. */
  readonly learnedFrom: number
  /** Whose stages these were: of devices of the product alone, or, while it has shown too few, of all. */
  readonly scope: 'product' | 'all'
  /** What is left until the upgrade is done, from the beginning of the stage; `null` while too little was seen. */
  readonly restMs: Span | null
  readonly rest: StageRest | null
}

/** From `low` to `high` in eight cases of ten. */
export interface Span {
  readonly low: number
  readonly high: number
}

/** What followed in upgrades that went well to their end. Durations are in ms. */
export interface StageRest {
  readonly learnedFrom: number
  readonly scope: 'product' | 'all'
  /** What was left until the upgrade was done once the stage had lasted so long, the shortest first; the first is its beginning. */
  readonly from: readonly (Span & { readonly elapsedMs: number })[]
  /** What was left from the end of the stage. */
  readonly after: Span
}
