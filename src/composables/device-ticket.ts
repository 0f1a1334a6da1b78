import { ticketText, type TicketFacts, type TicketWords } from '../domain/ticket'
import { describeStatus } from '../i18n/describe'
import type { Words } from './row-text'

/** The Markdown block that a support ticket gets, in the reader's language and time zone. */
export function describeTicket(facts: Omit<TicketFacts, 'timeZone'>, words: Words): string {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
  return ticketText({ ...facts, timeZone }, ticketWords(words))
}

function ticketWords({ messages, format }: Words): TicketWords {
  return {
    ticket: messages.ticket,
    appName: messages.appName,
    status: (status) => describeStatus(messages, status),
    failure: (failure) => (failure.kind === 'malformed' ? `${messages.failure.malformed} · ${messages.malformed[failure.reason]}` : messages.failure[failure.kind]),
    duration: format.duration,
    atLeast: messages.atLeast,
    time: stampOf,
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** Local time with its offset, as `2026-01-31 14:03:12 +08:00`. */
function stampOf(epochMs: number): string {
  const at = new Date(epochMs)
  const offset = -at.getTimezoneOffset()
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())} ${zone}`
}
