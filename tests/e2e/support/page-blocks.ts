import type { Page } from '@playwright/test'

/** For how long the page did nothing else, ms: its longest task, and the longest wait from one frame to the next. */
export interface PageBlocks {
  readonly longestTaskMs: number
  readonly longestFrameMs: number
}

interface Watched {
  pageBlocks?: { longestTaskMs: number; longestFrameMs: number }
}

/** Begins to measure, from nothing. Tasks under 50 ms are not told by the browser, and count as 0. */
export async function watchBlocks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const world = globalThis as Watched
    const isFirst = !world.pageBlocks
    const blocks = (world.pageBlocks ??= { longestTaskMs: 0, longestFrameMs: 0 })
    blocks.longestTaskMs = blocks.longestFrameMs = 0
    if (!isFirst) return
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) blocks.longestTaskMs = Math.max(blocks.longestTaskMs, duration)
    }).observe({ type: 'longtask' })
    // A method: a name given to a function would ask the page for a helper of whoever compiled this.
    const loop = {
      beforeMs: performance.now(),
      frame() {
        const nowMs = performance.now()
        blocks.longestFrameMs = Math.max(blocks.longestFrameMs, nowMs - loop.beforeMs)
        loop.beforeMs = nowMs
        requestAnimationFrame(() => loop.frame())
      },
    }
    loop.frame()
  })
}

export async function readBlocks(page: Page): Promise<PageBlocks> {
  return page.evaluate(async () => {
    // A task is told of after its end.
    await new Promise((resolve) => setTimeout(resolve, 100))
    return (globalThis as Watched).pageBlocks ?? { longestTaskMs: NaN, longestFrameMs: NaN }
  })
}
