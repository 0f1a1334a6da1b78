import type { Stage } from './stage'
import type { Upgrade } from './upgrade'

/** What a failed upgrade's text is known to mean (cloud-api §3). The last three say little or nothing by themselves. */
export const ERROR_CAUSES = [
  'download-timeout',
  'file-missing',
  'signature',
  'checksum',
  'burn-failed',
  'same-version',
  'other-project',
  'https-begin',
  'decryption',
  'bad-image',
  'no-update-needed',
  'timeout',
  'platform-timeout',
  'unknown-text',
  'no-text',
] as const
export type ErrorCause = (typeof ERROR_CAUSES)[number]

/** The last stage that was seen before the failure. */
export const ERROR_STAGES = ['waiting', 'download', 'downloaded', 'write'] as const
export type ErrorStage = (typeof ERROR_STAGES)[number]

export interface ErrorHint {
  readonly cause: ErrorCause
  /** `null` when the failure already stood as watching began. */
  readonly stage: ErrorStage | null
}

const LONGEST_READ = 500

const TEXTS: readonly (readonly [ErrorCause, RegExp])[] = [
  ['file-missing', /\bfile not exist|\bno such file\b/u],
  ['signature', /\bsign(?:ature)? (?:is )?(?:invalid|expired)\b/u],
  ['checksum', /\bmd5 ?(?:sum)? ?(?:not match|mismatch)/u],
  ['same-version', /\bsame version received\b/u],
  ['other-project', /\bproject name mismatch\b/u],
  ['https-begin', /\besp https ota\b/u],
  ['decryption', /\bfailed to read image decryption\b/u],
  ['bad-image', /\bimage validation failed\b/u],
  ['no-update-needed', /\bfirmware no need update\b/u],
  ['timeout', /^time ?out$/u],
]

/** Result codes that devices send, alone or behind a word for it. */
const CODE = /^(?:(?:result|error|err|ret|code|result code|error code)[ :=]*)?-([1-5])$/u
const CAUSE_OF_CODE: Readonly<Record<string, ErrorCause>> = { 1: 'download-timeout', 2: 'file-missing', 3: 'signature', 4: 'checksum', 5: 'burn-failed' }

/** Several SDKs send these for every failure: where it came from says more. */
const VAGUE: ReadonlySet<ErrorCause> = new Set(['timeout', 'platform-timeout', 'unknown-text', 'no-text'])

/** What is known of why an upgrade failed; `null` when it has not. `stages` are the device's, oldest first. */
export function hintOf(upgrade: Upgrade, stages: readonly Stage[]): ErrorHint | null {
  if (upgrade.kind !== 'failed') return null
  const cause = causeOf(upgrade.message)
  const isPlatforms = upgrade.status === 10 && (cause === 'timeout' || cause === 'no-text')
  return { cause: isPlatforms ? 'platform-timeout' : cause, stage: stageBeforeFailure(stages) }
}

/** The cause leaves open what went wrong, so that the stage before it has to tell. */
export function isVague(cause: ErrorCause): boolean {
  return VAGUE.has(cause)
}

/** What a device's or the platform's text means, whatever its case, spacing and dashes. */
export function causeOf(message: string | null): ErrorCause {
  const plain = (message ?? '').slice(0, LONGEST_READ).normalize('NFKC').toLowerCase().trim()
  if (plain === '') return 'no-text'
  const code = CODE.exec(plain.replaceAll('_', ' '))?.[1]
  if (code !== undefined) return CAUSE_OF_CODE[code] ?? 'unknown-text'
  const words = plain.replaceAll(/[\s_-]+/gu, ' ').replace(/[.!。！\s]+$/u, '')
  return TEXTS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'unknown-text'
}

/** Looks back from a failure, past offline times, to the last stage of the same attempt. */
function stageBeforeFailure(stages: readonly Stage[]): ErrorStage | null {
  const place = stages.findLastIndex(({ status }) => status === 5 || status === 10)
  for (const { status } of stages.slice(0, Math.max(0, place)).toReversed()) {
    if (status === 3) return 'download'
    if (status === 20) return 'downloaded'
    if (status === 4) return 'write'
    if (status === 1 || status === 2 || status === 7 || status === 8) return 'waiting'
    if (status !== 0) return null
  }
  return null
}
