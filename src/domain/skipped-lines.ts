import type { LineReport } from './device-lines'

/** Lines that were not taken: the first of them one by one, and all of them as a text to copy. */
export interface SkippedLines {
  readonly count: number
  readonly reports: readonly LineReport[]
  readonly text: string
}
