import { describe, expect, it } from 'vitest'
import { addUp, countPlaywright, countVitest, namesOfFlaky, totalsLine } from '../../../scripts/lib/totals.mjs'

const passing = { status: 'passed', assertionResults: [{ status: 'passed' }] }

describe('the count of a vitest run', () => {
  it('is the report’s own', () => {
    const report = { numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1, testResults: [passing] }
    expect(countVitest(report, 1)).toEqual({ passed: 7, failed: 2, skipped: 2 })
  })

  it('takes a file that could not load as a failed test', () => {
    const report = { numPassedTests: 7, numFailedTests: 0, testResults: [passing, { status: 'failed', assertionResults: [] }] }
    expect(countVitest(report, 1)).toEqual({ passed: 7, failed: 1, skipped: 0 })
  })

  it('counts a failed test in a failed file once', () => {
    const file = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }
    expect(countVitest({ numPassedTests: 1, numFailedTests: 1, testResults: [file] }, 1).failed).toBe(1)
  })

  it('is not clean when the runner ended with an error', () => {
    expect(countVitest({ numPassedTests: 7, numFailedTests: 0, testResults: [passing] }, 1).failed).toBe(1)
  })
})

describe('the count of a Playwright run', () => {
  it('is the report’s own, a file that could not load included', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 0, skipped: 2 }, errors: [{}] }
    expect(countPlaywright(report, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 })
  })

  it('is not clean when the runner ended with an error', () => {
    expect(countPlaywright({}, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

it('names the browser tests that needed a second try, and no others', () => {
  const spec = (title: string, status: string) => ({ file: 'a.spec.ts', title, tests: [{ status }] })
  const report = { suites: [{ specs: [spec('one', 'expected'), spec('two', 'flaky')], suites: [{ specs: [spec('three', 'flaky'), spec('four', 'unexpected')] }] }] }
  expect(namesOfFlaky(report)).toEqual(['a.spec.ts › two', 'a.spec.ts › three'])
  expect(namesOfFlaky({ suites: [] })).toEqual([])
})

it('adds up to one line, which names skipped tests only when there are some', () => {
  const counts = [
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 70, failed: 2, skipped: 0 },
  ]
  expect(totalsLine(addUp(counts))).toBe('71 passed, 2 failed')
  expect(totalsLine(addUp([...counts, { passed: 0, failed: 0, skipped: 3 }]))).toBe('71 passed, 2 failed, 3 skipped')
})
