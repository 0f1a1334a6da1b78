import type { Messages } from './zh-cn'

export type Locale = 'zh-CN' | 'en-US'

export interface Format {
  count(value: number): string
  percent(share: number): string
  /** The two largest units of a duration in ms, e.g. 12 分 08 秒. */
  duration(ms: number): string
  /** The largest unit alone, e.g. 12 分. */
  shortDuration(ms: number): string
  /** Time of day to the second, local time zone. */
  clock(epochMs: number): string
  /** Date and time to the second, local time zone. */
  timestamp(epochMs: number): string
  /** Hour and minute, local time zone. */
  hourMinute(epochMs: number): string
  /** Month and day, local time zone. */
  monthDay(epochMs: number): string
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const rest = (value: number, name: string) => `${String(Math.floor(value)).padStart(2, '0')} ${name}`

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

export function createFormat(locale: Locale, { unit }: Messages): Format {
  const number = new Intl.NumberFormat(locale)
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  // Dear to make, and the first rows need none.
  const time = once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }))
  const clock = once(() => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }))
  const hourMinute = once(() => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }))
  const monthDay = once(() => new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' }))
  const of = (value: number, name: string) => `${number.format(value)} ${name}`
  const shortDuration = (ms: number) => {
    if (ms >= DAY) return of(Math.floor(ms / DAY), unit.day)
    if (ms >= HOUR) return of(Math.floor(ms / HOUR), unit.hour)
    if (ms >= MINUTE) return of(Math.floor(ms / MINUTE), unit.minute)
    return of(Math.max(0, Math.floor(ms / SECOND)), unit.second)
  }
  return {
    count: (value) => number.format(value),
    percent: (value) => share.format(value),
    shortDuration,
    duration(ms) {
      if (ms >= DAY) return `${shortDuration(ms)} ${rest((ms % DAY) / HOUR, unit.hour)}`
      if (ms >= HOUR) return `${shortDuration(ms)} ${rest((ms % HOUR) / MINUTE, unit.minute)}`
      if (ms >= MINUTE) return `${shortDuration(ms)} ${rest((ms % MINUTE) / SECOND, unit.second)}`
      return shortDuration(ms)
    },
    clock: (epochMs) => clock().format(epochMs),
    timestamp: (epochMs) => time().format(epochMs),
    hourMinute: (epochMs) => hourMinute().format(epochMs),
    monthDay: (epochMs) => monthDay().format(epochMs),
  }
}
