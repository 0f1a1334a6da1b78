import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COLUMN_GAP, COLUMNS, columnTracks, FIRST_COLUMN, fitColumns, validColumns, WIDTH_RANGE, type ColumnKey, type ColumnWidths } from '@/domain/columns'
import { FLEET_FILTERS } from '@/domain/fleet-query'
import { DEFAULT_COLUMNS } from '@/domain/tab-columns'

const aWidth = fc.integer(WIDTH_RANGE)
const widthsOfSome: fc.Arbitrary<ColumnWidths> = fc.dictionary(fc.constantFrom(...COLUMNS), aWidth)
const others = COLUMNS.filter((key) => key !== FIRST_COLUMN)
/** Any choice of columns in any order, the first column somewhere among them. */
const aChoice: fc.Arbitrary<readonly ColumnKey[]> = fc
  .tuple(fc.shuffledSubarray(others), fc.nat(others.length))
  .map(([chosen, at]) => [...chosen.slice(0, at), FIRST_COLUMN, ...chosen.slice(at)])

/** What a column needs at least, read from the track it gets. */
const leastPx = (key: ColumnKey, widths: ColumnWidths) => Number(/\d+/u.exec(columnTracks([key], widths))?.[0]) + COLUMN_GAP
const needed = (columns: readonly ColumnKey[], widths: ColumnWidths) => columns.reduce((sum, key) => sum + leastPx(key, widths), 0)

describe('columns on a screen too narrow for all', () => {
  it('fit the room unless the first alone is left, which is always there, and keep the order wanted', () => {
    fc.assert(
      fc.property(aChoice, widthsOfSome, fc.integer({ min: 0, max: 3000 }), (wanted, widths, roomPx) => {
        const fitting = fitColumns(wanted, widths, roomPx)
        expect(fitting).toContain(FIRST_COLUMN)
        expect(fitting).toEqual(wanted.filter((key) => fitting.includes(key)))
        if (fitting.length > 1) expect(needed(fitting, widths)).toBeLessThanOrEqual(roomPx)
      }),
    )
  })

  it('are all there as soon as there is room for all, to the pixel', () => {
    fc.assert(
      fc.property(aChoice, widthsOfSome, (wanted, widths) => {
        expect(fitColumns(wanted, widths, needed(wanted, widths))).toEqual(wanted)
        if (wanted.length > 1) expect(fitColumns(wanted, widths, needed(wanted, widths) - 1).length).toBeLessThan(wanted.length)
      }),
    )
  })

  it('give way in the order of their worth: what is asked for support goes before the status', () => {
    expect(fitColumns(['device', 'status', 'request'], {}, 400)).toEqual(['device', 'status'])
  })
})

describe('columns that somebody names', () => {
  it('are known ones, each once, and never without the first', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...COLUMNS), fc.string(), fc.constantFrom('__proto__', 'constructor', 'Device'))), (names) => {
        const known = new Set(COLUMNS.filter((key) => names.includes(key)))
        const columns = validColumns(names)
        expect(columns === null).toBe(known.size === 0)
        if (columns === null) return
        expect(columns.toSorted()).toEqual([...known.add(FIRST_COLUMN)].toSorted())
      }),
    )
  })
})

describe('the columns of a tab', () => {
  it.each(FLEET_FILTERS)('%s are valid ones', (tab) => {
    expect(validColumns(DEFAULT_COLUMNS[tab])).toEqual(DEFAULT_COLUMNS[tab])
  })

  it('answer its question: why it failed, how long it will take', () => {
    expect(DEFAULT_COLUMNS.failed).toContain('error')
    expect(DEFAULT_COLUMNS.running).toContain('eta')
  })
})
