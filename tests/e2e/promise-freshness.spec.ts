import { expect, test, type Page } from '@playwright/test'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { longestFalseClaimMs, sampleFreshness, staleTimes, type FreshnessSample } from './support/freshness'
import { openNaiveClient } from './support/naive-client'
import { poll } from './support/poll'
import { idsOf, startRecordedCloud, type RecordedCloud } from './support/recorded-cloud'
import { count, expectToFail, sleep } from './support/soak'

const DEVICES = 8
/** The page's clock ticks once a second, and its counts follow a quarter of a second later. */
const TICK_MS = 1_000
const SLACK_MS = 1_500
let cloud: RecordedCloud
let app: RunningApp

test.describe.configure({ timeout: 120_000 })

test.beforeEach(async () => {
  cloud = await startRecordedCloud({ scenario: 'every-status', seed: 5, latencyMs: { min: 5, max: 30 } })
  app = await startApp({ cloudOrigin: cloud.server.url })
})

test.afterEach(async () => {
  await app.close()
  await cloud.close()
})

/** From now on no call gets an answer, as with a cloud that hangs. */
function hangCloud(): void {
  cloud.answerBy((_call, request) => new Promise((_resolve, reject) => request.signal.addEventListener('abort', () => reject(new Error('gone')))))
}

const isUpToDate = ({ polling, rows, stale, failed }: FreshnessSample) => polling === 'running' && rows > 0 && stale.length === 0 && failed.length === 0

interface Freshness {
  readonly samples: readonly FreshnessSample[]
  /** When each device's answer became twice as old as planned. */
  readonly dueMs: Readonly<Record<string, number>>
  readonly hungAtMs: number
}

/** How late each row came to look stale, ms; `Infinity` if never. */
function latenessOf({ samples, dueMs, hungAtMs }: Freshness): number[] {
  return Object.entries(dueMs).map(([id, due]) => {
    const fromHang = samples.filter(({ atMs }) => atMs >= Math.max(hungAtMs, due - SLACK_MS))
    return (fromHang.find(({ stale }) => stale.includes(id))?.atMs ?? Infinity) - due
  })
}

function assertHonest(freshness: Freshness): void {
  const { samples } = freshness
  expect(samples.filter(({ ageless }) => ageless.length > 0).length, 'moments with a status without an age').toBe(0)
  expect(longestFalseClaimMs(samples, isUpToDate)).toBeLessThanOrEqual(SLACK_MS)
  for (const lateMs of latenessOf(freshness)) {
    expect(lateMs).toBeGreaterThan(-TICK_MS)
    expect(lateMs).toBeLessThanOrEqual(TICK_MS + SLACK_MS)
  }
}

async function claim(page: Page): Promise<string | null> {
  return page.locator('[data-polling]').getAttribute('data-fresh')
}

test('T6: every status has an age, an old one looks stale, and "all up to date" is said only when true', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  await fleet.connect('any-token-0123456789')
  const read = await sampleFreshness(page)
  const ids = idsOf(cloud).slice(0, DEVICES)
  await fleet.add(ids.join('\n'))
  await poll(() => claim(page), { timeout: 15_000 }).toBe('true')
  await expect(page.getByText('全部为最新')).toBeVisible()
  await sleep(3_000)
  hangCloud()
  const hungAtMs = Date.now()
  await expect(page.locator('[data-device]:has(.stale)')).toHaveCount(DEVICES, { timeout: 30_000 })
  const dueMs = await staleTimes(page)
  expect(Object.keys(dueMs).toSorted()).toEqual([...ids].toSorted())
  await poll(() => claim(page)).toBe('false')
  cloud.answerBy(null)
  await poll(() => claim(page), { timeout: 60_000 }).toBe('true')
  await page.getByRole('button', { name: '暂停', exact: true }).click()
  await poll(() => claim(page)).toBe('false')

  const samples = await read()
  const lateness = latenessOf({ samples, dueMs, hungAtMs })
  console.log(
    `T6: moments ${count(samples.length)} (claimed up to date in ${count(samples.filter(({ fresh }) => fresh).length)}), without an age 0, longest false claim ${longestFalseClaimMs(samples, isUpToDate)} ms, ` +
      `rows that went stale ${lateness.length} of ${DEVICES}, ${Math.min(...lateness)} to ${Math.max(...lateness)} ms after twice their interval`,
  )
  assertHonest({ samples, dueMs, hungAtMs })
})

test('T6, control: a page without ages that always claims to be up to date is caught', async ({ page }) => {
  await openNaiveClient(page, app.url, { ids: idsOf(cloud).slice(0, DEVICES), lanes: 6, restMs: 500, timeoutMs: 2_000 })
  const read = await sampleFreshness(page)
  await expect(page.locator('[data-device]')).toHaveCount(DEVICES)
  hangCloud()
  const hungAtMs = Date.now()
  const dueMs = Object.fromEntries(idsOf(cloud).slice(0, DEVICES).map((id) => [id, hungAtMs]))
  await sleep(4_000)
  const samples = (await read()).filter(({ rows }) => rows === DEVICES)
  const pretended = samples.map((sample) => ({ ...sample, ageless: [], stale: sample.atMs > hungAtMs + TICK_MS ? Object.keys(dueMs) : [] }))
  console.log(`T6 control: moments ${samples.length}, without an age ${samples.filter(({ ageless }) => ageless.length > 0).length}, longest false claim ${longestFalseClaimMs(pretended, isUpToDate)} ms`)
  await expectToFail(() => assertHonest({ samples, dueMs: {}, hungAtMs }))
  await expectToFail(() => assertHonest({ samples: samples.map((sample) => ({ ...sample, ageless: [] })), dueMs, hungAtMs }))
  await expectToFail(() => assertHonest({ samples: pretended, dueMs: {}, hungAtMs }))
})
