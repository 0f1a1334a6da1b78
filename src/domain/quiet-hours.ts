/** From and to are minutes of the local day, 0–1439; `from` after `to` goes over midnight. */
export interface QuietHours {
  readonly from: number
  readonly to: number
}

const DAY_MINUTES = 24 * 60
const TIME = /^(\d{2}):(\d{2})$/u

/** Whether a minute of the local day is quiet. Judged by what the clock on the wall shows, so the day may have 23 or 25 hours. */
export function isQuiet(minute: number, hours: QuietHours | null): boolean {
  if (hours === null) return false
  const { from, to } = hours
  return from <= to ? from <= minute && minute < to : minute >= from || minute < to
}

/** `22:30` as a minute of the day; `null` when it is none. */
export function minuteOf(text: string): number | null {
  const [, hours, minutes] = TIME.exec(text) ?? []
  const minute = Number(hours) * 60 + Number(minutes)
  return Number(minutes) < 60 && minute < DAY_MINUTES ? minute : null
}

export function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
