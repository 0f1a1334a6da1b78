import type { CallFailure } from './call-failure'

/** What AppCheckFirmwareUpdate answered (cloud-api §4). */
export interface VersionCheck {
  /** ms since the epoch. */
  readonly at: number
  readonly requestId: string
  readonly currentVersion: string | null
  /** The version that the cloud offers; the current one where it offers none. */
  readonly offeredVersion: string | null
}

/** What asking for it came to. */
export type VersionAnswer =
  /** The row has it too. */
  | { readonly kind: 'version-checked'; readonly check: VersionCheck }
  /** `requestId` is empty where nothing was sent. */
  | { readonly kind: 'version-not-checked'; readonly failure: CallFailure; readonly requestId: string }
