import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COLUMNS, FIRST_COLUMN, type ColumnKey } from '@/domain/columns'
import { deviceIdOf, nameProblem } from '@/domain/device'
import { linkParameters, readLink, type FleetLink } from '@/domain/fleet-link'
import { DEFAULT_QUERY, FLEET_FILTERS, type FleetQuery } from '@/domain/fleet-query'

const aName = fc.string({ minLength: 1, unit: 'grapheme' })
const aQuery: fc.Arbitrary<FleetQuery> = fc.record({
  filter: fc.constantFrom(...FLEET_FILTERS),
  search: fc.string({ unit: 'grapheme' }),
  productId: fc.option(aName),
  targetVersion: fc.option(aName),
  stalledOnly: fc.boolean(),
  doubtOnly: fc.boolean(),
  goneOnly: fc.boolean(),
  cause: fc.option(aName),
  sort: fc.record({ key: fc.constantFrom(...COLUMNS), descending: fc.boolean() }),
})
const someColumns: fc.Arbitrary<readonly ColumnKey[]> = fc.shuffledSubarray(COLUMNS.filter((key) => key !== FIRST_COLUMN)).map((others) => [FIRST_COLUMN, ...others])
const aPart = aName.filter((name) => nameProblem(name) === null)
const aDevice = fc.tuple(aPart, aPart).map(([productId, deviceName]) => deviceIdOf(productId, deviceName))
const aView: fc.Arbitrary<FleetLink> = fc.record({ query: aQuery, columns: fc.option(someColumns), device: fc.option(aDevice) })

describe('a link', () => {
  it('says again what it was made of, also after it has been an address', () => {
    fc.assert(
      fc.property(aView, (view) => {
        expect(readLink(linkParameters(view))).toEqual({ ...view, problems: [] })
        const address = new URLSearchParams(linkParameters(view)).toString()
        expect(readLink(Object.fromEntries(new URLSearchParams(address)))).toEqual({ ...view, problems: [] })
      }),
    )
  })

  it('of the usual view is empty', () => {
    expect(linkParameters({ query: DEFAULT_QUERY, columns: null, device: null })).toEqual({})
    expect(readLink({})).toEqual({ query: DEFAULT_QUERY, columns: null, device: null, problems: [] })
  })

  it.each([
    ['tab', 'xyz'],
    ['tab', ''],
    ['tab', 'constructor'],
    ['sort', 'colour'],
    ['sort', '--status'],
    ['sort', '-'],
    ['stalled', 'yes'],
    ['doubt', 'true'],
    ['gone', 'all'],
    ['columns', 'device,price'],
    ['columns', ''],
    ['columns', 'toString'],
    ['device', 'only-one-part'],
    ['device', 'P1/d1/more'],
    ['device', 'P1/'],
    ['device', 'P1/a b'],
  ])('with %s=%s says that it cannot be used, and shows what is usual', (parameter, value) => {
    expect(readLink({ [parameter]: value, q: 'kept' })).toEqual({ query: { ...DEFAULT_QUERY, search: 'kept' }, columns: null, device: null, problems: [{ parameter, value }] })
  })

  it('reports everything wrong with it, and the rest holds', () => {
    const { query, problems } = readLink({ tab: 'failed', sort: 'x', columns: 'y', stalled: '1' })
    expect(query).toMatchObject({ filter: 'failed', stalledOnly: true, sort: DEFAULT_QUERY.sort })
    expect(problems.map(({ parameter }) => parameter)).toEqual(['sort', 'columns'])
  })

  it('never throws, whatever it says, and ends in a view that can be linked to', () => {
    const anything = fc.dictionary(fc.oneof(fc.constantFrom('tab', 'q', 'product', 'version', 'stalled', 'doubt', 'gone', 'sort', 'columns', 'device'), fc.string()), fc.string())
    fc.assert(
      fc.property(anything, (parameters) => {
        const { problems, ...view } = readLink(parameters)
        expect(readLink(linkParameters(view))).toEqual({ ...view, problems: [] })
        for (const { parameter, value } of problems) expect(parameters[parameter]).toBe(value)
      }),
    )
  })
})
