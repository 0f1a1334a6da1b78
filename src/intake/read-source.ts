import type { IntakeRefusal } from '../domain/intake-refusal'
import { decodeBytes, guessEncoding } from './encoding'
import type { IntakeRequest, IntakeSource } from './protocol'
import { readDevices, type Reading } from './reading'

/** A list of a hundred thousand devices with aliases takes a tenth of it. */
export const MOST_BYTES = 64 * 2 ** 20

/** How the beginning of a zip (.xlsx, .ods, .numbers) and of an older workbook (.xls) looks. */
const WORKBOOKS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
] as const

/** Why a source is refused before a byte of it is read; `null` when it is not. */
export function refusalOf(source: IntakeSource): IntakeRefusal | null {
  const bytes = source.kind === 'file' ? source.file.size : source.text.length
  return bytes > MOST_BYTES ? { kind: 'too-large', bytes, mostBytes: MOST_BYTES } : null
}

/** Reads a source as a whole, or refuses it as a whole; never rejects. */
export async function readSource({ source, encoding, stripsInvisible, watched }: IntakeRequest): Promise<Reading | IntakeRefusal> {
  const refusal = refusalOf(source)
  if (refusal) return refusal
  const ids = new Set<string>(watched.split('\n'))
  const rules = { isWatched: (id: string) => ids.has(id), stripsInvisible }
  if (source.kind === 'text') return readDevices(source.text, { ...rules, encoding: null })
  const bytes = await bytesOf(source.file)
  if (bytes === null) return { kind: 'unreadable' }
  if (WORKBOOKS.some((start) => start.every((byte, at) => bytes[at] === byte))) return { kind: 'workbook' }
  const guess = guessEncoding(bytes)
  const used = encoding ?? guess.encoding
  return readDevices(decodeBytes(bytes, used), { ...rules, encoding: { used, isSure: encoding !== null || guess.isSure } })
}

async function bytesOf(file: Blob): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch {
    return null
  }
}
