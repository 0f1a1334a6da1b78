import type { Browser } from '@playwright/test'

/** The engines of this app that run in the browser's SharedWorkers, through its DevTools protocol. */
export async function engineUrls(browser: Browser, appUrl: string): Promise<string[]> {
  const session = await browser.newBrowserCDPSession()
  const { targetInfos } = await session.send('Target.getTargets')
  await session.detach()
  return targetInfos.filter(({ type, url }) => type === 'shared_worker' && url.startsWith(appUrl)).map(({ url }) => url)
}

/** Ends them, as a browser does that is closed: what they did not keep is gone. */
export async function endEngines(browser: Browser, appUrl: string): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { targetInfos } = await session.send('Target.getTargets')
  const engines = targetInfos.filter(({ type, url }) => type === 'shared_worker' && url.startsWith(appUrl))
  for (const { targetId } of engines) await session.send('Target.closeTarget', { targetId })
  await session.detach()
  return engines.length
}
