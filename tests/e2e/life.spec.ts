import { expect, test, type Browser, type BrowserContext, type CDPSession, type Page } from '@playwright/test'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { poll } from './support/poll'
import { inWorld, type World } from './support/world'

const TOKEN = 'canary-5e7a91c3d4b2-token'
const RUNNING_FOR_MS = 2_500
const STANDING = { scenario: 'every-status', seed: 5, latencyMs: { min: 1, max: 5 }, token: TOKEN } as const

test.describe.configure({ timeout: 90_000 })

/** A tab with an account and devices, every one of them asked about. */
async function watchingTab({ cloud, app }: World, page: Page): Promise<FleetPage> {
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(TOKEN, cloud.cloud.devices().slice(0, 6).map(({ id }) => id), 10)
  await expect(fleet.rows).toHaveCount(6)
  await untilAnswered(page)
  return fleet
}

async function callsWithin({ cloud }: World, durationMs: number): Promise<number> {
  const before = cloud.handler.calls
  await new Promise((resolve) => setTimeout(resolve, durationMs))
  return cloud.handler.calls - before
}

/** The SharedWorkers of the browser, through its DevTools protocol. */
async function engines({ app }: World, browser: Browser): Promise<{ session: CDPSession; targets: { targetId: string; url: string }[] }> {
  const session = await browser.newBrowserCDPSession()
  const { targetInfos } = await session.send('Target.getTargets')
  return { session, targets: targetInfos.filter(({ type, url }) => type === 'shared_worker' && url.startsWith(app.url)) }
}

async function killEngine(world: World, browser: Browser): Promise<void> {
  const { session, targets } = await engines(world, browser)
  expect(targets.length).toBe(1)
  for (const { targetId } of targets) await session.send('Target.closeTarget', { targetId })
  await session.detach()
}

/** Sends the engine into an endless loop, as a bug would. */
async function hangEngine(world: World, browser: Browser): Promise<void> {
  const { session, targets } = await engines(world, browser)
  expect(targets.length).toBe(1)
  for (const { targetId } of targets) {
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false })
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'for (;;);' } })
    await session.send('Target.sendMessageToTarget', { sessionId, message })
  }
}

async function goesOnWith({ cloud }: World, fleet: FleetPage): Promise<void> {
  await expect(fleet.rows).toHaveCount(6)
  await expect(fleet.page.locator('[data-notice="locked"]')).toContainText('引擎已重新启动', { timeout: 25_000 })
  await expect(fleet.rows).toHaveCount(6)
  expect(Object.values(await fleet.statuses())).not.toContain('none')
  await fleet.page.getByRole('button', { name: '输入 AccessToken' }).click()
  await fleet.connect(TOKEN)
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
  const before = cloud.handler.calls
  await poll(() => cloud.handler.calls, { intervals: [100] }).toBeGreaterThan(before + 5)
}

/** It comes back with list and statuses. */
async function killOne(world: World, context: BrowserContext, browser: Browser): Promise<void> {
  const page = await context.newPage()
  const fleet = await watchingTab(world, page)
  const before = await fleet.statuses()
  await page.waitForTimeout(3_500)
  const killedAt = Date.now()
  await killEngine(world, browser)
  await expect(page.locator('[data-notice="locked"]')).toBeVisible({ timeout: 25_000 })
  console.log(`killed engine: back after ${((Date.now() - killedAt) / 1000).toFixed(1)} s`)
  expect(new Set(Object.keys(await fleet.statuses()))).toEqual(new Set(Object.keys(before)))
  await goesOnWith(world, fleet)
}

/** It is replaced by the same one in every tab, and exactly one polls. */
async function hangOne(world: World, context: BrowserContext, browser: Browser): Promise<void> {
  const { cloud, app } = world
  const first = await watchingTab(world, await context.newPage())
  const second = new FleetPage(await context.newPage(), app.url)
  await second.open()
  await expect(second.rows).toHaveCount(6)
  await second.page.waitForTimeout(3_500)
  await hangEngine(world, browser)
  await goesOnWith(world, first)
  await expect(second.polling).toHaveAttribute('data-polling', 'running')
  const before = cloud.handler.calls
  await second.page.getByRole('button', { name: '刷新', exact: true }).click()
  await poll(() => cloud.handler.calls).toBeGreaterThanOrEqual(before + 6)
  await poll(async () => (await engines(world, browser)).targets.length).toBeLessThanOrEqual(2)
}

