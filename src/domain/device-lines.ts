import { afterBreak, lineEnd, readRecords, type CsvRecord } from './csv-records'
import type { Device, DeviceId } from './device'
import { readCells, readPlainLine, type LineNote, type LineProblem, type LineRead, type LineRules } from './device-line'
import { findTable, firstLine, isPlainHeader, isRunaway, type DeviceTable } from './device-table'

export type { LineNote, LineProblem } from './device-line'

export interface LineReport {
  /** 1-based, as an editor counts. */
  readonly line: number
  readonly text: string
  readonly problem: LineProblem
}

export interface NotedLine {
  readonly line: number
  readonly device: Device
  readonly note: LineNote
}

export interface ParsedLines {
  readonly devices: readonly Device[]
  readonly reports: readonly LineReport[]
  /** Devices among these of which something is to be said. */
  readonly notes: readonly NotedLine[]
}

/** A line, or a record of several, before it is judged. */
export type RawLine = { readonly line: number; readonly text: string } | CsvRecord

const KEPT: LineRules = { stripsInvisible: false }

/**
 * Reads `ProductId DeviceName` lines, separated by comma, semicolon, tab, space or slash, or a CSV file that has columns
 * of these names, in English or Chinese, among others. A bad line is reported by its number and never costs a good one;
 * empty lines and one header line are passed over.
 */
export function parseDeviceLines(text: string, isWatched: (id: DeviceId) => boolean, rules = KEPT): ParsedLines {
  const lines = new DeviceLines(text, isWatched, rules)
  const devices: Device[] = []
  const reports: LineReport[] = []
  const notes: NotedLine[] = []
  for (const raw of lines.rows()) {
    const read = lines.judge(raw)
    if (read.kind === 'problem') reports.push({ line: raw.line, text: lines.textOf(raw), problem: read.problem })
    else devices.push(read.device)
    if (read.kind === 'device' && read.note) notes.push({ line: raw.line, device: read.device, note: read.note })
  }
  return { devices, reports, notes }
}

/** The lines of a text: cheap to count, each judged when asked for, in order and once. */
export class DeviceLines {
  /** `null` for lines without a header. */
  readonly table: DeviceTable | null
  private readonly text: string
  private readonly rules: LineRules
  private readonly isWatched: (id: DeviceId) => boolean
  private readonly firstLineOf = new Map<DeviceId, number>()
  private readonly isPlain: boolean

  constructor(text: string, isWatched: (id: DeviceId) => boolean, rules: LineRules) {
    this.text = text
    this.isWatched = isWatched
    this.rules = rules
    this.table = findTable(text, firstLine(text))
    this.isPlain = this.table === null || (this.table.titles.length === 2 && this.table.product === 0)
  }

  /** Every line but the header and empty ones. */
  rows(): Generator<RawLine, void> {
    return this.table && !this.isPlain ? this.records(this.table) : this.plainLines()
  }

  judge(raw: RawLine): LineRead {
    const read = this.read(raw)
    if (read.kind === 'problem') return read
    const { id } = read.device
    const first = this.firstLineOf.get(id)
    if (first !== undefined) return { kind: 'problem', problem: { kind: 'repeated', firstLine: first } }
    this.firstLineOf.set(id, raw.line)
    return this.isWatched(id) ? { kind: 'problem', problem: { kind: 'already-watched' } } : read
  }

  textOf(raw: RawLine): string {
    return 'text' in raw ? raw.text.trim() : raw.fields.join(this.table?.separator)
  }

  private read(raw: RawLine): LineRead {
    if ('text' in raw) return readPlainLine(raw.text, this.table, this.rules)
    if (raw.isBroken || !this.table) return { kind: 'problem', problem: { kind: 'broken-quotes' } }
    return readCells(raw.fields, this.table, this.rules)
  }

  private *records(table: DeviceTable): Generator<RawLine, void> {
    const oneLine = [table.product, table.device, ...(table.alias === null ? [] : [table.alias])]
    let isHeader = true
    for (const record of readRecords(this.text, table.separator, { oneLine, isRunaway: (cell, fields) => isRunaway(table, cell, fields) }, firstLine(this.text))) {
      const isEmpty = record.fields.every((field) => field.trim() === '')
      if (record.isBroken || (!isHeader && !isEmpty)) yield record
      isHeader = false
    }
  }

  private *plainLines(): Generator<RawLine, void> {
    const { text } = this
    let { at, line } = firstLine(text)
    let isFirst = true
    while (at < text.length) {
      const end = lineEnd(text, at)
      const whole = text.slice(at, end)
      const trimmed = whole.trim()
      // A byte order mark counts as a blank, but is to be told of.
      if (trimmed !== '' && !(isFirst && this.isHeader(trimmed))) yield { line, text: whole.includes('\uFEFF') ? whole : trimmed }
      isFirst = false
      at = afterBreak(text, end)
      line += 1
    }
  }

  private isHeader(trimmed: string): boolean {
    return this.table !== null || isPlainHeader(trimmed)
  }
}
