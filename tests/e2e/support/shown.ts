import type { Page } from '@playwright/test'
import type { RecordedCall } from './recorded-cloud'

/** A status that a row began to show; `atMs` is epoch ms. */
export interface Shown {
  readonly device: string
  readonly status: string
  readonly atMs: number
}

export interface ShownRecord {
  readonly shown: readonly Shown[]
  /** The fewest rows drawn at any time since all were there. */
  readonly fewestRows: number
}

/** Writes down every status that any row shows from now on, at most one a device and frame. */
export async function recordShown(page: Page, devices: number): Promise<() => Promise<ShownRecord>> {
  await page.evaluate((devices) => {
    const last = new Map<string, string>()
    const record = { shown: [] as Shown[], fewestRows: devices }
    let complete = false
    const look = () => {
      const rows = document.querySelectorAll<HTMLElement>('[data-device]')
      complete ||= rows.length === devices
      if (complete) record.fewestRows = Math.min(record.fewestRows, rows.length)
      for (const { dataset } of rows) {
        const { device = '', status = '' } = dataset
        if (last.get(device) === status) continue
        last.set(device, status)
        record.shown.push({ device, status, atMs: Date.now() })
      }
    }
    look()
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-device', 'data-status'] })
    Object.assign(globalThis, { shownRecord: record })
  }, devices)
  return () => page.evaluate(() => (globalThis as unknown as { shownRecord: ShownRecord }).shownRecord)
}

export interface Faithfulness {
  readonly shown: number
  /** Statuses shown that the cloud had not held for that device by then, or only before the one shown last. */
  readonly wrong: number
  /** Rows that showed a status and then none. */
  readonly blank: number
  readonly lost: number
}

/** Clocks of page and server are one; this is for their rounding. */
const TOLERANCE_MS = 20

/** Compares what was shown with what the cloud held whenever it answered, device by device and in this order. */
export function compare({ shown, fewestRows }: ShownRecord, calls: readonly RecordedCall[], devices: readonly string[]): Faithfulness {
  let wrong = 0
  let blank = 0
  for (const device of devices) {
    const told = calls.filter((call) => call.device === device && call.told !== null).toSorted((a, b) => (a.answeredMs ?? 0) - (b.answeredMs ?? 0))
    const sequence = shown.filter((one) => one.device === device)
    let place = 0
    let hadStatus = false
    for (const { status, atMs } of sequence) {
      if (status === 'none' && !hadStatus) continue
      const found = told.findIndex((call, index) => index >= place && call.told === status && (call.answeredMs ?? Infinity) <= atMs + TOLERANCE_MS)
      if (status === 'none') blank += 1
      else if (found === -1) wrong += 1
      if (found !== -1) place = found
      hadStatus ||= status !== 'none'
    }
  }
  return { shown: shown.length, wrong, blank, lost: devices.length - fewestRows }
}