async function endOwnWorker(world: World, context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedWorker')
  })
  const fleet = await watchingTab(world, page)
  const [worker] = page.workers()
  await page.waitForTimeout(3_500)
  await worker?.evaluate(() => close())
  await goesOnWith(world, fleet)
}

/** Side by side: what tells an engine that is gone from one that is busy is time. */
test('an engine that is killed, one that hangs, and a Worker of the tab’s own that dies are each started anew', async ({ context, browser }) => {
  await Promise.all([
    inWorld(STANDING, (world) => killOne(world, context, browser)),
    inWorld(STANDING, (world) => hangOne(world, context, browser)),
    inWorld(STANDING, (world) => endOwnWorker(world, context)),
  ])
})

/** Lets the next pages of a context run another build: the same program at another address. */
async function deployAnotherBuild(context: BrowserContext): Promise<void> {
  await context.route(/\/assets\/index-[^/]+\.js$/u, async (route) => {
    const response = await route.fetch()
    const text = await response.text()
    const changed = text.replaceAll(/(worker-[\w-]+\.js)/gu, '$1?build=2')
    expect(changed).not.toBe(text)
    await route.fulfill({ response, body: changed, headers: { ...response.headers(), 'content-length': String(changed.length) } })
  })
}

test('of two builds in two tabs the later one polls, and the older one says so and helps itself by a reload', async ({ context, browser }) => {
  await inWorld(STANDING, async (world) => {
    const { app } = world
    const old = await watchingTab(world, await context.newPage())
    const aloneCalls = await callsWithin(world, RUNNING_FOR_MS)
    await deployAnotherBuild(context)
    const next = new FleetPage(await context.newPage(), app.url)
    await next.open()
    await expect(next.rows).toHaveCount(6)
    expect(new Set((await engines(world, browser)).targets.map(({ url }) => url)).size).toBe(2)
    const notice = old.page.locator('[data-notice="superseded"]')
    await expect(notice).toContainText('已经接管')
    await expect(old.polling).toHaveAttribute('data-polling', 'locked')
    await expect(old.rows).toHaveCount(6)
    const noneCalls = await callsWithin(world, RUNNING_FOR_MS)
    await next.page.getByRole('button', { name: '输入 AccessToken' }).click()
    await next.connect(TOKEN)
    await expect(next.polling).toHaveAttribute('data-polling', 'running')
    await poll(() => callsWithin(world, 500)).toBeGreaterThan(0)
    const bothCalls = await callsWithin(world, RUNNING_FOR_MS)
    console.log(`calls in ${RUNNING_FOR_MS} ms: old build alone ${aloneCalls}, taken over and locked ${noneCalls}, both tabs open and new build unlocked ${bothCalls}`)
    expect(noneCalls).toBe(0)
    expect(bothCalls).toBeGreaterThan(0)
    expect(bothCalls).toBeLessThan(aloneCalls * 1.6)
    await notice.getByRole('button', { name: '重新载入' }).click()
    await expect(notice).toHaveCount(0)
    await expect(old.polling).toHaveAttribute('data-polling', 'running')
    await expect(next.polling).toHaveAttribute('data-polling', 'running')
  })
})

test('a deployment that was taken back: who reloads gets a working engine again', async ({ context }) => {
  await inWorld(STANDING, async (world) => {
    const { app } = world
    const old = await watchingTab(world, await context.newPage())
    await deployAnotherBuild(context)
    const next = new FleetPage(await context.newPage(), app.url)
    await next.open()
    await expect(old.page.locator('[data-notice="superseded"]')).toBeVisible()
    await context.unrouteAll()
    await old.page.getByRole('button', { name: '重新载入' }).click()
    await expect(old.page.locator('[data-notice="locked"]')).toContainText('引擎已重新启动')
    await expect(next.page.locator('[data-notice="superseded"]')).toBeVisible()
  })
})

test('without a network nothing is asked, and with it asking goes on at once', async ({ page, context }) => {
  await inWorld(STANDING, async (world) => {
    const { cloud } = world
    const fleet = await watchingTab(world, page)
    await context.setOffline(true)
    await expect(fleet.polling).toHaveAttribute('data-polling', 'offline')
    const offlineCalls = await callsWithin(world, RUNNING_FOR_MS)
    await context.setOffline(false)
    const backAt = Date.now()
    const before = cloud.handler.calls
    await poll(() => cloud.handler.calls, { intervals: [20] }).toBeGreaterThan(before)
    console.log(`offline: ${offlineCalls} calls in ${RUNNING_FOR_MS} ms; back online: first call within ${Date.now() - backAt} ms`)
    expect(offlineCalls).toBe(0)
    await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
  })
})
