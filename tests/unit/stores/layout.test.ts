// @vitest-environment happy-dom
import * as fc from 'fast-check'
import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { COLUMNS, WIDTH_RANGE } from '@/domain/columns'
import { FLEET_FILTERS } from '@/domain/fleet-query'
import { VIEW_NAME_MAX, VIEWS_MAX } from '@/domain/layout'
import { DEFAULT_COLUMNS } from '@/domain/tab-columns'
import { useLayoutStore } from '@/stores/layout'

const KEYS = ['columns', 'widths', 'density', 'views'] as const
const kept = (key: (typeof KEYS)[number]) => JSON.parse(localStorage.getItem(`ota-lookout.${key}`) ?? 'null') as unknown

let pinia: Pinia

/** The page as it starts with what the storage holds. */
function open() {
  disposePinia(pinia)
  pinia = createPinia()
  setActivePinia(pinia)
  return useLayoutStore()
}

/** Another tab has written. */
function writeElsewhere(key: string, value: string | null) {
  if (value === null) localStorage.removeItem(key)
  else localStorage.setItem(key, value)
  window.dispatchEvent(new StorageEvent('storage', { key, newValue: value, storageArea: localStorage }))
}

beforeEach(() => {
  localStorage.clear()
  pinia = createPinia()
})
afterEach(() => {
  disposePinia(pinia)
  vi.restoreAllMocks()
})

describe('the layout', () => {
  it('is each tab’s own until somebody chooses, and writes nothing until then', async () => {
    const layout = open()
    await nextTick()
    for (const tab of FLEET_FILTERS) expect([layout.columnsOf(tab), layout.isChosen(tab)]).toEqual([DEFAULT_COLUMNS[tab], false])
    expect([layout.widths, layout.density, layout.views]).toEqual([{}, 'normal', []])
    expect(localStorage).toHaveLength(0)
  })

  it('is there again at the next start', async () => {
    const layout = open()
    layout.chooseColumns('failed', ['device', 'error'])
    layout.chooseColumns('done', ['device', 'age'])
    layout.chooseColumns('done', null)
    layout.setWidth('status', 300)
    layout.setDensity('compact')
    layout.saveView('夜班', { tab: 'failed', q: 'gw' })
    await nextTick()
    const next = open()
    expect([next.columnsOf('failed'), next.isChosen('failed'), next.isChosen('done'), next.columnsOf('done')]).toEqual([['device', 'error'], true, false, DEFAULT_COLUMNS.done])
    expect([next.widths, next.density, next.views]).toEqual([{ status: 300 }, 'compact', [{ name: '夜班', parameters: { tab: 'failed', q: 'gw' } }]])
  })

  it('follows another tab', async () => {
    const layout = open()
    writeElsewhere('ota-lookout.columns', '{"all":["device","age"]}')
    writeElsewhere('ota-lookout.density', '"compact"')
    writeElsewhere('ota-lookout.views', '[{"name":"a","parameters":{}}]')
    expect([layout.columnsOf('all'), layout.density, layout.views]).toEqual([['device', 'age'], 'compact', [{ name: 'a', parameters: {} }]])
    writeElsewhere('ota-lookout.density', 'broken')
    writeElsewhere('ota-lookout.columns', null)
    expect([layout.columnsOf('all'), layout.isChosen('all'), layout.density]).toEqual([DEFAULT_COLUMNS.all, false, 'normal'])
    await nextTick()
    layout.saveView('b', {})
    await nextTick()
    expect(kept('views')).toEqual([
      { name: 'a', parameters: {} },
      { name: 'b', parameters: {} },
    ])
  })
})

