import type { CallFailure } from './call-failure'

/** One call about a device, as a support ticket quotes it. */
export interface CallRecord {
  /** When it ended, ms since the epoch. */
  readonly at: number
  readonly action: string
  readonly requestId: string
  readonly outcome: CallOutcome
}

export type CallOutcome =
  /** `status` is the wire status of an answer that has one. */
  | { readonly kind: 'answered'; readonly status: number | null }
  | { readonly kind: 'failed'; readonly failure: CallFailure }
