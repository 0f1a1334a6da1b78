import type { Browser, Page } from '@playwright/test'
import type { Command, ToEngine } from '../../../src/engine/protocol'

/** How many engines of this app run in the browser's shared workers. */
export async function engineUrls(browser: Browser, appUrl: string): Promise<string[]> {
  const session = await browser.newBrowserCDPSession()
  const { targetInfos } = await session.send('Target.getTargets')
  await session.detach()
  return targetInfos.filter(({ type, url }) => type === 'shared_worker' && url.startsWith(appUrl)).map(({ url }) => url)
}

/** Gives the engine of this page a command as one more tab would. */
export async function command(page: Page, order: Command): Promise<void> {
  const browser = page.context().browser()
  const [url] = browser ? await engineUrls(browser, new URL(page.url()).origin) : []
  if (url === undefined) throw new Error('this page has no engine in a SharedWorker')
  const message: ToEngine = { kind: 'command', id: 1, command: order }
  const reply = await page.evaluate(
    ({ url, message }) => {
      const { port } = new SharedWorker(url, { type: 'module', name: 'ota-lookout-engine', extendedLifetime: true } as WorkerOptions)
      return new Promise<unknown>((resolve) => {
        port.onmessage = ({ data }) => {
          if (data.kind !== 'reply') return
          port.postMessage({ kind: 'bye' })
          resolve(data.reply)
        }
        port.postMessage(message)
      })
    },
    { url, message },
  )
  if ((reply as { kind: string }).kind !== 'done') throw new Error(`the engine says ${JSON.stringify(reply)}`)
}
