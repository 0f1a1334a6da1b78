/** What a spreadsheet takes for a formula at a cell's beginning, full-width signs too (promise S7). */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/u

/** All cells of a CSV text (RFC 4180: commas, quotes doubled inside quotes, lines within quotes). */
export function csvCells(text: string): string[] {
  const cells: string[] = []
  for (const [, quoted, plain = ''] of text.replace(/^\uFEFF/u, '').matchAll(/(?:^|,|\r\n|\r|\n)(?:"((?:[^"]|"")*)"|([^,"\r\n]*))/gu)) {
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
  }
  return cells
}

export function formulasIn(cells: readonly string[]): string[] {
  return cells.filter((cell) => FORMULA.test(cell))
}
