/** For how many days an account's history is kept. */
export const HISTORY_DAYS = { min: 1, max: 365, usual: 30 } as const

export function isHistoryDays(days: unknown): days is number {
  return Number.isInteger(days) && Number(days) >= HISTORY_DAYS.min && Number(days) <= HISTORY_DAYS.max
}
