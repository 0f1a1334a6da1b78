export const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const
export type Encoding = (typeof ENCODINGS)[number]

export interface EncodingGuess {
  readonly encoding: Encoding
  /** Another one gives a text as well: a person should look. */
  readonly isSure: boolean
}

/** Of the bytes of a file in UTF-16, at least this share is zero: names are in ASCII, whatever else is in it. */
const LEAST_ZEROS = 0.05
/** Of the Chinese in a file, this share at least is in the list of the 3,755 usual characters; of mojibake hardly any is. */
const USUAL_SHARE = 0.5

/** In which encoding a file is, by its byte order mark, or by what its bytes make in each. */
export function guessEncoding(bytes: Uint8Array): EncodingGuess {
  return markOf(bytes) ?? utf16Of(bytes) ?? narrowOf(bytes)
}

/** What cannot be decoded becomes U+FFFD. A byte order mark is left out. */
export function decodeBytes(bytes: Uint8Array, encoding: Encoding): string {
  const text = new TextDecoder(encoding).decode(bytes)
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function markOf(bytes: Uint8Array): EncodingGuess | null {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', isSure: true }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', isSure: true }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', isSure: true }
  if (a === 0x84 && b === 0x31 && c === 0x95) return { encoding: 'gb18030', isSure: true }
  return null
}

function utf16Of(bytes: Uint8Array): EncodingGuess | null {
  const zeros = [0, 0]
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (even + odd < bytes.length * LEAST_ZEROS || even + odd === 0) return null
  if (odd > 4 * even) return { encoding: 'utf-16le', isSure: bytes.length % 2 === 0 }
  return even > 4 * odd ? { encoding: 'utf-16be', isSure: bytes.length % 2 === 0 } : null
}

function narrowOf(bytes: Uint8Array): EncodingGuess {
  const utf8 = countUtf8(bytes)
  if (utf8.good + utf8.bad === 0) return { encoding: 'utf-8', isSure: true }
  const gb = countGb(bytes)
  const looksGb = gb.bad === 0 && gb.usual >= USUAL_SHARE * gb.good
  if (utf8.bad === 0) {
    if (gb.bad > 0 || !looksGb) return { encoding: 'utf-8', isSure: gb.bad > 0 || utf8.long > 1 }
    return { encoding: utf8.long > 0 ? 'utf-8' : 'gb18030', isSure: false }
  }
  if (looksGb) return { encoding: 'gb18030', isSure: utf8.bad > 1 || utf8.good === 0 }
  return { encoding: utf8.good > 4 * utf8.bad ? 'utf-8' : 'gb18030', isSure: false }
}

/** Sequences of several bytes, how many of these have three or four, and bytes that belong to none. */
function countUtf8(bytes: Uint8Array): { good: number; long: number; bad: number } {
  const counts = { good: 0, long: 0, bad: 0 }
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) continue
    const length = utf8Length(bytes, at, lead)
    if (length === 0) counts.bad += 1
    else counts.good += 1
    if (length > 2) counts.long += 1
    at += Math.max(0, length - 1)
  }
  return counts
}

function utf8Length(bytes: Uint8Array, at: number, lead: number): number {
  const length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
  for (let next = 1; next < length; next += 1) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0
  const second = bytes[at + 1] ?? 0
  const isOverlong = (lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90)
  const isBeyond = (lead === 0xed && second > 0x9f) || (lead === 0xf4 && second > 0x8f)
  return isOverlong || isBeyond ? 0 : length
}

/** Characters of two and four bytes, how many of these are usual ones, and bytes that belong to none. */
function countGb(bytes: Uint8Array): { good: number; usual: number; bad: number } {
  const counts = { good: 0, usual: 0, bad: 0 }
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) continue
    const second = bytes[at + 1] ?? 0
    const isFour = isHigh(lead) && isDigit(second) && isHigh(bytes[at + 2] ?? 0) && isDigit(bytes[at + 3] ?? 0)
    const isTwo = isHigh(lead) && second >= 0x40 && second !== 0x7f && second !== 0xff
    if (isFour || isTwo) counts.good += 1
    else counts.bad += 1
    if (isTwo && second >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3)) counts.usual += 1
    at += isFour ? 3 : isTwo ? 1 : 0
  }
  return counts
}

function isHigh(byte: number): boolean {
  return byte >= 0x81 && byte <= 0xfe
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
