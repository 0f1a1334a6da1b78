import type { Encoding } from '@/intake/encoding'
import { createRandom, type Random } from '@/simulator/random'
import { encode } from './encode'

/** What the author of a line meant. */
export type Meant =
  | { readonly kind: 'device'; readonly id: string; readonly alias: string | null; readonly noted: boolean }
  | { readonly kind: 'no-device'; readonly why: string; readonly firstLine?: number }

export interface ImportFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly text: string
  readonly encoding: Encoding
  readonly stripsInvisible: boolean
  /** By line number, 1-based. Lines that are absent are none. */
  readonly meant: ReadonlyMap<number, Meant>
}

const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const
const PRODUCT_TITLES = ['ProductId', 'product_id', '产品ID', '产品 ID', '产品id', '产品标识']
const DEVICE_TITLES = ['DeviceName', 'Device_Name', '设备名称', '设备名', 'device name']
const ALIAS_TITLES = ['别名', '备注名', 'AliasName', 'alias', '设备别名']
const OTHER_TITLES = ['状态', '版本', 'Note', '备注', 'Last seen']
const NAMES = ['gw-hz-', 'sensor_', '__proto__', 'constructor', 'toString', 'd.', '网关-', '=cmd', 'A1:', 'Ünit-']
const ALIASES = ['杭州网关一号', '上海, 仓库', '温度计 "二"', 'north gate', '一', '门卫；东', 'a\tb', 'café №5', '😀 前台']
const HIDDEN = ['\u200B', '\u200D', '\u2060', '\u202E', '\u2066', '\uFEFF', '\u00AD']
const NOTES = ['在线', 'ok', '', 'a, b', '第一行\n第二行', '"引"', '升级失败；重试']

type Quoting = 'none' | 'all' | 'some'

/** How one file is written. */
interface Style {
  readonly separator: string
  readonly lineBreak: string
  readonly quoting: Quoting
  /** What each column holds; empty for lines without a header. */
  readonly columns: readonly ('product' | 'device' | 'alias' | 'other')[]
  readonly strips: boolean
}

/** A file as some program or person may have left it, and what was meant by each of its lines. The same for the same seed. */
export function importFile(seed: number): ImportFile {
  const random = createRandom(seed)
  const style = styleOf(random)
  const lines: string[] = []
  const meant = new Map<number, Meant>()
  const seen = new Map<string, number>()
  if (style.columns.length > 0) lines.push(style.columns.map((column) => cell(titleOf(column, random), style, random)).join(style.separator))
  for (let row = random.int(1, 14); row > 0; row -= 1) {
    const number = linesIn(lines, style) + 1
    const { text, what } = rowOf(random, style, `${number}`, [...seen.keys()])
    lines.push(text)
    if (what?.kind === 'device' && seen.has(what.id)) meant.set(number, { kind: 'no-device', why: 'repeated', firstLine: seen.get(what.id) ?? 0 })
    else if (what) meant.set(number, what)
    if (what?.kind === 'device' && !seen.has(what.id)) seen.set(what.id, number)
  }
  const text = lines.join(style.lineBreak) + (random.chance(0.7) ? style.lineBreak : '')
  const encoding = random.pick(ENCODINGS)
  return { bytes: encode(text, encoding, random.chance(0.5)), text, encoding, stripsInvisible: style.strips, meant }
}

function styleOf(random: Random): Style {
  const hasHeader = random.chance(0.8)
  const others = Array.from({ length: random.int(0, 3) }, () => 'other' as const)
  const alias = random.chance(0.7) ? (['alias'] as const) : []
  const columns = hasHeader ? shuffled<Style['columns'][number]>(['product', 'device', ...alias, ...others], random) : []
  return {
    separator: random.pick(hasHeader ? [',', ';', '\t', '，', '；'] : [',', ';', '\t', '，', '；', ' ', '/', ' , ']),
    lineBreak: random.pick(['\n', '\r\n', '\r']),
    quoting: hasHeader ? random.pick(['none', 'all', 'some']) : 'none',
    columns,
    strips: random.chance(0.5),
  }
}

interface Row {
  readonly text: string
  readonly what: Meant | null
}

