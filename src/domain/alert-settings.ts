import type { QuietHours } from './quiet-hours'

/** How this browser is to tell of news while nobody looks. */
export interface AlertSettings {
  readonly notify: boolean
  readonly sound: boolean
  readonly isQuietAtNight: boolean
  readonly quiet: QuietHours
}

export const DEFAULT_ALERTS: AlertSettings = { notify: false, sound: false, isQuietAtNight: false, quiet: { from: 22 * 60, to: 7 * 60 } }

const LAST_MINUTE = 24 * 60 - 1

/** Reads what a browser kept. Total: what cannot be used is as usual. */
export function readAlertSettings(kept: unknown): AlertSettings {
  const field = (name: string, of: unknown = kept): unknown => (typeof of === 'object' && of !== null && Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined)
  const from = readMinute(field('from', field('quiet')))
  const to = readMinute(field('to', field('quiet')))
  return {
    notify: field('notify') === true,
    sound: field('sound') === true,
    isQuietAtNight: field('isQuietAtNight') === true,
    quiet: { from: from ?? DEFAULT_ALERTS.quiet.from, to: to ?? DEFAULT_ALERTS.quiet.to },
  }
}

function readMinute(kept: unknown): number | null {
  return typeof kept === 'number' && Number.isInteger(kept) && kept >= 0 && kept <= LAST_MINUTE ? kept : null
}
