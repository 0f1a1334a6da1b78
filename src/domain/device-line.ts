import { csvPlain } from './csv'
import { readRecords } from './csv-records'
import { createDevice, MAX_NAME_LENGTH, nameProblem, type Device, type DeviceNameProblem } from './device'
import type { DeviceTable } from './device-table'
import { hasInvisible, invisibleCodes, withoutInvisible } from './invisible'

export type LineProblem =
  | { readonly kind: 'missing-device-name' }
  | { readonly kind: 'too-many-fields'; readonly count: number }
  /** More cells than the header has titles: nobody can tell which is which. */
  | { readonly kind: 'cell-count'; readonly count: number; readonly expected: number }
  | { readonly kind: 'bad-name'; readonly field: 'ProductId' | 'DeviceName'; readonly problem: DeviceNameProblem }
  /** A name has U+FFFD in it: what stood there was lost before, or is of another encoding. */
  | { readonly kind: 'undecoded'; readonly field: 'ProductId' | 'DeviceName' }
  | { readonly kind: 'repeated'; readonly firstLine: number }
  | { readonly kind: 'already-watched' }
  | { readonly kind: 'broken-quotes' }

/** What is to be said of a line that was taken. */
export type LineNote =
  | { readonly kind: 'invisible'; readonly codes: readonly string[]; readonly isStripped: boolean }
  /** A name begins with a quote that closes nowhere, or not at its end. */
  | { readonly kind: 'quote-kept' }
  /** Too long, with control characters, or not decoded. */
  | { readonly kind: 'alias-left-out' }

/** A line as it was read: a device, perhaps with something to be said of it, or why there is none. */
export type LineRead =
  | { readonly kind: 'device'; readonly device: Device; readonly note: LineNote | null }
  | { readonly kind: 'problem'; readonly problem: LineProblem }

const FIELD_BREAK = /\s*[,;/，；]\s*|\s+/u
const QUOTED_PAIR = /^"[^"]+"\s*([,;\t，；])\s*"(?:[^"]|"")+"$/u

export interface LineRules {
  /** Takes invisible characters out of names instead of keeping them. */
  readonly stripsInvisible: boolean
}

/** As nearly all names are: nothing in them needs a closer look. */
const PLAIN_NAME = /^[\w.:@-]{1,512}$/u
const PLAIN_LINE = /^[\w.:@\-\t ,;/]+$/u

/** A record of a table that has more than the two columns, or has them the other way round. */
export function readCells(fields: readonly string[], table: DeviceTable, rules: LineRules): LineRead {
  const expected = table.titles.length
  if (fields.length > expected && fields.slice(expected).some((cell) => cell.trim() !== '')) {
    return problem({ kind: 'cell-count', count: fields.length, expected })
  }
  const cells: NamesAndAlias = [fields[table.product] ?? '', fields[table.device] ?? '', table.alias === null ? '' : (fields[table.alias] ?? '')]
  return deviceOfCells(cells, rules)
}

/** A line of two names, whatever is between them; under a header of just two titles it may be a quoted record as well. */
export function readPlainLine(raw: string, table: DeviceTable | null, rules: LineRules): LineRead {
  const quoted = raw.includes('"') ? quotedCells(raw.trim(), table) : null
  if (quoted) return deviceOfCells(quoted, rules, raw)
  const text = (rules.stripsInvisible ? withoutInvisible(raw) : raw).trim()
  const fields = text.split(FIELD_BREAK)
  if (fields.length > 2) return problem({ kind: 'too-many-fields', count: fields.length })
  const [productId = '', deviceName = ''] = fields
  return deviceOf(productId, deviceName, null, PLAIN_LINE.test(raw) ? null : noteOf(raw, productId, deviceName))
}

type NamesAndAlias = readonly [product: string, device: string, alias: string]

/** Without a header only two quoted cells are such a record: a name may well begin with a quote. */
function quotedCells(text: string, table: DeviceTable | null): NamesAndAlias | null {
  const separator = table?.separator ?? QUOTED_PAIR.exec(text)?.[1]
  if (separator === undefined) return null
  const [record] = readRecords(text, separator)
  const isQuoted = record?.fields.length === 2 && record.fields.join(separator) !== text
  return isQuoted && !record.isBroken ? [record.fields[0] ?? '', record.fields[1] ?? '', ''] : null
}

/** `raw` is what may have invisible characters beside those in the cells of the names. */
function deviceOfCells([product, device, aliasCell]: NamesAndAlias, rules: LineRules, raw = product + device): LineRead {
  const isPlain = PLAIN_NAME.test(product) && PLAIN_NAME.test(device)
  const productId = isPlain ? product : nameIn(product, rules)
  const deviceName = isPlain ? device : nameIn(device, rules)
  const alias = aliasIn(aliasCell)
  const note = isPlain && PLAIN_LINE.test(raw) ? null : noteOf(raw, productId, deviceName)
  return deviceOf(productId, deviceName, alias ?? null, note ?? (alias === undefined ? { kind: 'alias-left-out' } : null))
}

/** Without the blanks around it, unless there is a quote behind them: such a cell was meant to be a quoted one. */
function nameIn(cell: string, { stripsInvisible }: LineRules): string {
  const plain = stripsInvisible ? withoutInvisible(cell) : cell
  const trimmed = plain.trim()
  return csvPlain(trimmed.startsWith('"') ? plain : trimmed)
}

/** `undefined` when the cell has something that is no alias. */
function aliasIn(cell: string): string | null | undefined {
  const alias = csvPlain(cell.trim())
  if (alias === '') return null
  return alias.length > MAX_NAME_LENGTH || /[\p{Cc}\uFFFD]/u.test(alias) ? undefined : alias
}

function noteOf(raw: string, productId: string, deviceName: string): LineNote | null {
  if (hasInvisible(raw)) return { kind: 'invisible', codes: invisibleCodes(raw), isStripped: !hasInvisible(productId + deviceName) }
  return productId.startsWith('"') || deviceName.startsWith('"') ? { kind: 'quote-kept' } : null
}

function deviceOf(productId: string, deviceName: string, alias: string | null, note: LineNote | null): LineRead {
  if (deviceName === '') return problem({ kind: 'missing-device-name' })
  const bad = badName('ProductId', productId) ?? badName('DeviceName', deviceName)
  return bad ? problem(bad) : { kind: 'device', device: createDevice(productId, deviceName, alias), note }
}

function badName(field: 'ProductId' | 'DeviceName', name: string): LineProblem | null {
  if (PLAIN_NAME.test(name)) return null
  const bad = nameProblem(name)
  if (bad) return { kind: 'bad-name', field, problem: bad }
  return name.includes('\uFFFD') ? { kind: 'undecoded', field } : null
}

function problem(what: LineProblem): LineRead {
  return { kind: 'problem', problem: what }
}
