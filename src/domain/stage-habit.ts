/** What is known of how long a stage lasts, learned from devices of the product. Durations are in ms. */
export interface StageHabit {
  /** Without any movement for longer than this, the stage has stalled. */
  readonly stallAfterMs: number
  /** Stages that this was learned from; 0 where only the platform's own time-out is known. */
  readonly learnedFrom: number
  /** What is left until the upgrade is done, from the beginning of the stage; `null` while too little was seen. */
  readonly restMs: { readonly low: number; readonly high: number } | null
}
