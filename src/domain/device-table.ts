import { afterBreak, lineEnd, readTitles, type RunningCell, type TextPlace } from './csv-records'
import { nameProblem } from './device'

export type ColumnRole = 'product' | 'device' | 'alias'

/** What the header of a text says: which columns there are, and what separates them. */
export interface DeviceTable {
  readonly separator: string
  readonly product: number
  readonly device: number
  readonly alias: number | null
  /** As they stand in the header. */
  readonly titles: readonly string[]
  /** Columns that claim what another one has been taken for. */
  readonly unused: readonly number[]
}

const SEPARATORS = [',', ';', '\t', '，', '；'] as const

/** The cloud's own name of each comes first: it wins over a title that may mean something else. */
const TITLES: Readonly<Record<ColumnRole, readonly string[]>> = {
  product: ['productid', '产品id', '产品标识', '产品标识符', '产品编号'],
  device: ['devicename', '设备名称', '设备名'],
  alias: ['aliasname', 'alias', '别名', '设备别名', '备注名', '备注名称'],
}

const LONGEST_TITLE = 64
/** No list has more; what has is no header, and need not be looked at any closer. */
const MOST_COLUMNS = 1000

/** What a column of this title holds, in Chinese or English, however it is written. */
export function roleOf(title: string): ColumnRole | null {
  if (title.length > LONGEST_TITLE) return null
  const plain = plainTitle(title)
  if (TITLES.product.includes(plain)) return 'product'
  if (TITLES.device.includes(plain)) return 'device'
  return TITLES.alias.includes(plain) ? 'alias' : null
}

/** The table whose header stands at `place`, whichever separator shows it; `null` when none does. */
export function findTable(text: string, place: TextPlace): DeviceTable | null {
  for (const separator of SEPARATORS) {
    const titles = readTitles(text, separator, place).map((title) => title.trim())
    if (titles.length < 2 || titles.length > MOST_COLUMNS) continue
    const [product, ...moreProducts] = columnsOf(titles, 'product')
    const [device, ...moreDevices] = columnsOf(titles, 'device')
    if (product === undefined || device === undefined) continue
    const [alias = null, ...moreAliases] = columnsOf(titles, 'alias')
    return { separator, product, device, alias, titles, unused: [...moreProducts, ...moreDevices, ...moreAliases] }
  }
  return null
}

/**
 * Whether a cell over several lines was never meant to be one: its lines, with what stands before and behind the cell, are
 * records by themselves, with both names where they belong.
 */
export function isRunaway({ separator, product, device, titles }: DeviceTable, { column, lines }: RunningCell, fields: readonly string[]): boolean {
  const places = [product, device]
  const isRecord = (cells: readonly string[]) => cells.length === titles.length && places.every((place) => nameProblem((cells[place] ?? '').trim()) === null)
  const cellsOf = (line = '') => line.replaceAll('"', '').split(separator)
  if (lines.slice(1, -1).some((line) => isRecord(cellsOf(line)))) return true
  if (fields.length !== titles.length) return false
  const first = [...fields.slice(0, column), ...cellsOf(lines[0])]
  const last = [...cellsOf(lines.at(-1)), ...fields.slice(column + 1)]
  // One that has no name of its own is part of this record as likely as not.
  return (places.some((place) => place >= column) && isRecord(first)) || (column > 0 && places.some((place) => place <= column) && isRecord(last))
}

/** Whether a line of plain words is a header of the two names. */
export function isPlainHeader(line: string): boolean {
  const words = line.replaceAll('"', '').split(/[\s,;/，；]+/u)
  if (words.length > 6) return false
  return words.some((_word, at) => roleOf(words.slice(0, at).join('')) === 'product' && roleOf(words.slice(at).join('')) === 'device')
}

/** Where the first line stands that says something: not blank, and no `sep=;` of a spreadsheet. */
export function firstLine(text: string): TextPlace {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (let line = 1; at < text.length; line += 1) {
    const end = lineEnd(text, at)
    if (!/^\s*(?:sep=.)?\s*$/iu.test(text.slice(at, Math.min(end, at + 1000)))) return { at, line }
    at = afterBreak(text, end)
  }
  return { at: text.length, line: 1 }
}

/** Places of the columns of a role, the best first. */
function columnsOf(titles: readonly string[], role: ColumnRole): number[] {
  const places = titles.flatMap((title, place) => (roleOf(title) === role ? [place] : []))
  const own = places.find((place) => plainTitle(titles[place] ?? '') === TITLES[role][0])
  return own === undefined ? places : [own, ...places.filter((place) => place !== own)]
}

function plainTitle(title: string): string {
  return title.normalize('NFKC').replace(/[\s_\-\p{Cf}]/gu, '').toLowerCase()
}