function rowOf(random: Random, style: Style, unique: string, ids: readonly string[]): Row {
  const name = random.pick(NAMES) + unique
  const alias = random.chance(0.8) ? random.pick(ALIASES) : null
  const kinds = [['good', 12], ['again', 2], ['hidden', 2], ['blanks', 1], ['proto', 1], ['nameless', 1], ['blank', 1], ['surplus', 1], ['open', 2]] as const
  const kind = random.weighted(kinds)
  switch (kind) {
    case 'good':
      return good(random, style, 'P1', name, alias)
    case 'again':
      return again(random, style, ids, name, alias)
    case 'hidden':
      return hidden(random, style, name, alias)
    case 'blanks':
      return good(random, style, 'P1', name, alias, (text) => `${random.pick([' ', '\u00A0', '\u3000', ''])}${text}${random.pick([' ', '\u00A0', ''])}`)
    case 'proto':
      return good(random, style, '__proto__', random.pick(['__proto__', 'constructor', 'hasOwnProperty', name]), alias)
    case 'nameless':
      return { text: written(random, style, 'P1', '', alias), what: { kind: 'no-device', why: 'nameless' } }
    case 'blank':
      return { text: random.pick(['', ' ', '\t']), what: null }
    case 'surplus':
      return { text: `${written(random, style, 'P1', name, alias)}${style.separator}x${style.separator}y`, what: { kind: 'no-device', why: 'surplus' } }
    case 'open':
      return open(random, style, name, alias)
    default:
      return kind satisfies never
  }
}

function good(random: Random, style: Style, product: string, name: string, alias: string | null, dress = (text: string) => text): Row {
  const shown = hasAlias(style) ? alias : null
  const isLeftOut = shown !== null && /\t/u.test(shown)
  const device = { kind: 'device', id: `${product}/${name}`, alias: isLeftOut ? null : shown, noted: isLeftOut } as const
  return { text: written(random, style, dress(product), dress(name), alias), what: device }
}

function again(random: Random, style: Style, ids: readonly string[], name: string, alias: string | null): Row {
  const [product = 'P1', device = name] = ids.length > 0 ? random.pick(ids).split('/') : []
  return good(random, style, product, device, alias)
}

/** A character that nobody sees, somewhere in the name. The byte order mark counts as a blank, and may stand at the ends only. */
function hidden(random: Random, style: Style, name: string, alias: string | null): Row {
  const char = random.pick(HIDDEN)
  const at = char === '\uFEFF' ? random.pick([0, name.length]) : random.int(0, name.length)
  const spoiled = name.slice(0, at) + char + name.slice(at)
  const row = good(random, style, 'P1', style.strips || char === '\uFEFF' ? name : spoiled, alias)
  if (row.what?.kind !== 'device') return row
  return { text: written(random, style, 'P1', spoiled, alias), what: { ...row.what, noted: true } }
}

/** A quote that closes nowhere, in any cell of the line. Without a header it is part of a name, for names may have quotes. */
function open(random: Random, style: Style, name: string, alias: string | null): Row {
  if (style.columns.length === 0) return { text: `P1${style.separator}"${name}`, what: { kind: 'device', id: `P1/"${name}`, alias: null, noted: true } }
  const cells = cellsOf(random, style, 'P1', name, alias).map((text) => (text.includes('\n') ? 'x' : text))
  const opened = random.int(0, cells.length - 1)
  const isPlain = style.columns.length === 2 && style.columns[0] === 'product'
  const value = cells[opened]?.replaceAll('"', '') ?? ''
  const text = cells.map((each, index) => (index === opened ? `"${value}` : cell(each, { ...style, quoting: 'none' }, random))).join(style.separator)
  if (!isPlain) return { text, what: { kind: 'no-device', why: 'open' } }
  const [product = '', device = ''] = text.split(style.separator)
  return { text, what: { kind: 'device', id: `${product}/${device}`, alias: null, noted: true } }
}

function written(random: Random, style: Style, product: string, name: string, alias: string | null): string {
  if (style.columns.length === 0) return name === '' ? product : `${product}${style.separator}${name}`
  return cellsOf(random, style, product, name, alias).map((text) => cell(text, style, random)).join(style.separator)
}

function cellsOf(random: Random, style: Style, product: string, name: string, alias: string | null): string[] {
  return style.columns.map((column) => {
    if (column === 'product') return product
    if (column === 'device') return name
    return column === 'alias' ? (alias ?? '') : random.pick(NOTES)
  })
}

function cell(text: string, { separator, lineBreak, quoting }: Style, random: Random): string {
  const broken = text.replaceAll('\n', lineBreak)
  const isNeeded = broken.includes(separator) || /["\r\n]/u.test(broken)
  const isBlank = /^\s|\s$/u.test(broken)
  const isQuoted = isNeeded || quoting === 'all' || (quoting === 'some' && random.chance(0.5) && !isBlank)
  return isQuoted ? `"${broken.replaceAll('"', '""')}"` : broken
}

function titleOf(column: Style['columns'][number], random: Random): string {
  return random.pick({ product: PRODUCT_TITLES, device: DEVICE_TITLES, alias: ALIAS_TITLES, other: OTHER_TITLES }[column])
}

function hasAlias({ columns }: Style): boolean {
  return columns.includes('alias')
}

function linesIn(lines: readonly string[], { lineBreak }: Style): number {
  return lines.length === 0 ? 0 : lines.join(lineBreak).split(lineBreak).length
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  return items.map((item) => ({ item, at: random.next() })).toSorted((a, b) => a.at - b.at).map(({ item }) => item)
}
