import type { UpgradeKind } from '../domain/upgrade'

/** A shape for each kind, in a box of 16: colour is never alone. */
export const STATUS_PATHS = {
  failed: 'M4 4l8 8M12 4l-8 8',
  confirm: 'M8 3v6.2M8 12.4v.4',
  running: 'M8 2.5v8M4.6 7.4 8 10.8l3.4-3.4M3.5 13.4h9',
  queued: 'M8 2.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6zM8 5.2V8l2 1.3',
  offline: 'M2.5 3l11 10.5M3 7.6a8 8 0 0 1 2.4-1.5M13 7.6a8 8 0 0 0-4-2M5.6 10.2a4 4 0 0 1 2.2-.9M8 12.6v.2',
  done: 'M3.2 8.6l3.2 3.2 6.4-7',
  unknown: 'M5.6 5.8a2.5 2.5 0 1 1 3.6 2.2c-.9.5-1.2.9-1.2 1.8M8 12.6v.2',
} as const satisfies Record<UpgradeKind, string>