describe('whatever stands in the storage', () => {
  it.each(['', '{', 'null', '7', '"x"', '[]', '{}', '[[[[]]]]', '{"all":7,"failed":["x"],"__proto__":["device"]}', '{"device":"wide","status":null}', '[null,{"name":7},{"parameters":{}}]'])('%s breaks nothing', (text) => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    for (const key of KEYS) localStorage.setItem(`ota-lookout.${key}`, text)
    const layout = open()
    for (const tab of FLEET_FILTERS) expect(layout.columnsOf(tab)).toEqual(DEFAULT_COLUMNS[tab])
    expect([layout.widths, layout.density, layout.views]).toEqual([{}, 'normal', []])
    expect(complaints).not.toHaveBeenCalled()
  })

  it('gives valid columns, widths and views', () => {
    fc.assert(
      fc.property(fc.json(), fc.dictionary(fc.constantFrom(...FLEET_FILTERS, 'other'), fc.array(fc.constantFrom(...COLUMNS, 'price'))), fc.dictionary(fc.constantFrom(...COLUMNS, 'price'), fc.double()), (anything, columns, widths) => {
        localStorage.setItem('ota-lookout.columns', JSON.stringify(columns))
        localStorage.setItem('ota-lookout.widths', JSON.stringify(widths))
        localStorage.setItem('ota-lookout.views', anything)
        const layout = open()
        for (const tab of FLEET_FILTERS) {
          expect(layout.columnsOf(tab)[0]).toBeDefined()
          for (const key of layout.columnsOf(tab)) expect(COLUMNS).toContain(key)
        }
        for (const [key, px] of Object.entries(layout.widths)) {
          expect(COLUMNS).toContain(key)
          expect(px).toBeGreaterThanOrEqual(WIDTH_RANGE.min)
          expect(px).toBeLessThanOrEqual(WIDTH_RANGE.max)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('keeps what can be used of it', () => {
    localStorage.setItem('ota-lookout.columns', '{"all":["age","price","age"],"failed":[]}')
    localStorage.setItem('ota-lookout.widths', '{"status":5000,"age":1,"price":90,"error":120.4}')
    localStorage.setItem('ota-lookout.views', '[{"name":" a ","parameters":{"tab":"failed","q":7}},{"name":""},{"name":"a","parameters":{"q":"later"}}]')
    const layout = open()
    expect([layout.columnsOf('all'), layout.isChosen('failed')]).toEqual([['device', 'age'], false])
    expect(layout.widths).toEqual({ status: WIDTH_RANGE.max, age: WIDTH_RANGE.min, error: 120 })
    expect(layout.views).toEqual([{ name: 'a', parameters: { q: 'later' } }])
  })
})

describe('a width', () => {
  it.each([
    [3, WIDTH_RANGE.min],
    [1e9, WIDTH_RANGE.max],
    [120.6, 121],
    [Number.NaN, undefined],
    [Infinity, undefined],
    [null, undefined],
  ])('of %s px is kept as %s', (px, width) => {
    const layout = open()
    layout.setWidth('status', 200)
    layout.setWidth('status', px)
    expect(layout.widths.status).toBe(width)
  })
})

describe('a named view', () => {
  it.each(['', '   ', 'x'.repeat(VIEW_NAME_MAX + 1)])('cannot be called “%s”', (name) => {
    const layout = open()
    expect(layout.saveView(name, {})).toBe(false)
    expect(layout.views).toEqual([])
  })

  it('of a name in use takes the other’s place, without blanks around it', () => {
    const layout = open()
    for (const name of ['a', 'b']) layout.saveView(name, { q: 'before' })
    expect(layout.saveView('  a ', { q: 'after' })).toBe(true)
    expect(layout.views).toEqual([
      { name: 'a', parameters: { q: 'after' } },
      { name: 'b', parameters: { q: 'before' } },
    ])
    layout.removeView('a')
    expect(layout.views.map(({ name }) => name)).toEqual(['b'])
  })

  it('is one of no more than 50, and of 40 characters as people count them', () => {
    const layout = open()
    const names = Array.from({ length: VIEWS_MAX }, (_, index) => `${'🛰'.repeat(VIEW_NAME_MAX - 2)}${10 + index}`)
    for (const name of names) expect(layout.saveView(name, {})).toBe(true)
    expect(layout.saveView('one more', {})).toBe(false)
    expect(layout.saveView(names[0] ?? '', { q: 'x' })).toBe(true)
    expect(layout.views).toHaveLength(VIEWS_MAX)
  })
})
