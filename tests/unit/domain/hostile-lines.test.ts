import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_NAME_LENGTH, nameProblem } from '@/domain/device'
import { parseDeviceLines } from '@/domain/device-lines'
import { visibleText } from '@/domain/visible-text'

const none = () => false

const separators = [',', ' , ', '\t', ' ', '   ', '/', ';', '，', ' ， ', '；', '\u3000', '\u00A0']
const breaks = ['\n', '\r\n', '\r']
const nameOf = fc.stringMatching(/^[A-Za-z0-9_.:<>="'一-三-]{1,12}$/u)
const pasted = fc.record({
  bom: fc.constantFrom('', '\uFEFF'),
  header: fc.constantFrom('', 'ProductId,DeviceName', '"product_id"\t"device_name"', 'ProductID；DeviceName'),
  lineBreak: fc.constantFrom(...breaks),
  lines: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ name: nameOf, separator: fc.constantFrom(...separators) }) },
      fc.record({ bad: fc.oneof(fc.string().filter((text) => !/[\r\n]/u.test(text)), fc.constantFrom('a,b,c', '"open', '/', ',,,', 'P1', '\u0000 x', 'P1 \u0007', `P1 ${'x'.repeat(600)}`, '<img onerror=alert(1)>')) }),
    ),
    { maxLength: 40 },
  ),
})

describe('any paste', () => {
  it('keeps every good line and accounts for every other by its number, whatever is pasted around them', () => {
    let good = 0
    let lost = 0
    fc.assert(
      fc.property(pasted, ({ bom, header, lineBreak, lines }) => {
        const texts = lines.map((line, index) => ('bad' in line ? line.bad : `PROD${line.separator}${line.name}-${index}`))
        const text = bom + [header, ...texts].join(lineBreak)
        const { devices, reports } = parseDeviceLines(text, none)
        const ids = new Set<string>(devices.map(({ id }) => id))
        for (const [index, line] of lines.entries()) {
          if ('bad' in line) continue
          good += 1
          if (!ids.has(`PROD/${line.name}-${index}`)) lost += 1
        }
        const all = text.replace(/^\uFEFF/u, '').split(/\r\n|\r|\n/u)
        const used = all.filter((line, index) => line.trim() !== '' && !(index === 0 && header !== '')).length
        expect(devices.length + reports.length).toBe(used)
        expect(ids.size).toBe(devices.length)
        for (const { productId, deviceName } of devices) expect([nameProblem(productId), nameProblem(deviceName)]).toEqual([null, null])
        for (const { line, text: told } of reports) expect(all[line - 1]?.trim()).toBe(told)
      }),
      { numRuns: 3000 },
    )
    console.log(`pasted lines: good ${good}, lost ${lost}`)
    expect(lost).toBe(0)
    expect(good).toBeGreaterThan(1000)
  })

  it('would be noticed to lose lines if one bad line ended the reading', () => {
    const text = 'P1 a\nbad\nP1 b'
    const naive = text.split('\n').slice(0, text.split('\n').findIndex((line) => line.split(' ').length !== 2))
    expect(naive).toHaveLength(1)
    expect(parseDeviceLines(text, none).devices).toHaveLength(2)
  })

  it('is read in step with its length: 100,000 lines, or one line of 2 million spaces, take no more than 2 s', () => {
    const startedMs = performance.now()
    expect(parseDeviceLines(Array.from({ length: 100_000 }, (_, index) => `P1,d${index}`).join('\n'), none).devices).toHaveLength(100_000)
    expect(parseDeviceLines(`P1${' '.repeat(2_000_000)}d1`, none).devices).toHaveLength(1)
    expect(parseDeviceLines(`${' ,'.repeat(500_000)}x`, none).reports).toHaveLength(1)
    expect(performance.now() - startedMs).toBeLessThan(2000)
  })
})

describe('a name', () => {
  it('is bounded at 512 characters', () => {
    expect(nameProblem('x'.repeat(MAX_NAME_LENGTH))).toBeNull()
    expect(nameProblem('x'.repeat(MAX_NAME_LENGTH + 1))).toBe('too-long')
  })

  it('of the names that objects have of their own is a name like any other', () => {
    const { devices } = parseDeviceLines('__proto__ constructor\nP1 __proto__\nP1 toString', none)
    expect(devices.map(({ id }) => id)).toEqual(['__proto__/constructor', 'P1/__proto__', 'P1/toString'])
  })
})

describe('foreign text', () => {
  it('has nothing invisible left in it, and is otherwise as it came', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text)
        expect(/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(shown)).toBe(false)
        if (!/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text)) expect(shown).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069', '\u200B', '\u200E', '\u200F', '\u00AD', '\uFEFF', '\u2028', '\u0085', '\u001B', '\u{E0041}'])(
    'has %j spelled out by its number',
    (char) => expect(visibleText(char)).toBe(`⟨U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`),
  )
})
