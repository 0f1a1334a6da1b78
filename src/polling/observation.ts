/** How many changes a task makes that meets no trouble. */
export const STEPS_OF_A_TASK = 6

/** What one answer said about a device, in the words of scheduling. */
export interface Observation {
  /** Devices of one family get their news together: one that begins to move is news for its siblings. */
  readonly family: string
  readonly stage: string
  /** Place of the stage in the usual course of a task, 1 to `STEPS_OF_A_TASK` − 1; 0 before it, after it and beside it. */
  readonly step: number
  /** What a resting device rests at; those that have the news already are no longer concerned by it. */
  readonly version: string
  /** Nothing goes on: only a new task moves the device. */
  readonly resting: boolean
  /** How far the stage is, 0–100, where the device tells. */
  readonly progress: number | null
  /** What it is worth to see a device enter this stage soon, against 1 for an ordinary one. */
  readonly weight: number
  /** How long such a stage usually lasts, ms: what is believed before anything was seen. */
  readonly usualMs: number
}
