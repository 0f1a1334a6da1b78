export interface CsvRecord {
  /** Where it begins, 1-based, as an editor counts. */
  readonly line: number
  readonly fields: readonly string[]
  /** A quote stands where none may, or is never closed: then the record is its first line, unread. */
  readonly isBroken: boolean
}

/** Two columns of a CSV text, as its first record has them. */
export interface Table {
  readonly separator: string
  readonly places: readonly [number, number]
  /** How many columns there are in all. */
  readonly width: number
}

const SEPARATORS = [',', ';', '\t'] as const

/** The columns of these titles (in lower case, without `_`), whichever separator shows them; `null` when none does. */
export function findTable(text: string, [first, second]: readonly [string, string]): Table | null {
  for (const separator of SEPARATORS) {
    const titles = readTitles(text, separator).map((title) => title.trim().toLowerCase().replace('_', ''))
    const places = [titles.indexOf(first), titles.indexOf(second)] as const
    if (places.every((place) => place >= 0)) return { separator, places, width: titles.length }
  }
  return null
}

/** The fields of the first record, as well as they can be told where a quote is broken. */
function readTitles(text: string, separator: string): readonly string[] {
  const { fields, isBroken } = readRecord(text, 0, separator, [])
  return isBroken ? fields.join('').replaceAll('"', '').split(separator) : fields
}

/**
 * Records of a CSV text (RFC 4180, any line ending). A misplaced quote costs the line where its record begins, not the
 * rest; so does one that makes a cell of the columns `oneLine`, which never have a line break, run on.
 */
export function readRecords(text: string, separator: string, oneLine: readonly number[] = []): CsvRecord[] {
  const records: CsvRecord[] = []
  let at = 0
  let line = 1
  while (at < text.length) {
    const { fields, end, isBroken } = readRecord(text, at, separator, oneLine)
    records.push({ line, fields, isBroken })
    line += lineBreaks(text, at, end)
    at = end
  }
  return records
}

interface Read {
  readonly fields: string[]
  /** Where the next record begins. */
  readonly end: number
  readonly isBroken: boolean
}

function readRecord(text: string, start: number, separator: string, oneLine: readonly number[]): Read {
  const fields: string[] = []
  let at = start
  for (;;) {
    const quoted = text[at] === '"' ? closingQuote(text, at) : null
    if (quoted === -1) return brokenAt(text, start)
    const head = quoted === null ? '' : text.slice(at + 1, quoted).replaceAll('""', '"')
    const from = quoted === null ? at : quoted + 1
    const stop = fieldEnd(text, from, separator)
    const runsOn = oneLine.includes(fields.length) && /[\r\n]/u.test(head)
    if (runsOn || (quoted !== null && stop !== from)) return brokenAt(text, start)
    fields.push(head + text.slice(from, stop))
    if (text[stop] !== separator) return { fields, end: afterBreak(text, stop), isBroken: false }
    at = stop + 1
  }
}

function brokenAt(text: string, start: number): Read {
  const end = fieldEnd(text, start, '\n')
  return { fields: [text.slice(start, end)], end: afterBreak(text, end), isBroken: true }
}

/** Where the quote opened at `open` closes, or -1. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

function fieldEnd(text: string, from: number, separator: string): number {
  let at = from
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1
  return at
}

function afterBreak(text: string, at: number): number {
  return text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1
}

function lineBreaks(text: string, from: number, to: number): number {
  return text.slice(from, to).match(/\r\n|\r|\n/gu)?.length ?? 0
}
