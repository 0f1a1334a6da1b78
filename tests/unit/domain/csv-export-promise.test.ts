import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvPlain } from '@/domain/csv'
import { createDevice, nameProblem } from '@/domain/device'
import { parseDeviceLines } from '@/domain/device-lines'
import { deviceListText, exportRows, type ExportWords } from '@/domain/fleet-export'
import { createRow, withAnswer, withFailure, type FleetRow } from '@/domain/fleet-row'
import { describeFailure, describeStatus } from '@/i18n/describe'
import { zhCN } from '@/i18n/zh-cn'
import { upgrade } from '../../support/rows'

const FILES = 5_000
const NOW = 1_790_000_000_000
const none = () => false

const words: ExportWords = {
  title: { ...zhCN.exports.columns, requestId: zhCN.column.request },
  yes: zhCN.exports.holds,
  no: zhCN.exports.holdsNot,
  status: (status) => describeStatus(zhCN, status),
  kind: (kind) => zhCN.filter[kind],
  failure: (failure) => describeFailure(zhCN, failure),
  productName: (productId) => `=${productId}`,
}

const HOSTILE = ['=1+1', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x', "'=1", "''-1", '"=1"', ' =1', '\u200B=1', '\uFEFF@x', 'a;=1', 'a,=1', 'a;"=1"', 'a\t+1', 'x\r\n=1', "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.invalid","x")', '<img src=x onerror=alert(1)>', '\u202E=1', '"', '""', '",=1,"', '";"=1', '\u0000=1', '\u001F+1', '\u0085=1', 'a;\u0000=1', 'a\v=1', 'a\f=1', 'a\u2028=1', 'a，＝1', '正常', '']
const pieces = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 6, unit: 'binary' }), fc.constantFrom('=', '+', '-', '@', '"', "'", ';', ',', ' ', '\t', '\r', '\n', '＝'))
const texts = fc.array(pieces, { maxLength: 4 }).map((parts) => parts.join(''))
const names = texts.filter((text) => nameProblem(text) === null)
const rowsOfFile = fc.array(fc.record({ name: names, alias: fc.option(texts), version: texts, message: texts, requestId: texts, fails: fc.boolean(), status: fc.constantFrom(-1, 3, 5, 6, 99, null) }), { minLength: 1, maxLength: 6 })
type Wire = typeof rowsOfFile extends fc.Arbitrary<(infer T)[]> ? T : never

function rowsOf(wires: readonly Wire[]): FleetRow[] {
  return wires.map(({ name, alias, version, message, requestId, fails, status }, index) => {
    const row = createRow(createDevice(`P${index}`, name, alias), 0)
    const answered = withAnswer(row, { upgrade: upgrade({ status, percent: 3, message, sourceVersion: version, targetVersion: version }), requestId, at: NOW, expectedIntervalMs: 1000 })
    return fails ? withFailure(answered, { failure: { kind: 'rejected', code: message, message: version }, requestId, at: NOW }) : answered
  })
}

/** The cells of a file as a spreadsheet splits it that takes each of `separators` for its list separator. Written apart from the app's own reader. */
function cellsOf(file: string, separators: string): string[] {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  const text = file.replace(/^\uFEFF/u, '')
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (isQuoted && char === '"' && text[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (char === '"' && (isQuoted || cell === '')) isQuoted = !isQuoted
    else if (!isQuoted && (separators.includes(char) || char === '\n' || char === '\r')) {
      cells.push(cell)
      cell = ''
    } else cell += char
  }
  return [...cells, cell]
}

/** As by an import that knows no quotes: they stay in the cells. */
const rawCellsOf = (file: string) => file.replace(/^\uFEFF/u, '').split(/[,;\t\r\n\v\f\u0085\u2028\u2029]/u)

/** Blanks, quotes and what cannot be seen in front are passed over, as some spreadsheets do. */
function wouldRun(cell: string): boolean {
  return /^[\s"\p{Cc}\p{Cf}\p{Zs}]*[=+\-@＝＋－＠]/u.test(cell) || /^[\t\r]/u.test(cell)
}

const running = (file: string) => [...[',', ';', '\t', ',;\t'].flatMap((separators) => cellsOf(file, separators)), ...rawCellsOf(file)].filter(wouldRun).length

function naiveExport(rows: readonly FleetRow[]): string {
  const quoted = (text: string | null | undefined) => `"${(text ?? '').replaceAll('"', '""')}"`
  return rows.map(({ device, snapshot }) => [device.productId, device.deviceName, device.alias, snapshot?.upgrade.targetVersion, snapshot?.upgrade.message].map(quoted).join(',')).join('\r\n')
}

describe('S7: an exported file', () => {
  it('has no cell that a spreadsheet would run, and read again gives the same list; a naive one has many', () => {
    let cells = 0
    let wouldBeRun = 0
    let naively = 0
    let listsThatDiffer = 0
    for (const wires of fc.sample(rowsOfFile, { numRuns: FILES, seed: 7 })) {
      const rows = rowsOf(wires)
      const ids = rows.map(({ device }) => device.id)
      const file = exportRows(rows, words, NOW)
      cells += cellsOf(file, ',').length
      wouldBeRun += running(file)
      naively += running(naiveExport(rows))
      for (const text of [file, deviceListText(rows.map(({ device }) => device))]) {
        const { devices, reports } = parseDeviceLines(text, none)
        if (reports.length > 0 || devices.map(({ id }) => id).join('\n') !== ids.join('\n')) listsThatDiffer += 1
      }
    }
    console.log(`S7: ${FILES} files, ${cells} cells, would run ${wouldBeRun}, lists that differ ${listsThatDiffer}; control, a naive export: would run ${naively}`)
    expect(wouldBeRun).toBe(0)
    expect(listsThatDiffer).toBe(0)
    expect(naively).toBeGreaterThan(FILES)
  })

  it('gives every name back as it was', () => {
    fc.assert(
      fc.property(names, (name) => {
        const [row] = rowsOf([{ name, alias: null, version: '', message: '', requestId: '', fails: false, status: 3 }])
        const cells = cellsOf(exportRows(row ? [row] : [], words, NOW), ',')
        expect(csvPlain(cells[cells.indexOf('P0') + 1] ?? '')).toBe(name)
      }),
      { numRuns: 5000 },
    )
  })
})
