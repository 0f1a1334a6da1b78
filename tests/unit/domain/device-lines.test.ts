import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDeviceLines } from '@/domain/device-lines'
import { visibleText } from '@/domain/visible-text'
import { isSameOriginPath } from '@/domain/upstream'

const none = () => false
const parse = (text: string) => parseDeviceLines(text, none)
const ids = (text: string) => parse(text).devices.map(({ id }) => id)

describe('pasted lines', () => {
  it('take comma, tab, space, slash, semicolon and the Chinese forms', () => {
    expect(ids('P1,a\nP1\tb\nP1 c\nP1/d\nP1;e\nP1，f\nP1；g\nP1 , h\n  P1   i  ')).toEqual([...'abcdefghi'].map((name) => `P1/${name}`))
  })

  it('take any line break, a byte order mark, empty lines and a header', () => {
    expect(ids('\uFEFFProductId,DeviceName\r\nP1,a\rP1,b\n\n\nP1,c')).toEqual(['P1/a', 'P1/b', 'P1/c'])
  })

  it('report each bad line by its number and keep the good ones', () => {
    const { devices, reports } = parseDeviceLines('P1 a\nalone\nP1 b c\nP1 a\nP1 old\nP1 \u0007x\n/y\n', (id) => id === 'P1/old')
    expect(devices.map(({ id }) => id)).toEqual(['P1/a'])
    expect(reports.map(({ line, problem }) => [line, problem.kind])).toEqual([
      [2, 'missing-device-name'],
      [3, 'too-many-fields'],
      [4, 'repeated'],
      [5, 'already-watched'],
      [6, 'bad-name'],
      [7, 'bad-name'],
    ])
    expect(reports[2]?.problem).toEqual({ kind: 'repeated', firstLine: 1 })
  })

  it('take a name of 500 characters, right-to-left marks and markup as names', () => {
    const long = 'x'.repeat(500)
    expect(ids(`P1 ${long}\nP1 <img\u202Eonerror=1>`)).toEqual([`P1/${long}`, 'P1/<img\u202Eonerror=1>'])
  })

  it('never lose a good line to a bad one', () => {
    const good = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/u).map((name) => `PRODUCT,${name}`)
    const bad = fc.oneof(fc.string().filter((text) => !/[\r\n]/u.test(text)), fc.constant('a,b,c'), fc.constant('"open'))
    fc.assert(
      fc.property(fc.array(good), fc.array(bad), (goods, bads) => {
        const lines = ['first line', ...goods.flatMap((line, index) => [line, ...bads.slice(index, index + 1)])]
        const found = new Set<string>(ids(lines.join('\n')))
        for (const line of goods) expect(found).toContain(line.replace(',', '/'))
      }),
    )
  })

  it('account for every line of a large paste', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => (index % 2 === 0 ? `P1 d${index}` : 'bad'))
    const { devices, reports } = parse(lines.join('\n'))
    expect(devices.length + reports.length).toBe(20_000)
  })
})

describe('foreign text', () => {
  it('has its invisible characters spelled out', () => {
    expect(visibleText('a\u202Eb\u200Bc\u0000d')).toBe('a⟨U+202E⟩b⟨U+200B⟩c⟨U+0000⟩d')
    expect(visibleText('网关 A-1_2.3<img>')).toBe('网关 A-1_2.3<img>')
  })
})

describe('a custom path', () => {
  it.each(['/api/x', '/a-b_c/~d.e'])('%s is of this origin', (path) => expect(isSameOriginPath(path)).toBe(true))
  it.each(['', 'api', '//evil.example/x', 'https://evil.example', '/a\\b', '/a?b', '/a#b', '/a/../b', '/./a', '/a/%2E%2e/b', '/%2e/b', '/a b'])('%j is refused', (path) =>
    expect(isSameOriginPath(path)).toBe(false),
  )
})
