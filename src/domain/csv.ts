/** What a spreadsheet takes for the beginning of a formula, narrow or full-width. */
const FORMULA = '=+\\-@＝＋－＠'
/** What some spreadsheet or other passes over before it. */
const PASSED_OVER = '\\s"\'\\p{Cf}\\p{Zs}'
const STARTS_FORMULA = new RegExp(`^[${PASSED_OVER}]*[${FORMULA}]|^[\\t\\r\\n]`, 'u')
/** Where a spreadsheet of another country would begin a new cell, formula next. */
const FORMULA_INSIDE = new RegExp(`([,;\\t\\r\\n，；][${PASSED_OVER}]*)(?=[${FORMULA}])`, 'gu')

/** One CSV cell, unquoted, as a spreadsheet may have it: an apostrophe keeps it from being run. `csvPlain` takes that away. */
function guarded(text: string): string {
  const inside = text.replace(FORMULA_INSIDE, "$1'")
  return STARTS_FORMULA.test(inside) ? `'${inside}` : inside
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
  return `${cells.map((cell) => `"${guarded(String(cell ?? '')).replaceAll('"', '""')}"`).join(',')}\r\n`
}
