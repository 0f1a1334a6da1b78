/** Reads what the test runners report into one kind of count. A runner that broke counts as one failed test. */

/** vitest's JSON reporter. A file that could not even load has no tests in it, so it counts as one failed. */
export function countVitest(report, exitCode) {
  const files = report.testResults ?? []
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'))
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0)
  return honest({ passed: report.numPassedTests, failed: report.numFailedTests + broken.length, skipped }, exitCode)
}

/** Playwright's JSON reporter. A flaky test passed at its second try (`namesOfFlaky` tells which). */
export function countPlaywright(report, exitCode) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {}
  return honest({ passed: expected + flaky, failed: unexpected + (report.errors ?? []).length, skipped }, exitCode)
}

/** The tests that passed only at their second try, as `file › title`. */
export function namesOfFlaky(report) {
  const names = []
  const visit = ({ suites = [], specs = [] }) => {
    for (const { file, title, tests } of specs) if (tests.some(({ status }) => status === 'flaky')) names.push(`${file} › ${title}`)
    for (const suite of suites) visit(suite)
  }
  visit(report)
  return names
}

/** A runner that says "failed" by its exit code although each test passed (an unhandled rejection, say) is not a pass. */
function honest(count, exitCode) {
  return exitCode !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

export function addUp(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/** The very last line of `npm test`; scripts read it. */
export function totalsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
