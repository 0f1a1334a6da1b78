import { createDevice, nameProblem, type Device, type DeviceId, type DeviceNameProblem } from './device'

export type LineProblem =
  | { readonly kind: 'missing-device-name' }
  | { readonly kind: 'too-many-fields'; readonly count: number }
  | { readonly kind: 'bad-name'; readonly field: 'ProductId' | 'DeviceName'; readonly problem: DeviceNameProblem }
  | { readonly kind: 'repeated'; readonly firstLine: number }
  | { readonly kind: 'already-watched' }

export interface LineReport {
  /** 1-based, as an editor counts. */
  readonly line: number
  readonly text: string
  readonly problem: LineProblem
}

export interface ParsedLines {
  readonly devices: readonly Device[]
  readonly reports: readonly LineReport[]
}

const LINE_BREAK = /\r\n|\r|\n/u
const FIELD_BREAK = /\s*[,;/，；]\s*|\s+/u
const HEADER = /^"?product_?id"?[\s,;/，；]+"?device_?name"?$/iu

/**
 * Reads `ProductId DeviceName` lines, separated by comma, semicolon, tab, space or slash. A bad line is reported by its
 * number and never costs a good one; empty lines and one header line are passed over.
 */
export function parseDeviceLines(text: string, isWatched: (id: DeviceId) => boolean): ParsedLines {
  const devices: Device[] = []
  const reports: LineReport[] = []
  const firstLineOf = new Map<DeviceId, number>()
  const lines = text.replace(/^\uFEFF/u, '').split(LINE_BREAK)
  for (const [index, raw] of lines.entries()) {
    const trimmed = raw.trim()
    if (trimmed === '' || (index === 0 && HEADER.test(trimmed))) continue
    const read = readLine(trimmed)
    const problem = 'id' in read ? repetition(read.id, firstLineOf, isWatched) : read
    if ('id' in read && !firstLineOf.has(read.id)) firstLineOf.set(read.id, index + 1)
    if (problem) reports.push({ line: index + 1, text: trimmed, problem })
    else if ('id' in read) devices.push(read)
  }
  return { devices, reports }
}

function readLine(text: string): Device | LineProblem {
  const fields = text.split(FIELD_BREAK)
  const [productId = '', deviceName = ''] = fields
  if (fields.length > 2) return { kind: 'too-many-fields', count: fields.length }
  if (fields.length < 2 || deviceName === '') return { kind: 'missing-device-name' }
  const badProduct = nameProblem(productId)
  if (badProduct) return { kind: 'bad-name', field: 'ProductId', problem: badProduct }
  const badDevice = nameProblem(deviceName)
  if (badDevice) return { kind: 'bad-name', field: 'DeviceName', problem: badDevice }
  return createDevice(productId, deviceName)
}

function repetition(
  id: DeviceId,
  firstLineOf: ReadonlyMap<DeviceId, number>,
  isWatched: (id: DeviceId) => boolean,
): LineProblem | null {
  const firstLine = firstLineOf.get(id)
  if (firstLine !== undefined) return { kind: 'repeated', firstLine }
  return isWatched(id) ? { kind: 'already-watched' } : null
}
