import type { HistoryMessages } from './zh-cn-history'

export const enUSHistory: HistoryMessages = {
  historyDays: {
    label: 'Days of history kept',
    unit: 'days',
    hint: (min, max) => `For how many days upgrade stages that ended are kept in this browser, ${min} to ${max}. With fewer days, older history is deleted at once and cannot be brought back.`,
    outOfRange: (min, max) => `The days of history kept must be a whole number from ${min} to ${max}; nothing was changed. Please enter it again.`,
    failed: 'The engine could not save the days of history kept. Please try again.',
    saved: (days) => `History is now kept for ${days} days`,
  },
  listMissing: (count) =>
    `The list of ${count} devices that this browser had is gone: its database is empty. The database files may have been damaged, so that the browser began new ones, or something has cleared them. The devices in the cloud are not affected. Please connect the account and import again, from the account or a file.`,
  listMissingDismiss: 'Got it',
}
