import type { Page } from '@playwright/test'

/** What the page claimed at one moment, and what its rows said themselves. */
export interface FreshnessSample {
  readonly atMs: number
  readonly polling: string
  /** The claim that everything is up to date. */
  readonly fresh: boolean
  readonly rows: number
  /** Rows with a status and no age. */
  readonly ageless: readonly string[]
  readonly stale: readonly string[]
  readonly failed: readonly string[]
}

const EVERY_MS = 100

/** Looks at all rows and at the header's claim, ten times a second from now on. */
export async function sampleFreshness(page: Page): Promise<() => Promise<FreshnessSample[]>> {
  await page.evaluate((everyMs) => {
    const samples: FreshnessSample[] = []
    const idsOf = (rows: readonly HTMLElement[]) => rows.map(({ dataset }) => dataset['device'] ?? '')
    const ageOf = (row: HTMLElement) => row.querySelector('[data-column="age"]')?.textContent?.trim() ?? ''
    setInterval(() => {
      const rows = [...document.querySelectorAll<HTMLElement>('[data-device]')]
      const header = document.querySelector<HTMLElement>('[data-polling]')
      samples.push({
        atMs: Date.now(),
        polling: header?.dataset['polling'] ?? '',
        fresh: header?.dataset['fresh'] === 'true' || (header?.textContent ?? '').includes('全部为最新'),
        rows: rows.length,
        ageless: idsOf(rows.filter((row) => row.dataset['status'] !== 'none' && ageOf(row) === '')),
        stale: idsOf(rows.filter((row) => row.querySelector('.stale') !== null)),
        failed: idsOf(rows.filter((row) => row.textContent?.includes('刷新失败') ?? false)),
      })
    }, everyMs)
    Object.assign(globalThis, { freshnessSamples: samples })
  }, EVERY_MS)
  return () => page.evaluate(() => (globalThis as unknown as { freshnessSamples: FreshnessSample[] }).freshnessSamples)
}

/** The longest time for which the page claimed that all is up to date though it was not running, or a row was stale or failed. */
export function longestFalseClaimMs(samples: readonly FreshnessSample[], isUpToDate: (sample: FreshnessSample) => boolean): number {
  let longestMs = 0
  let sinceMs: number | null = null
  for (const sample of samples) {
    if (!sample.fresh || isUpToDate(sample)) sinceMs = null
    else {
      sinceMs ??= sample.atMs
      longestMs = Math.max(longestMs, sample.atMs - sinceMs)
    }
  }
  return longestMs
}

/** When each device's last good answer is twice as old as was planned, epoch ms, from what the engine keeps on disk. */
export async function staleTimes(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('ota-lookout')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(new Error('cannot open'))
    })
    const kept = await new Promise<{ id: string; snapshot: { observedAt: number; expectedIntervalMs: number } }[]>((resolve) => {
      const reading = database.transaction('snapshots').objectStore('snapshots').getAll()
      reading.onsuccess = () => resolve(reading.result)
    })
    database.close()
    return Object.fromEntries(kept.map(({ id, snapshot }) => [id, snapshot.observedAt + 2 * snapshot.expectedIntervalMs]))
  })
}
