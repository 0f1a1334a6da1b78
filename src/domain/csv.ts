/** What a spreadsheet takes for the beginning of a formula, narrow or full-width. */
const FORMULA = '=+\\-@＝＋－＠'
/** What some spreadsheet or other passes over before it: blanks, quotes, and what cannot be seen. */
const PASSED_OVER = '\\s"\'\\p{Cc}\\p{Cf}\\p{Zs}\\p{Default_Ignorable_Code_Point}'
const STARTS_FORMULA = new RegExp(`^[${PASSED_OVER}]*[${FORMULA}]|^[\\t\\r\\n]`, 'u')
/** Where a spreadsheet of another country would begin a new cell, `，` and `；` too, or any line. */
const BREAKS = ',;，；\\t\\r\\n\\v\\f\\x85\\u2028\\u2029'
const BREAKS_CELL = new RegExp(`[${BREAKS}]`, 'u')
const ENDS_IN_BREAK = new RegExp(`[${BREAKS}]$`, 'u')
/** The formula is optional for the sake of speed: so no part of a long run is looked at twice. */
const RUN = new RegExp(`([${PASSED_OVER}${BREAKS}]+)([${FORMULA}]?)`, 'gu')

/** One CSV cell, unquoted, as a spreadsheet may have it: an apostrophe keeps it from being run. `csvPlain` takes that away. */
function guarded(text: string): string {
  const inside = BREAKS_CELL.test(text) ? text.replace(RUN, guardedRun) : text
  return STARTS_FORMULA.test(inside) ? `'${inside}` : inside
}

function guardedRun(all: string, run: string, formula: string): string {
  return formula !== '' && BREAKS_CELL.test(run) ? `${run}'${formula}` : all
}

/** What a cell written by `csvDocument` held, as long as that has no separator in it, as names of devices have none. */
export function csvPlain(cell: string): string {
  return cell.startsWith("'") && STARTS_FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell
}

/**
 * A CSV file: UTF-8 with BOM, CRLF, every cell quoted, none that a spreadsheet would run, whichever list separator it
 * reads the file with. `null` is an empty cell.
 */
export function csvDocument(header: readonly string[], rows: Iterable<readonly (string | number | null)[]>): string {
  const lines = [lineOf(header)]
  for (const row of rows) lines.push(lineOf(row))
  return `\uFEFF${lines.join('')}`
}

function lineOf(cells: readonly (string | number | null)[]): string {
  const texts = cells.map((cell) => guarded(String(cell ?? '')).replaceAll('"', '""'))
  const line = texts.join('","')
  // Split there, the closing quote would open a cell that begins with the line break.
  return `"${line}${ENDS_IN_BREAK.test(line) ? "'" : ''}"\r\n`
}
