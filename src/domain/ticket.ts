import type { CallFailure } from './call-failure'
import type { CallRecord } from './call-record'
import type { FleetRow } from './fleet-row'
import type { Stage } from './stage'
import { visibleText } from './visible-text'

export interface TicketFacts {
  readonly row: FleetRow
  /** Oldest first. */
  readonly stages: readonly Stage[]
  /** Oldest first. */
  readonly calls: readonly CallRecord[]
  /** ms since the epoch. */
  readonly now: number
  readonly timeZone: string
}

export type TicketTitle =
  | 'title' | 'product' | 'device' | 'alias' | 'versions' | 'running' | 'offeredByCloud' | 'status' | 'since' | 'lasted' | 'error' | 'note'
  | 'observed' | 'refreshFailed' | 'made' | 'timeline' | 'calls' | 'percent' | 'nothing'

/** Words of ours; nothing of the cloud's or a device's. */
export interface TicketWords {
  readonly ticket: Readonly<Record<TicketTitle, string>>
  readonly appName: string
  status(status: number | null): string
  failure(failure: CallFailure): string
  duration(ms: number): string
  atLeast(duration: string): string
  /** A whole date and time with its offset. */
  time(epochMs: number): string
}

const MOST_STAGES = 20
const MOST_CALLS = 10
const LONGEST_QUOTE = 300

/**
 * What a support ticket needs to know of a device, as Markdown of headings and one-line items. Everything foreign stands
 * in a code span that it cannot end, with line breaks and invisible characters spelled out.
 */
export function ticketText(facts: TicketFacts, words: TicketWords): string {
  const { ticket } = words
  const stages = facts.stages.slice(-MOST_STAGES).toReversed()
  const calls = facts.calls.slice(-MOST_CALLS).toReversed()
  return [
    `### ${ticket.title}`,
    '',
    ...deviceItems(facts, words),
    '',
    `#### ${ticket.timeline}`,
    '',
    ...itemsOr(ticket.nothing, stages.map((stage) => stageItem(stage, facts.now, words))),
    '',
    `#### ${ticket.calls}`,
    '',
    ...itemsOr(ticket.nothing, calls.map((call) => callItem(call, words))),
    '',
  ].join('\n')
}

/** Foreign text as a Markdown code span of one line. */
export function quoted(text: string): string {
  const shown = visibleText(text)
  const cut = shown.length > LONGEST_QUOTE ? `${[...shown].slice(0, LONGEST_QUOTE).join('')}…` : shown
  if (cut.trim() === '') return '—'
  const longestRun = Math.max(0, ...(cut.match(/`+/gu) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longestRun + 1)
  const pad = /^[` ]|[` ]$/u.test(cut) ? ' ' : ''
  return `${fence}${pad}${cut}${pad}${fence}`
}

function deviceItems({ row, now, timeZone }: TicketFacts, words: TicketWords): string[] {
  const { device, snapshot, call } = row
  const { ticket } = words
  const upgrade = snapshot?.upgrade
  return [
    item(ticket.product, quoted(device.productId)),
    item(ticket.device, quoted(device.deviceName)),
    ...(device.alias ? [item(ticket.alias, quoted(device.alias))] : []),
    item(ticket.versions, `${quoted(upgrade?.sourceVersion ?? '')} → ${quoted(upgrade?.targetVersion ?? '')}`),
    ...checkItems(row, words),
    item(ticket.status, upgrade ? statusText(upgrade.status, words) : ticket.nothing),
    ...(snapshot ? [item(ticket.since, `${words.time(snapshot.since.at)} · ${lasted(snapshot.since.at, now, snapshot.since.exact, words)}`)] : []),
    ...(upgrade?.message ? [item(upgrade.kind === 'failed' ? ticket.error : ticket.note, quoted(upgrade.message))] : []),
    ...(snapshot ? [item(ticket.observed, `${words.time(snapshot.observedAt)} · RequestId ${quoted(snapshot.requestId)}`)] : []),
    ...(call.kind === 'failed' ? [item(ticket.refreshFailed, `${words.time(call.at)} · ${failureText(call.failure, words)} · RequestId ${quoted(call.requestId)}`)] : []),
    item(ticket.made, `${words.appName} · ${words.time(now)} · ${quoted(timeZone)}`),
  ]
}

function checkItems({ check }: FleetRow, words: TicketWords): string[] {
  if (check === null) return []
  const { ticket } = words
  const versions = `${quoted(check.currentVersion ?? '')} · ${ticket.offeredByCloud} ${quoted(check.offeredVersion ?? '')}`
  return [item(ticket.running, `${versions} · ${words.time(check.at)} · RequestId ${quoted(check.requestId)}`)]
}

function stageItem({ status, from, to, exact, curve, message, requestId }: Stage, now: number, words: TicketWords): string {
  const percents = curve.map(([, percent]) => percent)
  const [first] = percents
  const last = percents.at(-1)
  return bullet([
    words.time(from),
    statusText(status, words),
    lasted(from, to ?? now, exact, words),
    first === undefined || last === undefined ? null : `${words.ticket.percent} ${first} % → ${last} %`,
    message ? quoted(message) : null,
    `RequestId ${quoted(requestId)}`,
  ])
}

function callItem({ at, action, outcome, requestId }: CallRecord, words: TicketWords): string {
  const result = outcome.kind === 'failed' ? failureText(outcome.failure, words) : outcome.status === null ? 'OK' : `OK · Status ${outcome.status}`
  return bullet([words.time(at), quoted(action), result, `RequestId ${quoted(requestId)}`])
}

/** Our word for it, then the cloud's own. */
function failureText(failure: CallFailure, words: TicketWords): string {
  return [words.failure(failure), ...foreignWords(failure).filter(Boolean).map(quoted)].join(' · ')
}

function foreignWords(failure: CallFailure): string[] {
  if ('code' in failure) return [failure.code, failure.message]
  return failure.kind === 'unavailable' ? [`HTTP ${failure.httpStatus}`, failure.reason ?? ''] : []
}

function statusText(status: number | null, words: TicketWords): string {
  return status === null ? words.status(null) : `${words.status(status)} · Status ${status}`
}

function lasted(from: number, to: number, exact: boolean, words: TicketWords): string {
  const text = words.duration(Math.max(0, to - from))
  return `${words.ticket.lasted} ${exact ? text : words.atLeast(text)}`
}

function item(title: string, value: string): string {
  return `- ${title} · ${value}`
}

function bullet(parts: readonly (string | null)[]): string {
  return `- ${parts.filter((part) => part !== null).join(' · ')}`
}

function itemsOr(none: string, items: readonly string[]): readonly string[] {
  return items.length > 0 ? items : [`- ${none}`]
}
