export interface CsvRecord {
  /** Where it begins, 1-based, as an editor counts. */
  readonly line: number
  readonly fields: readonly string[]
  /** A quote stands where none may, or is never closed: then the record is its first line, unread. */
  readonly isBroken: boolean
}

/** A quoted cell with line breaks in it. */
export interface RunningCell {
  readonly column: number
  readonly lines: readonly string[]
}

export interface RecordOptions {
  /** Columns of which no cell has a line break. */
  readonly oneLine?: readonly number[]
  /** Whether such a cell was never meant to run on: its quote closes by chance in a later record. */
  readonly isRunaway?: (cell: RunningCell, fields: readonly string[]) => boolean
}

/** Where reading begins: an offset in the text, and the number of its line. */
export interface TextPlace {
  readonly at: number
  readonly line: number
}

/** As much as a spreadsheet lets into a cell; a quote that runs on for longer is not closed. */
const LONGEST_QUOTED = 32_767
const START: TextPlace = { at: 0, line: 1 }
const [QUOTE, LF, CR] = [34, 10, 13]

/**
 * Records of a CSV text (RFC 4180, any line ending). A misplaced quote costs the line where its record begins, not the
 * rest; so does one that makes a cell run on over lines which, by `options`, are none of it.
 */
export function* readRecords(text: string, separator: string, options: RecordOptions = {}, from = START): Generator<CsvRecord, void> {
  let { at, line } = from
  while (at < text.length) {
    const { fields, end, isBroken, runsOn } = readRecord(text, at, separator, options)
    yield { line, fields, isBroken }
    line += runsOn ? lineBreaks(text, at, end) : 1
    at = end
  }
}

/** The fields of the record at `place`, as well as they can be told where a quote is broken. */
export function readTitles(text: string, separator: string, { at }: TextPlace): readonly string[] {
  const { fields, isBroken } = readRecord(text, at, separator, {})
  return isBroken ? fields.join('').replaceAll('"', '').split(separator) : fields
}

interface Read {
  readonly fields: string[]
  /** Where the next record begins. */
  readonly end: number
  readonly isBroken: boolean
  /** Over more lines than one. */
  readonly runsOn: boolean
}

function readRecord(text: string, start: number, separator: string, options: RecordOptions): Read {
  const fields: string[] = []
  const running: RunningCell[] = []
  let at = start
  for (;;) {
    const quoted = text.charCodeAt(at) === QUOTE ? closingQuote(text, at) : null
    if (quoted === -1) return brokenAt(text, start)
    const head = quoted === null ? '' : text.slice(at + 1, quoted).replaceAll('""', '"')
    const stop = fieldEnd(text, quoted === null ? at : quoted + 1, separator)
    if (quoted !== null && stop !== quoted + 1) return brokenAt(text, start)
    if (quoted !== null && /[\r\n]/u.test(head)) {
      if (options.oneLine?.includes(fields.length)) return brokenAt(text, start)
      running.push({ column: fields.length, lines: head.split(/\r\n|\r|\n/u) })
    }
    fields.push(quoted === null ? text.slice(at, stop) : head)
    if (text[stop] !== separator) {
      if (running.some((cell) => options.isRunaway?.(cell, fields))) return brokenAt(text, start)
      return { fields, end: afterBreak(text, stop), isBroken: false, runsOn: running.length > 0 }
    }
    at = stop + 1
  }
}

function brokenAt(text: string, start: number): Read {
  const end = fieldEnd(text, start, '\n')
  return { fields: [text.slice(start, end)], end: afterBreak(text, end), isBroken: true, runsOn: false }
}

/** Where the quote opened at `open` closes, or -1. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1)
  while (at >= 0 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2)
  return at - open > LONGEST_QUOTED ? -1 : at
}

function fieldEnd(text: string, from: number, separator: string): number {
  const stop = separator.charCodeAt(0)
  let at = from
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === stop || code === LF || code === CR) break
  }
  return at
}

/** Where the line after the break at `at` begins. */
export function afterBreak(text: string, at: number): number {
  return text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1
}

/** Where the line that begins at `from` ends, before its break. */
export function lineEnd(text: string, from: number): number {
  return fieldEnd(text, from, '\n')
}

function lineBreaks(text: string, from: number, to: number): number {
  return text.slice(from, to).match(/\r\n|\r|\n/gu)?.length ?? 0
}
