import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The driver sweeps often: without the second flag, code that is not used in between would have to be compiled again.
  '--js-flags=--expose-gc --no-flush-bytecode',
  '--enable-precise-memory-info',
]

/** What `npm test` uses: the same search, unless LOOKOUT_CHROMIUM names one. */
export async function launch(): Promise<Browser> {
  const finder = new URL('../../../scripts/lib/chromium.mjs', import.meta.url).href
  const { ensureChromium }: { ensureChromium: () => Promise<string> } = await import(finder)
  return chromium.launch({ executablePath: process.env['LOOKOUT_CHROMIUM'] ?? (await ensureChromium()), args: FLAGS })
}

/** One page in a process of its own, seen through the developer tools' protocol. */
export class Meter {
  readonly page: Page
  private readonly browser: Browser
  private readonly cdp: CDPSession

  private constructor(browser: Browser, page: Page, cdp: CDPSession) {
    this.browser = browser
    this.page = page
    this.cdp = cdp
  }

  static async open(browser: Browser, url: string): Promise<Meter> {
    const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, locale: 'zh-CN', colorScheme: 'light' })
    const page = await context.newPage()
    page.on('pageerror', (error) => console.error(`${url}: ${error.message}`))
    await page.goto(url)
    const cdp = await context.newCDPSession(page)
    // Thread time is what the page's main thread was on a processor for, whatever else this machine did meanwhile.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    return new Meter(browser, page, cdp)
  }

  /** CPU of the page's main thread in tasks so far, ms. */
  async cpuMs(): Promise<number> {
    const { metrics } = await this.cdp.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN)
  }

  /** JS heap in use after everything unreachable is gone, bytes. */
  async heapBytes(): Promise<number> {
    for (let round = 0; round < 2; round += 1) await this.cdp.send('HeapProfiler.collectGarbage')
    return (await this.cdp.send('Runtime.getHeapUsage')).usedSize
  }

  startTrace(): Promise<void> {
    return this.browser.startTracing(this.page, { categories: ['-*', 'toplevel', 'blink.user_timing'] })
  }

  /** CPU of the main thread's longest task since `startTrace` in which the driver played, ms. */
  async longestTaskMs(): Promise<number> {
    return longestPlayedMs(await this.browser.stopTracing())
  }

  close(): Promise<void> {
    return this.page.context().close()
  }
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  /** Of the thread, µs: what another program took meanwhile is not in it. */
  readonly tdur?: number
}

function longestPlayedMs(trace: Buffer): number {
  const { traceEvents }: { traceEvents: readonly TraceEvent[] } = JSON.parse(trace.toString('utf8'))
  const timesOf = (mark: string) => traceEvents.filter(({ name }) => name === mark).toSorted((a, b) => a.ts - b.ts)
  const ends = timesOf('bench:end')
  const plays = timesOf('bench:start').map((start, index) => ({ start, end: ends[index]?.ts ?? Infinity }))
  const tasks = traceEvents.filter(({ name, ph }) => name.endsWith('RunTask') && ph === 'X')
  const played = tasks.filter(({ pid, tid, ts }) => plays.some(({ start, end }) => pid === start.pid && tid === start.tid && ts >= start.ts && ts <= end))
  if (played.length === 0) throw new Error('the trace lacks the driver’s marks or the main thread’s tasks')
  return Math.max(...played.map(({ tdur = 0 }) => tdur)) / 1000
}
