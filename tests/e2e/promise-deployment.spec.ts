import { expect, test, type Page } from '@playwright/test'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { poll } from './support/poll'
import { idsOf, startRecordedCloud, type RecordedCloud } from './support/recorded-cloud'
import { expectToFail, isSoak, sleep } from './support/soak'
import { arm, disarm, THROW_POINTS, type ThrowPoint } from './support/throw-points'

const TOKEN = 'canary-token-0123456789'
/** Every day one in eight, another eighth each day would be no use: a failure must come again. */
const POINTS = isSoak ? THROW_POINTS : THROW_POINTS.filter((_point, index) => index % 8 === 0)
const FIRE_WITHIN_MS = 600

let cloud: RecordedCloud
let app: RunningApp

test.describe.configure({ timeout: 60_000 + POINTS.length * 8_000 })

test.beforeEach(async () => {
  cloud = await startRecordedCloud({ scenario: 'rollout', devices: 40, seed: 11, latencyMs: { min: 1, max: 10 } })
  app = await startApp({ cloudOrigin: cloud.server.url })
})

test.afterEach(async () => {
  await app.close()
  await cloud.close()
})

async function watch(page: Page) {
  // An engine of the page's own is one that a test can reach into.
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(TOKEN, idsOf(cloud), 40)
  await untilAnswered(page)
}

/** Calls are made, and what they bring is drawn. */
async function expectAlive(page: Page, why: string) {
  const calls = cloud.calls.length
  const drawn = () => page.locator('[data-device]').evaluateAll((rows) => rows.map((row) => row.textContent).join('|'))
  const before = await drawn()
  await poll(() => cloud.calls.length, { message: `${why}: polling goes on`, timeout: 15_000 }).toBeGreaterThan(calls)
  await poll(drawn, { message: `${why}: rows are drawn`, timeout: 15_000 }).not.toBe(before)
}

const look = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))

async function deploy(page: Page) {
  await page.route('**/build.json', (route) => route.fulfill({ json: { build: 'fedcba9876543210' } }))
  await look(page)
}

async function throwAt(page: Page, { where, path, nth }: ThrowPoint): Promise<number> {
  const [engine] = page.workers()
  if (!engine) throw new Error('the page has no engine of its own')
  const plant = [path, nth, `unexpected ${TOKEN}`] as const
  const thrown = () => (where === 'page' ? page.evaluate(disarm) : engine.evaluate(disarm))
  const before = await thrown()
  await (where === 'page' ? page.evaluate(arm, plant) : engine.evaluate(arm, plant))
  await page.getByRole('searchbox', { name: '搜索' }).fill(nth === 1 ? '-' : '')
  await page.mouse.wheel(0, nth === 1 ? 200 : -200)
  await sleep(FIRE_WITHIN_MS)
  return (await thrown()) - before
}

test('D5: a page whose app was deployed anew offers to reload, and goes on polling', async ({ page }) => {
  await watch(page)
  await look(page)
  await sleep(500)
  await expect(page.locator('[data-notice="new-build"]'), 'control: the same build is no news').toHaveCount(0)
  await deploy(page)
  const notice = page.locator('[data-notice="new-build"]')
  await expect(notice).toBeVisible()
  await expectAlive(page, 'after a deployment')
  await page.unroute('**/build.json')
  await Promise.all([page.waitForEvent('load'), notice.getByRole('button', { name: '重新载入' }).click()])
  await expect(page.locator('[data-notice="new-build"]')).toHaveCount(0)
})

test(`D5: ${POINTS.length} unexpected exceptions leave the app alive, and are told without their words`, async ({ page }) => {
  await watch(page)
  let thrown = 0
  const said: string[] = []
  for (const point of POINTS) {
    thrown += await throwAt(page, point)
    await expectAlive(page, `${point.where} ${point.path} at call ${point.nth}`)
    said.push(await page.locator('html').evaluate((root) => root.outerHTML))
  }
  const notice = page.locator('[data-notice="fault"]')
  await expect(notice).toBeVisible()
  await expect(notice).toContainText('意外错误')
  const leaks = said.filter((html) => html.includes('canary')).length
  expect(leaks).toBe(0)
  expect(thrown, 'many of the points were reached').toBeGreaterThan(POINTS.length * 0.3)
  console.info(`D5: throw points ${POINTS.length}, reached ${thrown}, apps dead 0, messages with the token ${leaks}; after a deployment the page offers to reload and polls on`)
})

test('D5 control: a page that nobody watches tells nothing', async ({ page }) => {
  await page.addInitScript(() => {
    for (const kind of ['error', 'unhandledrejection']) addEventListener(kind, (event) => event.stopImmediatePropagation(), true)
  })
  await watch(page)
  await page.evaluate(() => void setTimeout(() => JSON.parse('{'), 0))
  await expectToFail(() => expect(page.locator('[data-notice="fault"]')).toBeVisible({ timeout: 1_500 }))
  console.info('D5 control: without the page’s listeners an exception is not told')
})
