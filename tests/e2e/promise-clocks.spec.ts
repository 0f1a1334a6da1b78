import { execFileSync } from 'node:child_process'
import { chromium, expect, test, type Browser, type Page } from '@playwright/test'
import { told } from '../support/told'
import { UNTUNED } from './support/chromium-flags'
import { engineUrls } from './support/engine'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { expectToFail, sized, sleep } from './support/soak'
import { inWorld, type World } from './support/world'

const TOKEN = 'canary-5e7a91c3d4b2-token'
const DAY_MS = 86_400_000
const FROZEN_MS = sized(10_000, 15_000)
const DEVICES = 30
const SETTLED = { scenario: 'settled', devices: DEVICES, seed: 5, latencyMs: { min: 1, max: 5 }, token: TOKEN } as const
/** The test asks the engine itself, which the policy forbids. */
const FREE = { isGuarded: false }

test.describe.configure({ timeout: 90_000 })

async function watchingTab({ cloud, app }: World, page: Page): Promise<FleetPage> {
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(TOKEN, cloud.cloud.devices().map(({ id }) => id), 10)
  await expect(fleet.rows).toHaveCount(DEVICES)
  await untilAnswered(page)
  return fleet
}

/** The operator's clock is set: both the engine's and the page's, and nothing else. */
async function setClock({ app }: World, browser: Browser, page: Page, byMs: number): Promise<void> {
  const code = `{ const told = Date.now; Date.now = () => told() + ${byMs} }`
  const session = await browser.newBrowserCDPSession()
  const { targetInfos } = await session.send('Target.getTargets')
  const engine = targetInfos.find(({ type, url }) => type === 'shared_worker' && url.startsWith(app.url))
  if (!engine) throw new Error('no engine')
  const { sessionId } = await session.send('Target.attachToTarget', { targetId: engine.targetId, flatten: false })
  await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: code } }) })
  await page.evaluate(code)
}

/** The ages in ms that rows have in the engine, by the page's clock: asked for as another tab would. */
async function agesInEngine({ app }: World, browser: Browser, page: Page): Promise<number[]> {
  const [engineUrl = ''] = await engineUrls(browser, app.url)
  return page.evaluate(async (url) => {
    const worker = new SharedWorker(url, { type: 'module', name: 'ota-lookout-engine', extendedLifetime: true } as WorkerOptions)
    const rows = await new Promise<{ snapshot: { observedAt: number } | null }[]>((resolve, reject) => {
      setTimeout(() => reject(new Error('the engine does not answer')), 5_000)
      worker.port.onmessage = ({ data }) => {
        if (data.kind === 'event' && data.event.kind === 'snapshot') resolve(data.event.rows)
      }
    })
    worker.port.postMessage({ kind: 'bye' })
    return rows.flatMap(({ snapshot }) => (snapshot ? [Date.now() - snapshot.observedAt] : []))
  }, engineUrl)
}

/** A browser whose clock is set by so much. */
async function setOneClock(world: World, browser: Browser, byMs: number): Promise<void> {
  const page = await browser.newPage()
  await watchingTab(world, page)
  await setClock(world, browser, page, byMs)
  await sleep(3_000)
  const ages = await agesInEngine(world, browser, page)
  await page.close()
  const figures = { rows: ages.length, negative: ages.filter((age) => age < -1_500).length, greatestMs: Math.max(...ages) }
  console.log(`L7, clock ${byMs > 0 ? '+' : '−'}1 day: ${told(figures)}`)
  const check = (all: readonly number[]) => {
    expect(all.length).toBe(DEVICES)
    expect(Math.min(...all)).toBeGreaterThan(-1_500)
    expect(Math.max(...all)).toBeLessThan(60_000)
  }
  check(ages)
  await expectToFail(() => check(ages.map((age) => age + byMs)))
}

async function freezeBrowser(world: World): Promise<void> {
  const { cloud } = world
  const server = await chromium.launchServer({ ...(process.env['LOOKOUT_CHROMIUM'] ? { executablePath: process.env['LOOKOUT_CHROMIUM'] } : {}), args: ['--no-sandbox', '--disable-gpu', ...UNTUNED] })
  const browser = await chromium.connect(server.wsEndpoint())
  const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
  await watchingTab(world, page)
  const starts: number[] = []
  const all = processTree(server.process().pid ?? 0)
  signal(all, 'STOP')
  // Calls that were on their way arrive.
  await sleep(500)
  let before = cloud.handler.calls
  await sleep(FROZEN_MS)
  const callsFrozen = cloud.handler.calls - before
  before = cloud.handler.calls
  const wokeAt = Date.now()
  signal(all, 'CONT')
  while (Date.now() - wokeAt < 5_000) {
    await sleep(20)
    for (; before < cloud.handler.calls; before += 1) starts.push(Date.now() - wokeAt)
  }
  const ages = await agesInEngine(world, browser, page)
  const mostInASecond = Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 1000).length))
  console.log(`L7, frozen for ${FROZEN_MS / 1000} s: calls meanwhile ${callsFrozen}, first after ${starts[0]} ms, ${starts.length} in 5 s, at most ${mostInASecond} in a second, greatest age ${Math.max(...ages)} ms, negative ${ages.filter((age) => age < 0).length}`)
  await browser.close()
  await server.close()
  expect(callsFrozen).toBe(0)
  expect(starts[0]).toBeLessThan(5_000)
  expect(starts.length).toBeGreaterThan(20)
  expect(mostInASecond).toBeLessThanOrEqual(13)
  expect(Math.min(...ages)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...ages)).toBeLessThan(FROZEN_MS + 30_000)
}

/** All but the set-up is waiting: what is told of one browser is not disturbed by the others. */
test('a clock set by ±1 day leaves ages right, and a frozen browser wakes with right ages and a spread-out sweep (L7)', async ({ browser }) => {
  await Promise.all([
    inWorld(SETTLED, (world) => setOneClock(world, browser, DAY_MS), FREE),
    inWorld(SETTLED, (world) => setOneClock(world, browser, -DAY_MS), FREE),
    inWorld(SETTLED, freezeBrowser, FREE),
  ])
})

function signal(pids: readonly number[], name: 'STOP' | 'CONT'): void {
  for (const pid of pids) process.kill(pid, `SIG${name}`)
}

/** The process and all that it started. */
function processTree(pid: number): number[] {
  const pairs = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n').map((line) => line.trim().split(/\s+/u).map(Number))
  const tree = [pid]
  for (const parent of tree) for (const [child, of] of pairs) if (of === parent && child !== undefined) tree.push(child)
  return tree
}
