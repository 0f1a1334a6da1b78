/** For how many days an account's history is kept. */
export const HISTORY_DAYS = { min: 1, max: 365, usual: 30 } as const
/** Stages that are kept of one device; the oldest go first. */
export const MOST_STAGES_A_DEVICE = 200
/** Ended stages that are kept of all accounts together; the oldest go first, by the hour. */
export const MOST_STAGES = 1_000_000

export function isHistoryDays(days: unknown): days is number {
  return Number.isInteger(days) && Number(days) >= HISTORY_DAYS.min && Number(days) <= HISTORY_DAYS.max
}
