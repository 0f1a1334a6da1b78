import type { PercentPoint, Stage, StageBrief } from '../domain/stage'
import { ByteReader, ByteWriter } from './bytes'

/** Of the code below; another one would get another number. */
const CODE = 1
const EXACT = 1
const OPEN = 2
const NAMED = 4
/** Statuses from here on stand among the words. */
const FIRST_ODD_STATUS = 62
const FRACTION = 101
/** One for all: making it takes as long as decoding a device's words. */
const TEXT = new TextDecoder()
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/u

/**
 * Stages in about 40 bytes each: reading a fleet's history is bound by its bytes (200,000 stages as objects take Chromium
 * seconds). Words stand once for all stages, times are distances, a RequestId is its 16 bytes. Times are kept to the ms.
 */
export function encodeStages(stages: readonly Stage[]): Uint8Array<ArrayBuffer> {
  const words = new Map<string, number>()
  const body = new ByteWriter()
  let previous = 0
  for (const stage of stages) {
    writeStage(body, stage, previous, words)
    previous = Math.round(stage.from)
  }
  const text = new TextEncoder().encode(JSON.stringify([...words.keys()]))
  const whole = new ByteWriter()
  whole.byte(CODE)
  whole.count(text.length)
  whole.bytes(text)
  whole.count(stages.length)
  whole.bytes(body.done())
  return whole.done()
}

/** What `encodeStages` was given. Throws on bytes that it did not make. */
export function decodeStages(bytes: Uint8Array): Stage[] {
  return decode(bytes, readStage)
}

/** `decodeStages` without what takes most of its time: curves and RequestIds. */
export function decodeBriefs(bytes: Uint8Array): StageBrief[] {
  return decode(bytes, readBrief)
}

function decode<S extends StageBrief>(bytes: Uint8Array, read: (from: ByteReader, previous: number, words: readonly unknown[]) => S): S[] {
  const reader = new ByteReader(bytes)
  if (reader.byte() !== CODE) throw new Error('stages in an unknown code')
  const words: unknown = JSON.parse(TEXT.decode(reader.bytes(reader.count())))
  if (!Array.isArray(words)) throw new Error('stages without their words')
  const stages: S[] = []
  let previous = 0
  for (let left = reader.count(); left > 0; left -= 1) {
    const stage = read(reader, previous, words)
    previous = stage.from
    stages.push(stage)
  }
  return stages
}

function writeStage(to: ByteWriter, stage: Stage, previous: number, words: Map<string, number>): void {
  const from = Math.round(stage.from)
  const seenAt = Math.round(stage.seenAt)
  const isUuid = UUID.test(stage.requestId)
  to.byte((stage.exact ? EXACT : 0) | (stage.to === null ? OPEN : 0) | (isUuid ? 0 : NAMED))
  writeStatus(to, stage.status, words)
  for (const text of [stage.sourceVersion, stage.targetVersion, stage.message]) to.count(text === null ? 0 : 1 + placeOf(text, words))
  to.distance(from - previous)
  to.distance(seenAt - from)
  if (stage.to !== null) to.distance(Math.round(stage.to) - seenAt)
  if (isUuid) to.hex(stage.requestId.replaceAll('-', ''))
  else to.count(placeOf(stage.requestId, words))
  writeCurve(to, stage.curve, from)
}

function readStage(from: ByteReader, previous: number, words: readonly unknown[]): Stage {
  const flags = from.byte()
  const status = readStatus(from, words)
  const sourceVersion = optional(from, words)
  const targetVersion = optional(from, words)
  const message = optional(from, words)
  const start = previous + from.distance()
  const seenAt = start + from.distance()
  const to = flags & OPEN ? null : seenAt + from.distance()
  const requestId = flags & NAMED ? wordAt(words, from.count()) : dashed(from.hex(16))
  return { status, sourceVersion, targetVersion, message, from: start, exact: (flags & EXACT) !== 0, seenAt, to, curve: readCurve(from, start), requestId }
}

function readBrief(from: ByteReader, previous: number, words: readonly unknown[]): StageBrief {
  const flags = from.byte()
  const status = readStatus(from, words)
  from.count()
  const targetVersion = optional(from, words)
  const message = optional(from, words)
  const start = previous + from.distance()
  const seenAt = start + from.distance()
  const to = flags & OPEN ? null : seenAt + from.distance()
  if (flags & NAMED) from.count()
  else from.skip(16)
  skipCurve(from)
  return { status, targetVersion, message, from: start, exact: (flags & EXACT) !== 0, seenAt, to }
}

function writeStatus(to: ByteWriter, status: number | null, words: Map<string, number>): void {
  if (status === null) to.count(0)
  else if (Number.isInteger(status) && status >= 0 && status < FIRST_ODD_STATUS) to.count(1 + status)
  else to.count(1 + FIRST_ODD_STATUS + placeOf(String(status), words))
}

function readStatus(from: ByteReader, words: readonly unknown[]): number | null {
  const code = from.count()
  if (code === 0) return null
  return code <= FIRST_ODD_STATUS ? code - 1 : Number(wordAt(words, code - 1 - FIRST_ODD_STATUS))
}

function writeCurve(to: ByteWriter, curve: readonly PercentPoint[], from: number): void {
  to.count(curve.length)
  let previous = from
  for (const [at, percent] of curve) {
    to.distance(Math.round(at) - previous)
    previous = Math.round(at)
    if (Number.isInteger(percent)) to.count(percent)
    else {
      to.count(FRACTION)
      to.count(Math.round(percent * 1000))
    }
  }
}

function readCurve(from: ByteReader, start: number): PercentPoint[] {
  const curve: PercentPoint[] = []
  let at = start
  for (let left = from.count(); left > 0; left -= 1) {
    at += from.distance()
    const percent = from.count()
    curve.push([at, percent === FRACTION ? from.count() / 1000 : percent])
  }
  return curve
}

function skipCurve(from: ByteReader): void {
  for (let left = from.count(); left > 0; left -= 1) {
    from.skipCount()
    if (from.count() === FRACTION) from.skipCount()
  }
}

function placeOf(text: string, words: Map<string, number>): number {
  const place = words.get(text) ?? words.size
  words.set(text, place)
  return place
}

function optional(from: ByteReader, words: readonly unknown[]): string | null {
  const code = from.count()
  return code === 0 ? null : wordAt(words, code - 1)
}

function wordAt(words: readonly unknown[], place: number): string {
  const word = words[place]
  if (typeof word !== 'string') throw new Error('stages with a word that is not there')
  return word
}

function dashed(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
