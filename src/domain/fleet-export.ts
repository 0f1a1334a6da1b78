import type { CallFailure } from './call-failure'
import { csvDocument } from './csv'
import type { Device } from './device'
import { ageMs, isStalled, kindOf, lastRequestId, type FleetRow } from './fleet-row'
import { progressOf, type Upgrade, type UpgradeKind } from './upgrade'
import { visibleText } from './visible-text'

/** Columns with a title in the reader's language. The first two keep the cloud's names, by which the file is read again. */
export const EXPORT_TITLES = [
  'alias', 'status', 'statusText', 'kind', 'sourceVersion', 'targetVersion', 'percent', 'error', 'lastFailure',
  'since', 'sinceExact', 'stageSeconds', 'observedAt', 'ageSeconds', 'stalled', 'requestId', 'productName',
] as const
export type ExportTitle = (typeof EXPORT_TITLES)[number]

export interface ExportWords {
  readonly title: Readonly<Record<ExportTitle, string>>
  readonly yes: string
  readonly no: string
  status(status: number | null): string
  kind(kind: UpgradeKind): string
  failure(failure: CallFailure): string
  /** `null` where nobody told. */
  productName(productId: string): string | null
}

/**
 * The rows as a CSV file, as of `now` (ms since the epoch). Times are ISO 8601 in UTC, durations whole seconds; what is
 * not known stays empty. Controls in the cloud's words are spelled out, as on the screen.
 */
export function exportRows(rows: readonly FleetRow[], words: ExportWords, now: number): string {
  const header = ['ProductId', 'DeviceName', ...EXPORT_TITLES.map((title) => words.title[title])]
  return csvDocument(header, rows.map((row) => cellsOf(row, words, now)))
}

/** `ProductId,DeviceName` lines for other tools: names as they are, so not for spreadsheets. */
export function deviceListText(devices: readonly Device[]): string {
  return devices.map(({ productId, deviceName }) => `${productId},${deviceName}\n`).join('')
}

function cellsOf(row: FleetRow, words: ExportWords, now: number): (string | number | null)[] {
  const { device, snapshot, call } = row
  const upgrade = snapshot?.upgrade
  const age = ageMs(row, now)
  return [
    device.productId,
    device.deviceName,
    shown(device.alias),
    upgrade?.status ?? null,
    upgrade ? words.status(upgrade.status) : null,
    words.kind(kindOf(row)),
    shown(upgrade?.sourceVersion),
    shown(upgrade?.targetVersion),
    upgrade ? percentOf(upgrade) : null,
    shown(upgrade?.message),
    call.kind === 'failed' ? shown(words.failure(call.failure)) : null,
    snapshot && timeOf(snapshot.since.at),
    snapshot && (snapshot.since.exact ? words.yes : words.no),
    snapshot && seconds(Math.max(0, now - snapshot.since.at)),
    snapshot && timeOf(snapshot.observedAt),
    age === null ? null : seconds(age),
    isStalled(row, now) ? words.yes : words.no,
    shown(lastRequestId(row)),
    shown(words.productName(device.productId)),
  ]
}

function shown(text: string | null | undefined): string | null {
  return text ? visibleText(text) : null
}

function percentOf(upgrade: Upgrade): number | null {
  const progress = progressOf(upgrade)
  if (progress.kind === 'complete') return 100
  return progress.kind === 'percent' ? progress.percent : null
}

function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString()
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}
