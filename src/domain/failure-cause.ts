import type { Upgrade } from './upgrade'

/**
 * Why upgrades failed, alike causes under one name: a normalised `ErrMsg`, or the wire status where that says it all.
 * A normalised text is never a status's number alone, so the two cannot be mistaken.
 */
export type FailureCause = string

/** Status 10, whatever the device said. */
export const TIMED_OUT: FailureCause = '10'
/** Status 5 and not a word. */
export const NO_REASON: FailureCause = '5'

export interface CauseCount {
  readonly cause: FailureCause
  readonly count: number
}

/** In code points. */
const LONGEST = 80
/** One that no normalisation of Unicode takes apart. */
const CUT = '⋯'
/** Nobody needs more of a text to tell one cause from another. In UTF-16 units. */
const LONGEST_READ = 400

/** Texts and bare result codes that device SDKs are known to send (cloud-api §3), as they spell them. */
const KNOWN = new Map(
  [
    'time_out',
    'file_not_exist',
    'sign invalid',
    'md5sum not matched',
    'Same version received',
    'Project Name mismatch',
    'ESP HTTPS OTA Begin failed',
    'Failed to read image decryption',
    'Image validation failed',
    'firmware no need update',
    '-1',
    '-2',
    '-3',
    '-4',
    '-5',
  ].map((text) => [text.toLowerCase(), text]),
)

/** A number and nothing else is a result code. */
const BARE_CODE = /^-?\d{1,5}$/u
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\s]+/gu
const EDGES = /^[\s.,:;!'"`。，：；！、“”‘’]+|[\s.,:;!'"`。，：；！、“”‘’]+$/gu

/** What differs from device to device or from try to try. What names a cause comes first, and stays: a code, an algorithm. */
const VARIABLE = new RegExp(
  [
    String.raw`(?<kept>(?<![a-z\d])(?:code|errno|error|err|ret|rc|http|status|错误码|错误代码|错误|状态码)(?:[ :=(_-]|\/\d\.\d ){0,3}-?(?:0x[\da-f]{1,5}|\d{1,5})(?![\w.:-]*\d)|(?<![a-z\d])(?:md5|sha-?\d{1,3}|crc\d{1,2}|aes\d{3}|rsa\d{4}|esp\d{2,4}|stm32|ipv[46]|x509|base64|utf-?8)(?!\d))`,
    // Addresses of the network, then names of files and keys, then numbers of any kind.
    String.raw`[a-z][a-z\d+.-]{1,15}:\/\/\S+`,
    String.raw`(?<![\da-z])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\da-z])`,
    String.raw`(?<![\da-z])(?:[\da-f]{2}[:-]){5}[\da-f]{2}(?![\da-z]|(?:::?|-)[\da-f])`,
    String.raw`(?<![\da-z])(?=[\da-f:]*\d)(?:[\da-f]{0,4}:){2,8}(?:[\da-f]{1,4}|(?<=::))(?![\da-z])`,
    String.raw`(?<![\da-z])0x[\da-f]+(?![\da-z])`,
    String.raw`(?<![\da-z])(?=[a-f]*\d)[\da-f]{6,}(?![\da-z])`,
    String.raw`(?<![\da-z])v?\d+(?:[.:_/-]\d+)+(?:-(?:alpha|beta|rc)[.\d]*)?`,
    String.raw`\p{Nd}+(?:[.,]\p{Nd}+)*`,
  ].join('|'),
  'gu',
)

const causes = new WeakMap<Upgrade, FailureCause>()

/** Why the upgrade failed; `null` when it did not. */
export function causeOf(upgrade: Upgrade | undefined): FailureCause | null {
  if (upgrade?.kind !== 'failed') return null
  if (upgrade.status === 10) return TIMED_OUT
  let cause = causes.get(upgrade)
  if (cause === undefined) causes.set(upgrade, (cause = normalise(upgrade.message ?? '')))
  return cause
}

/** The cause that an `ErrMsg` tells. Total and idempotent; at most 80 characters. */
export function normalise(message: string): FailureCause {
  const words = message.slice(0, LONGEST_READ).normalize('NFKC').toLowerCase().replace(INVISIBLE, ' ')
  const text = trimmed(words)
  if (BARE_CODE.test(text) && !KNOWN.has(text)) return `code ${text}`
  return KNOWN.get(text) ?? (shortened(withoutVariables(words)) || NO_REASON)
}

function shortened(text: string): string {
  const characters = [...text]
  if (characters.length <= LONGEST) return text
  return `${withoutVariables(characters.slice(0, LONGEST - 1).join(''))}${CUT}`
}

function withoutVariables(text: string): string {
  return trimmed(text.replace(VARIABLE, (_match, ...rest) => keptOf(rest) ?? '#').replace(/#(?:[\s.,:/_-]?#)+/gu, '#'))
}

function keptOf(rest: readonly unknown[]): string | null {
  const groups = rest.at(-1)
  return typeof groups === 'object' && groups !== null && 'kept' in groups && typeof groups.kept === 'string' ? groups.kept : null
}

function trimmed(text: string): string {
  return text.replace(EDGES, '')
}
