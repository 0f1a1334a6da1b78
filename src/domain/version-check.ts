/** What AppCheckFirmwareUpdate answered (cloud-api §4). */
export interface VersionCheck {
  /** ms since the epoch. */
  readonly at: number
  readonly requestId: string
  readonly currentVersion: string | null
  /** The version that the cloud offers; the current one where it offers none. */
  readonly offeredVersion: string | null
}
