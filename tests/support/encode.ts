import type { Encoding } from '@/intake/encoding'

const MARKS: Readonly<Record<Encoding, readonly number[]>> = { 'utf-8': [0xef, 0xbb, 0xbf], gb18030: [0x84, 0x31, 0x95, 0x33], 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] }
let gbPairs: ReadonlyMap<string, readonly number[]> | null = null

/** The bytes of a text as a program of another house writes them; `withMark` puts the byte order mark in front. */
export function encode(text: string, encoding: Encoding, withMark = false): Uint8Array<ArrayBuffer> {
  const mark = withMark ? MARKS[encoding] : []
  if (encoding === 'utf-8') return joined(mark, new TextEncoder().encode(text))
  return joined(mark, encoding === 'gb18030' ? gb18030(text) : utf16(text, encoding === 'utf-16le'))
}

function joined(mark: readonly number[], bytes: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(mark.length + bytes.length)
  all.set(mark)
  all.set(bytes, mark.length)
  return all
}

function utf16(text: string, isLittle: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length))
  for (let at = 0; at < text.length; at += 1) view.setUint16(2 * at, text.charCodeAt(at), isLittle)
  return new Uint8Array(view.buffer)
}

/** By turning the decoder's table round. Characters of four bytes are counted out in the blocks where they lie in a row. */
function gb18030(text: string): number[] {
  gbPairs ??= pairsOfDecoder()
  const bytes: number[] = []
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (code < 0x80) bytes.push(code)
    else bytes.push(...(gbPairs.get(char) ?? fourBytes(char, code)))
  }
  return bytes
}

function pairsOfDecoder(): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder('gb18030', { fatal: true })
  const pairs = new Map<string, readonly number[]>()
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue
      const char = decoder.decode(new Uint8Array([lead, trail]))
      if (!pairs.has(char)) pairs.set(char, [lead, trail])
    }
  }
  return pairs
}

/** Found by bisection: of four bytes, a greater number is a later character. */
function fourBytes(char: string, code: number): readonly number[] {
  const decoder = new TextDecoder('gb18030')
  const isAstral = code >= 0x10000
  let [low, high] = isAstral ? [189_000, 189_000 + 0x10ffff - 0x10000] : [0, 39_419]
  while (low < high) {
    const middle = (low + high) >> 1
    const found = decoder.decode(new Uint8Array(bytesOf(middle))).codePointAt(0) ?? 0
    if (found < code) low = middle + 1
    else high = middle
  }
  const bytes = bytesOf(low)
  if (decoder.decode(new Uint8Array(bytes)) !== char) throw new Error(`GB18030 has no U+${code.toString(16)}`)
  return bytes
}

function bytesOf(place: number): number[] {
  return [0x81 + Math.floor(place / 12_600), 0x30 + (Math.floor(place / 1260) % 10), 0x81 + (Math.floor(place / 10) % 126), 0x30 + (place % 10)]
}
