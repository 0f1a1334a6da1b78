import { describe, expect, it } from 'vitest'
import { SECTIONS } from '../../../scripts/lib/promises.mjs'
import { missingFigures, readFigures, writeReliability } from '../../../scripts/lib/reliability.mjs'

const RUN = { date: '2026-11-28', commit: 'abc', form: 'every-day length', tools: 'Node v20', totals: '3 passed, 0 failed' }
const TWO = [{ title: 'Truth', promises: [{ id: 'T1', fault: 'faults', holds: 'nothing wrong' }, { id: 'L4', fault: 'tabs', holds: 'six at most' }] }]

describe('what the tests printed', () => {
  it('is read as figures and controls, in lines of their own or in one', () => {
    const output = [
      'stdout | tests/x.test.ts > a test',
      'T1: requests 10, wrong 0',
      'T1 control: requests 10, wrong 5',
      'L7, clock +1 day: ages 60, negative 0',
      'L6: 2743 ms in front; control, a page timer: 1000 ms hidden',
      'S6: wrong 0 [naive: wrong 9]',
      'L1 (HTTP 429): inside 0; control that waits for each device: inside 28',
      'L2 (Retry-After: 1): rejected 0.5 %',
      'T1: requests 10, wrong 0',
      'Tests: 3 passed',
    ].join('\n')
    expect(readFigures(output)).toEqual([
      { id: 'T1', isControl: false, told: 'requests 10, wrong 0' },
      { id: 'T1', isControl: true, told: 'requests 10, wrong 5' },
      { id: 'L7', isControl: false, told: 'clock +1 day: ages 60, negative 0' },
      { id: 'L6', isControl: false, told: '2743 ms in front' },
      { id: 'L6', isControl: true, told: 'a page timer: 1000 ms hidden' },
      { id: 'S6', isControl: false, told: 'wrong 0' },
      { id: 'S6', isControl: true, told: 'naive: wrong 9' },
      { id: 'L1', isControl: false, told: 'HTTP 429: inside 0' },
      { id: 'L1', isControl: true, told: 'HTTP 429: that waits for each device: inside 28' },
      { id: 'L2', isControl: false, told: 'Retry-After: 1: rejected 0.5 %' },
    ])
  })
})

describe('a promise', () => {
  const figures = readFigures('T1: wrong 0 | <b>\nT1 control: wrong 5\nL4: most in flight 6')

  it('without a figure or a control is named', () => {
    expect(missingFigures(figures, TWO)).toEqual(['L4 has no control'])
    expect(missingFigures([], TWO)).toEqual(['T1 has no figure', 'T1 has no control', 'L4 has no figure', 'L4 has no control'])
  })

  it('whose gap is told is not missed, and the page says the gap', () => {
    const told = TWO.map((section) => ({ ...section, promises: section.promises.map((promise) => ({ ...promise, gap: 'no second browser' })) }))
    expect(missingFigures([], told)).toEqual([])
    expect(writeReliability([], RUN, told)).toContain('**missing:** no second browser')
  })

  it('that is proved in a weaker form says so beside its figures', () => {
    const told = [{ title: 'Truth', promises: [{ id: 'T1', fault: 'faults', holds: 'nothing wrong', weaker: 'one browser' }] }]
    expect(writeReliability(figures, RUN, told)).toContain('| wrong 0 \\| &lt;b><br>**weaker:** one browser | wrong 5 |')
    expect(missingFigures([], told)).toHaveLength(2)
  })

  it('has a row with what was seen and the control’s, as plain text; one that did not run says so', () => {
    const page = writeReliability(figures, RUN, TWO)
    expect(page).toContain('2026-11-28 · commit abc')
    expect(page).toContain('| T1 | faults | nothing wrong | wrong 0 \\| &lt;b> | wrong 5 |')
    expect(writeReliability([], RUN, TWO)).toContain('| T1 | faults | nothing wrong | **not run** | – |')
  })

  it('is listed once, all thirty of them', () => {
    const ids = SECTIONS.flatMap(({ promises }) => promises.map(({ id }) => id))
    expect(new Set(ids).size).toBe(30)
    expect(ids).toHaveLength(30)
  })
})
