import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvDocument, csvPlain } from '@/domain/csv'

const cellOf = (value: string | number | null) => csvDocument(['h'], [[value]]).replace('\uFEFF"h"\r\n', '')

describe('a CSV document', () => {
  it('begins with a byte order mark, ends each line with CRLF, and quotes and doubles', () => {
    expect(csvDocument(['a', 'b'], new Set([['x"y', 1], [null, '']]))).toBe('\uFEFF"a","b"\r\n"x""y","1"\r\n"",""\r\n')
  })

  it.each(['=1', '+1', '-1', '@A', '＝1', '＋1', '－1', '＠A', '\tx', '\rx', '\nx', ' =1', '"=1', "'=1", '\uFEFF=1', '\u200B=1', '\u0000=1', '\u001F=1', '\u034F=1'])(
    'has an apostrophe before %j',
    (text) => expect(cellOf(text)).toBe(`"'${text.replaceAll('"', '""')}"\r\n`),
  )

  it.each([',', ';', '\t', '\r\n', '，', '；', '\v', '\u0085', '\u2028', '; ', ';"', ';\u0000'])('has one before a formula inside, after %j', (breaks) =>
    expect(cellOf(`a${breaks}=1`)).toBe(`"a${breaks.replaceAll('"', '""')}'=1"\r\n`),
  )

  it.each([',', ';', '\t', '\n'])('has one between %j and the end of a line', (breaks) => {
    expect(csvDocument(['a;', 'b'], [[`c${breaks}`, `d${breaks}`]])).toBe(`\uFEFF"a;","b"\r\n"c${breaks}","d${breaks}'"\r\n`)
  })

  it.each(['1.0-2', 'a=b', "it's", 'a, b', 'user@x', ''])('leaves %j alone', (text) => expect(cellOf(text)).toBe(`"${text}"\r\n`))

  it('is written in step with the length of its cells', () => {
    for (const run of ['\t', ' \n', ';"', "'"]) expect(cellOf(`${run.repeat(30_000)}x`).length).toBeGreaterThan(30_000)
  })
})

describe('the plain text of a cell', () => {
  it('is what was written, for any text without a separator', () => {
    const parts = fc.constantFrom('=', '+', '-', '@', '＝', "'", '"', '\u200B', '\uFEFF', 'a', '=1')
    const text = fc.oneof(fc.array(parts).map((all) => all.join('')), fc.string({ unit: 'binary' })).filter((each) => !/[\p{Cc}\s,;，；]/u.test(each.replaceAll('\uFEFF', '')))
    fc.assert(
      fc.property(text, (name) => {
        const written = cellOf(name).slice(1, -3).replaceAll('""', '"')
        expect(csvPlain(written)).toBe(name)
      }),
      { numRuns: 5000 },
    )
  })
})
