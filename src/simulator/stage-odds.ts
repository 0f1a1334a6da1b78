import type { Weighted } from './random'

/** What breaks into a download. */
export type Interruption = 'none' | 'fail' | 'restart' | 'offline' | 'resend' | 'stall'

export const DOWNLOAD_INTERRUPTIONS: readonly Weighted<Interruption>[] = [
  ['none', 0.882],
  ['restart', 0.06],
  ['offline', 0.03],
  ['resend', 0.02],
  ['fail', 0.006],
  ['stall', 0.002],
]

export const DOWNLOAD_ERRORS: readonly Weighted<string>[] = [
  ['time_out', 10],
  ['file_not_exist', 2],
  ['sign invalid', 2],
  ['Same version received', 1],
  ['Project Name mismatch', 1],
  ['ESP HTTPS OTA Begin failed', 2],
]

export const WRITE_ERRORS: readonly Weighted<string>[] = [
  ['time_out', 8],
  ['md5sum not matched', 5],
  ['Image validation failed', 2],
  ['Failed to read image decryption', 1],
]

/** What ends the writing: upper bounds of one draw from 0 to 1; beyond the last it succeeds. */
export const WRITE_ENDS = { stall: 0.002, fail: 0.009, offline: 0.015, downloadAgain: 0.021 } as const

/** Shares of devices that skip a step or leave in the middle of one. */
export const ODDS = {
  offlineAtStart: 0.03,
  processedFirst: 0.2,
  untoldDownload: 0.04,
  offlineWhenTold: 0.025,
  skipsToDone: 0.06,
  skipsToWrite: 0.1,
  resumesDownload: 0.5,
  retriesByItself: 0.35,
} as const
