/** `npm run test:soak`: every promise at its full length. */
export const isSoak = process.env['LOOKOUT_SOAK'] === '1'

/** A length that is shortened in every-day runs. */
export function sized<T>(everyDay: T, soak: T): T {
  return isSoak ? soak : everyDay
}
