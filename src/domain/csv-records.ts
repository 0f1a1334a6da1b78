export interface CsvRecord {
  /** Where it begins, 1-based, as an editor counts. */
  readonly line: number
  readonly fields: readonly string[]
  /** A quote stands where none may, or is never closed: then the record is its first line, unread. */
  readonly isBroken: boolean
}

const SEPARATORS = [',', ';', '\t'] as const

/** The separator by which this header line has the most fields. */
export function separatorOf(header: string): string {
  const counts = SEPARATORS.map((separator) => ({ separator, count: header.split(separator).length }))
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).separator
}

/** Records of a CSV text (RFC 4180, any line ending). A misplaced quote costs the line where its record begins, not the rest. */
export function readRecords(text: string, separator: string): CsvRecord[] {
  const records: CsvRecord[] = []
  let at = 0
  let line = 1
  while (at < text.length) {
    const { fields, end, isBroken } = readRecord(text, at, separator)
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

function readRecord(text: string, start: number, separator: string): Read {
  const fields: string[] = []
  let at = start
  for (;;) {
    const quoted = text[at] === '"' ? closingQuote(text, at) : null
    if (quoted === -1) return brokenAt(text, start)
    const head = quoted === null ? '' : text.slice(at + 1, quoted).replaceAll('""', '"')
    const from = quoted === null ? at : quoted + 1
    const stop = fieldEnd(text, from, separator)
    if (quoted !== null && stop !== from) return brokenAt(text, start)
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
