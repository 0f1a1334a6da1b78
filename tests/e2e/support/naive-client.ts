import type { Page } from '@playwright/test'

export interface NaiveOptions {
  readonly ids: readonly string[]
  /** Loops that share the devices out, each with one call at a time. */
  readonly lanes: number
  /** Between an answer and the next call of the same loop. */
  readonly restMs: number
  /** Over headers and body; `null` for none. */
  readonly timeoutMs: number | null
}

export interface NaiveFigures {
  readonly asked: number
  readonly timedOut: number
}

/**
 * The control of a promise: a page that polls the same cloud through the same proxy as a dashboard is written in an hour.
 * It takes any JSON for an answer, blanks what it cannot read, knows no limits, and draws the same hooks as the app.
 */
export async function openNaiveClient(page: Page, appUrl: string, options: NaiveOptions): Promise<() => Promise<NaiveFigures>> {
  await page.route('**/naive.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>naive</title><body>' }))
  await page.goto(`${appUrl}/naive.html`)
  // What is routed at all costs every call of the page a detour.
  await page.unroute('**/naive.html')
  await page.evaluate(runNaiveClient, options)
  return () => page.evaluate(() => (globalThis as unknown as { naive: NaiveFigures }).naive)
}

/** Runs in the page: nothing from outside may be used in it. */
function runNaiveClient({ ids, lanes, restMs, timeoutMs }: NaiveOptions): void {
  const figures = { asked: 0, timedOut: 0 }
  Object.assign(globalThis, { naive: figures })
  document.body.dataset['polling'] = 'running'
  document.body.dataset['fresh'] = 'true'
  const draw = (id: string, status: unknown) => {
    const row = document.querySelector<HTMLElement>(`[data-device=${JSON.stringify(id)}]`) ?? document.createElement('div')
    Object.assign(row.dataset, { device: id, status: String(status ?? 'none') })
    row.textContent = `${id} ${String(status)}`
    document.body.append(row)
  }
  const ask = async (id: string) => {
    const [ProductId, DeviceName] = id.split('/')
    figures.asked += 1
    const response = await fetch('/api/exploreropen/tokenapi', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Action: 'AppDescribeFirmwareUpdateStatus', RequestId: String(Math.random()), AccessToken: 'naive', ProductId, DeviceName }),
      ...(timeoutMs === null ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
    })
    const answer = (await response.json()) as { Response?: { Status?: number } }
    draw(id, answer.Response?.Status)
  }
  const loop = async (lane: number) => {
    for (let turn = lane; ; turn += lanes) {
      const id = ids[turn % ids.length] ?? ''
      try {
        await ask(id)
      } catch (error) {
        if (error instanceof DOMException && error.name === 'TimeoutError') figures.timedOut += 1
        draw(id, null)
      }
      await new Promise((resolve) => setTimeout(resolve, restMs))
    }
  }
  for (let lane = 0; lane < lanes; lane += 1) void loop(lane)
}
