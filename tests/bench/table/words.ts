import { isStalled, lastRequestId, type FleetRow } from '../../../src/domain/fleet-row'
import { progressOf, type UpgradeKind } from '../../../src/domain/upgrade'
import { describeStatus } from '../../../src/i18n/describe'
import { zhCN } from '../../../src/i18n/zh-cn'

/** The words that the app draws, in Chinese, made as cheaply as may be: what the peers draw. */
export const sourceWords = ({ snapshot }: FleetRow) => snapshot?.upgrade.sourceVersion ?? '—'
export const targetWords = ({ snapshot }: FleetRow) => snapshot?.upgrade.targetVersion ?? '—'
export const noteWords = ({ snapshot }: FleetRow) => snapshot?.upgrade.message ?? ''
export const requestWords = (row: FleetRow) => lastRequestId(row)?.slice(0, 8) ?? '—'
export const statusWords = ({ snapshot }: FleetRow) => (snapshot ? describeStatus(zhCN, snapshot.upgrade.status) : zhCN.neverAsked)

/** `filled` is how far the bar is, 0–1, or `null` when it only moves. */
export function barOf({ snapshot }: FleetRow): { readonly filled: number | null; readonly words: string } {
  if (!snapshot) return { filled: 0, words: '—' }
  const progress = progressOf(snapshot.upgrade)
  switch (progress.kind) {
    case 'percent':
      return { filled: progress.percent / 100, words: `${Math.round(progress.percent)}%` }
    case 'complete':
      return { filled: 1, words: '100%' }
    case 'none':
      return { filled: 0, words: '—' }
    default:
      return { filled: null, words: snapshot.upgrade.status === 4 ? zhCN.writing : '…' }
  }
}

export function stalledWords(row: FleetRow, now: number): string {
  return isStalled(row, now) ? zhCN.stalled(shortDuration(now - (row.snapshot?.changedAt ?? now))) : ''
}

export function stageWords({ snapshot }: FleetRow, now: number): string {
  if (!snapshot) return '—'
  const text = duration(Math.max(0, now - snapshot.since.at))
  return snapshot.since.exact ? text : zhCN.atLeast(text)
}

export function ageWords({ snapshot }: FleetRow, now: number): string {
  if (!snapshot) return '—'
  const age = Math.max(0, now - snapshot.observedAt)
  return age < 1000 ? zhCN.justNow : zhCN.ago(shortDuration(age))
}

const UNITS = [
  { name: zhCN.unit.day, ms: 86_400_000 },
  { name: zhCN.unit.hour, ms: 3_600_000 },
  { name: zhCN.unit.minute, ms: 60_000 },
  { name: zhCN.unit.second, ms: 1000 },
] as const

function shortDuration(ms: number): string {
  const unit = UNITS.find((each) => ms >= each.ms) ?? UNITS[3]
  return `${Math.floor(ms / unit.ms)} ${unit.name}`
}

function duration(ms: number): string {
  const at = UNITS.findIndex((each) => ms >= each.ms)
  const [unit, next] = [UNITS[at], UNITS[at + 1]]
  if (!unit || !next) return shortDuration(ms)
  const rest = Math.floor((ms % unit.ms) / next.ms)
  return `${Math.floor(ms / unit.ms)} ${unit.name} ${rest < 10 ? '0' : ''}${rest} ${next.name}`
}

export const ICONS: Readonly<Record<UpgradeKind, string>> = {
  failed: 'M4 4l8 8M12 4l-8 8',
  confirm: 'M8 3v6.2M8 12.4v.4',
  running: 'M8 2.5v8M4.6 7.4 8 10.8l3.4-3.4M3.5 13.4h9',
  queued: 'M8 2.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6zM8 5.2V8l2 1.3',
  offline: 'M2.5 3l11 10.5M3 7.6a8 8 0 0 1 2.4-1.5M13 7.6a8 8 0 0 0-4-2M5.6 10.2a4 4 0 0 1 2.2-.9M8 12.6v.2',
  done: 'M3.2 8.6l3.2 3.2 6.4-7',
  unknown: 'M5.6 5.8a2.5 2.5 0 1 1 3.6 2.2c-.9.5-1.2.9-1.2 1.8M8 12.6v.2',
}

export const COPY_ICON =
  'M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z'
