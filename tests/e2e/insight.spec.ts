import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { kindOfStatus, zeroByKind } from '../../src/domain/upgrade'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { poll } from './support/poll'

const TOKEN = 'insight-token-0123456789'
const MOST_GZIP_BYTES = 200_000
const STEPS = 4
/** From the bottom of the stack to its top, as the table's columns stand. */
const LAYERS = ['done', 'running', 'queued', 'confirm', 'failed', 'offline', 'unknown'] as const

let cloud: SimulatorServer
let app: RunningApp

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'rollout', devices: 50, seed: 19, latencyMs: { min: 1, max: 5 } })
  await control({ advanceMs: 30 * 60_000, freeze: true })
  app = await startApp({ cloudOrigin: cloud.url })
})

test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

test('the insight view shows what the devices did, in four charts and their tables', async ({ page }) => {
  test.setTimeout(90_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  await reportMarkup(page, problems)
  // Tall enough to draw every row.
  await page.setViewportSize({ width: 1280, height: 4_000 })
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(TOKEN, cloud.cloud.devices().map(({ id }) => id))
  const seen = await watchSteps(fleet)

  const loaded = weighScripts(page)
  await page.getByRole('link', { name: '洞察', exact: true }).click()
  for (const key of ['fleet', 'failures', 'durations', 'done']) await expect(figure(page, key).locator('canvas'), key).toHaveCount(1, { timeout: 20_000 })
  const bytes = await loaded()
  console.log(`insight: ${(bytes / 1000).toFixed(1)} kB gzip loaded for the view, at most ${MOST_GZIP_BYTES / 1000}`)
  expect(bytes).toBeGreaterThan(100_000)
  expect(bytes).toBeLessThanOrEqual(MOST_GZIP_BYTES)

  const told = await figures(page)
  expect(told).toEqual(seen)
  console.log(`insight over HTTP: devices ${cloud.cloud.devices().length}, steps ${STEPS}, ${JSON.stringify(told)}`)

  const chart = figure(page, 'fleet').locator('canvas')
  const picture = () => chart.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  const light = await picture()
  await page.locator('[data-action="theme"]').click()
  await page.locator('[data-action="theme"]').click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await poll(picture).not.toBe(light)

  const download = page.waitForEvent('download')
  await figure(page, 'fleet').getByRole('button', { name: '存为 PNG' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^洞察-机群状态变化-\d{8}-\d{6}\.png$/u)
  const png = await readFile(await file.path())
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
  expect(png.readUInt32BE(16)).toBeGreaterThan(1_000)

  await page.getByRole('button', { name: '6 小时' }).click()
  await expect(page).toHaveURL(/hours=6/u)
  await page.locator('[data-action="language"]').click()
  await expect(page.getByRole('heading', { name: 'Fleet by state' })).toBeVisible()
  await page.getByRole('link', { name: 'Fleet', exact: true }).click()
  await expect(fleet.rows).toHaveCount(cloud.cloud.devices().length)
  expect(problems).toEqual([])
})

function figure(page: Page, key: string): Locator {
  return page.locator(`[data-figure="${key}"][data-drawn="true"]`)
}

async function control(order: object) {
  const response = await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify(order) })
  expect(response.status).toBe(200)
}

function truth(): Record<string, string> {
  return Object.fromEntries(cloud.cloud.devices().map(({ id }) => [id, String(cloud.cloud.truth(id)?.status ?? 'none')]))
}

/** Lets the devices move on, step by step, each seen by the app before the next; returns the figures that follow. */
async function watchSteps(fleet: FleetPage) {
  const steps: Record<string, string>[] = []
  for (let step = 0; step <= STEPS; step += 1) {
    if (step > 0) await control({ advanceMs: 180_000 })
    await poll(() => fleet.statuses(), { timeout: 30_000 }).toEqual(truth())
    steps.push(truth())
  }
  const counts = { ...zeroByKind(), fresh: 0, standing: 0, reached: 0 }
  for (const status of Object.values(steps.at(-1) ?? {})) counts[kindOfStatus(status === 'none' ? null : Number(status))] += 1
  for (const { id } of cloud.cloud.devices()) {
    const statuses = steps.map((step) => step[id])
    for (const [place, status] of statuses.entries()) {
      const isFailed = status === '5' || status === '10'
      if (place === 0) counts.standing += isFailed ? 1 : 0
      else if (status !== statuses[place - 1]) {
        counts.fresh += isFailed ? 1 : 0
        counts.reached += status === '6' ? 1 : 0
      }
    }
  }
  return counts
}

/** The same figures, as the tables tell them. */
async function figures(page: Page) {
  const states = (await rows(page, 'fleet')).at(-1)?.slice(1) ?? []
  const causes = await rows(page, 'failures')
  const bars = await rows(page, 'done')
  const sum = (table: readonly string[][], ...columns: number[]) => table.reduce((total, row) => columns.reduce((so, column) => so + Number(row[column]), total), 0)
  const byKind = Object.fromEntries(LAYERS.map((kind, place) => [kind, Number(states[place])]))
  return { ...zeroByKind(), ...byKind, fresh: sum(causes, 1), standing: sum(causes, 2), reached: sum(bars, 1, 2) }
}

async function rows(page: Page, key: string): Promise<string[][]> {
  const panel = page.locator(`[data-figure="${key}"]`)
  await expect(panel.getByRole('table')).toHaveCount(1)
  return panel.locator('tbody tr').evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent ?? '')))
}

/** Adds up what the page loads from now on, as it would come over a line that compresses. */
function weighScripts(page: Page): () => Promise<number> {
  const bodies: Promise<Buffer>[] = []
  page.on('response', (response) => {
    if (/\.(?:js|css)$/u.test(new URL(response.url()).pathname)) bodies.push(response.body())
  })
  return async () => (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0)
}

/** Notes whatever a page that requires Trusted Types would refuse. */
async function reportMarkup(page: Page, problems: string[]) {
  await page.exposeFunction('noteMarkup', (sample: string) => void (/innerHTML/u.test(sample) && problems.push(`markup: ${sample}`)))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const note: unknown = Reflect.get(globalThis, 'noteMarkup')
      if (typeof note === 'function') note(event.sample)
    })
  })
  await page.route(`${app.url}/`, async (route) => {
    const response = await route.fetch()
    const headers = { ...response.headers(), 'content-security-policy-report-only': "img-src 'self' data:; require-trusted-types-for 'script'" }
    await route.fulfill({ response, headers })
  })
}
