/** Every status with a documented meaning (cloud-api §3; 10 only in the twin action of the cloud API). */
export const KNOWN_STATUSES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 20] as const
export type KnownStatus = (typeof KNOWN_STATUSES)[number]

export const UPGRADE_KINDS = ['failed', 'confirm', 'running', 'queued', 'offline', 'done', 'unknown'] as const
export type UpgradeKind = (typeof UPGRADE_KINDS)[number]

export const KIND_OF_STATUS = {
  0: 'offline',
  1: 'queued',
  2: 'queued',
  3: 'running',
  4: 'running',
  5: 'failed',
  6: 'done',
  7: 'queued',
  8: 'confirm',
  10: 'failed',
  20: 'running',
} as const satisfies Record<KnownStatus, UpgradeKind>

type StatusOf<K extends UpgradeKind> = {
  [S in KnownStatus]: (typeof KIND_OF_STATUS)[S] extends K ? S : never
}[KnownStatus]

interface UpgradeFacts {
  readonly sourceVersion: string | null
  readonly targetVersion: string | null
  /** The cloud's `ErrMsg`: an error with `failed`, elsewhere a note. Not to be trusted. */
  readonly message: string | null
}

export type Upgrade = UpgradeFacts &
  (
    | { readonly kind: 'queued'; readonly status: StatusOf<'queued'> }
    | { readonly kind: 'offline'; readonly status: StatusOf<'offline'> }
    /** `percent` is 0–100, or `null` when not known; 4 (writing) never has one. */
    | { readonly kind: 'running'; readonly status: StatusOf<'running'>; readonly percent: number | null }
    | { readonly kind: 'confirm'; readonly status: StatusOf<'confirm'> }
    | { readonly kind: 'failed'; readonly status: StatusOf<'failed'> }
    | { readonly kind: 'done'; readonly status: StatusOf<'done'> }
    /** `status` is `null` when the cloud sent none: no task is known. */
    | { readonly kind: 'unknown'; readonly status: number | null }
  )

export interface WireUpgrade {
  status: number | null
  percent: number | null
  sourceVersion: string | null
  targetVersion: string | null
  message: string | null
}

/** A counter for each kind, at zero. */
export function zeroByKind(): Record<UpgradeKind, number> {
  return { failed: 0, confirm: 0, running: 0, queued: 0, offline: 0, done: 0, unknown: 0 }
}

export function isKnownStatus(status: number | null): status is KnownStatus {
  return status !== null && Object.hasOwn(KIND_OF_STATUS, status)
}

/** The kind of a wire status (cloud-api §3); absent and undocumented ones are `unknown`. */
export function kindOfStatus(status: number | null): UpgradeKind {
  return isKnownStatus(status) ? KIND_OF_STATUS[status] : 'unknown'
}

/** The upgrade that the wire's fields describe (cloud-api §3). Total: any status has a kind, unknown ones `unknown`. */
export function upgradeFromWire(wire: WireUpgrade): Upgrade {
  const { status, sourceVersion, targetVersion, message } = wire
  const facts = { sourceVersion, targetVersion, message }
  if (!isKnownStatus(status)) return Object.freeze({ kind: 'unknown', status, ...facts })
  switch (status) {
    case 0:
      return Object.freeze({ kind: 'offline', status, ...facts })
    case 1:
    case 2:
    case 7:
      return Object.freeze({ kind: 'queued', status, ...facts })
    case 3:
    case 20:
      return Object.freeze({ kind: 'running', status, percent: validPercent(wire.percent), ...facts })
    case 4:
      return Object.freeze({ kind: 'running', status, percent: null, ...facts })
    case 5:
    case 10:
      return Object.freeze({ kind: 'failed', status, ...facts })
    case 6:
      return Object.freeze({ kind: 'done', status, ...facts })
    case 8:
      return Object.freeze({ kind: 'confirm', status, ...facts })
    default:
      return status satisfies never
  }
}

function validPercent(percent: number | null): number | null {
  return percent !== null && percent >= 0 && percent <= 100 ? percent : null
}

export type Progress =
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'indeterminate' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'none' }

/** What a progress bar may show: a percentage in 3 and 20, movement in 4 or without a percentage, full in 6. */
export function progressOf(upgrade: Upgrade): Progress {
  switch (upgrade.kind) {
    case 'running':
      return upgrade.percent === null ? { kind: 'indeterminate' } : { kind: 'percent', percent: upgrade.percent }
    case 'done':
      return { kind: 'complete' }
    default:
      return { kind: 'none' }
  }
}
