export interface Count {
  passed: number
  failed: number
  skipped: number
}
export interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests?: number
  numTodoTests?: number
  testResults?: { status: string; assertionResults: { status: string }[] }[]
}
export interface PlaywrightReport {
  stats?: { expected?: number; unexpected?: number; flaky?: number; skipped?: number }
  errors?: unknown[]
}
export interface PlaywrightSuite {
  suites?: PlaywrightSuite[]
  specs?: { file: string; title: string; tests: { status: string }[] }[]
}

export function countVitest(report: VitestReport, exitCode: number): Count
export function countPlaywright(report: PlaywrightReport, exitCode: number): Count
export function namesOfFlaky(report: PlaywrightSuite): string[]
export function addUp(counts: readonly Count[]): Count
export function totalsLine(count: Count): string
