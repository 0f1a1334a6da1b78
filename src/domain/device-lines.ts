import { csvPlain } from './csv'
import { findTable, readRecords, type Table } from './csv-records'
import { createDevice, nameProblem, type Device, type DeviceId, type DeviceNameProblem } from './device'

export type LineProblem =
  | { readonly kind: 'missing-device-name' }
  | { readonly kind: 'too-many-fields'; readonly count: number }
  | { readonly kind: 'bad-name'; readonly field: 'ProductId' | 'DeviceName'; readonly problem: DeviceNameProblem }
  | { readonly kind: 'repeated'; readonly firstLine: number }
  | { readonly kind: 'already-watched' }
  | { readonly kind: 'broken-quotes' }

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

/** A line, or a record of several, as it was read. */
interface ReadLine {
  readonly line: number
  readonly text: string
  readonly read: Device | LineProblem
}

/**
 * Reads `ProductId DeviceName` lines, separated by comma, semicolon, tab, space or slash, or a CSV file that has columns
 * of these names among others, as the export writes it. A bad line is reported by its number and never costs a good one;
 * empty lines and one header line are passed over.
 */
export function parseDeviceLines(text: string, isWatched: (id: DeviceId) => boolean): ParsedLines {
  const devices: Device[] = []
  const reports: LineReport[] = []
  const firstLineOf = new Map<DeviceId, number>()
  for (const { line, text: lineText, read } of readLines(text.replace(/^\uFEFF/u, ''))) {
    const problem = 'id' in read ? repetition(read.id, firstLineOf, isWatched) : read
    if ('id' in read && !firstLineOf.has(read.id)) firstLineOf.set(read.id, line)
    if (problem) reports.push({ line, text: lineText, problem })
    else if ('id' in read) devices.push(read)
  }
  return { devices, reports }
}

function readLines(text: string): ReadLine[] {
  const table = findTable(text, ['productid', 'devicename'])
  const isPlain = table === null || (table.width === 2 && table.places[0] === 0)
  return isPlain ? readPlain(text, table) : readTable(text, table)
}

function readTable(text: string, table: Table): ReadLine[] {
  return readRecords(text, table.separator, table.places)
    .filter(({ fields, isBroken }, index) => isBroken || (index > 0 && fields.some((field) => field.trim() !== '')))
    .map(({ line, fields, isBroken }) => {
      const read = isBroken ? ({ kind: 'broken-quotes' } as const) : namesIn(fields, table)
      return { line, text: fields.join(table.separator), read }
    })
}

function namesIn(fields: readonly string[], { places: [product, name] }: Table): Device | LineProblem {
  return deviceOf(nameIn(fields[product]), nameIn(fields[name]))
}

/** Without the blanks around it, unless there is a quote behind them: such a cell was meant to be a quoted one. */
function nameIn(cell = ''): string {
  const trimmed = cell.trim()
  return csvPlain(trimmed.startsWith('"') ? cell : trimmed)
}

function readPlain(text: string, table: Table | null): ReadLine[] {
  return text.split(LINE_BREAK).flatMap((raw, index) => {
    const trimmed = raw.trim()
    if (trimmed === '' || (index === 0 && HEADER.test(trimmed))) return []
    return [{ line: index + 1, text: trimmed, read: (table && readQuoted(trimmed, table)) ?? readLine(trimmed) }]
  })
}

/** A line of just two cells with a quoted one; under a header of just two, any other line may be a plain one. */
function readQuoted(text: string, table: Table): Device | LineProblem | null {
  if (!text.includes('"')) return null
  const [record] = readRecords(text, table.separator)
  const isQuoted = record?.fields.length === 2 && record.fields.join(table.separator) !== text
  return isQuoted && !record.isBroken ? namesIn(record.fields, table) : null
}

function readLine(text: string): Device | LineProblem {
  const fields = text.split(FIELD_BREAK)
  if (fields.length > 2) return { kind: 'too-many-fields', count: fields.length }
  const [productId = '', deviceName = ''] = fields
  return deviceOf(productId, deviceName)
}

function deviceOf(productId: string, deviceName: string): Device | LineProblem {
  if (deviceName === '') return { kind: 'missing-device-name' }
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
