import { expect, test, type Page } from '@playwright/test'
import { createRow, withAnswer } from '../../src/domain/fleet-row'
import { upgradeFromWire, type WireUpgrade } from '../../src/domain/upgrade'
import { accountIdOf } from '../../src/domain/upstream'
import { DATABASE_NAME } from '../../src/storage/database'
import { statusToStore, type StoredStatus } from '../../src/storage/stored-status'
import { seedDevices, seedHistory } from '../support/seed-history'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'

const TOKEN = 'any-token-0123456789'

interface Started {
  cloud: SimulatorServer
  app: RunningApp
}

async function start(options: Parameters<typeof startSimulatorServer>[0]): Promise<Started> {
  const cloud = await startSimulatorServer({ latencyMs: { min: 1, max: 5 }, ...options })
  return { cloud, app: await startApp({ cloudOrigin: cloud.url }) }
}

async function stop({ cloud, app }: Started): Promise<void> {
  await app.close()
  await cloud.close()
}

test.describe('a device that is done while the cloud still offers it the version', () => {
  let started: Started
  test.beforeAll(async () => {
    started = await start({
      scenario: 'every-status',
      seed: 1,
      async through(request, next) {
        const { Action, RequestId } = (await request.clone().json()) as Record<string, string>
        if (Action !== 'AppCheckFirmwareUpdate') return next(request)
        return Response.json({ Response: { CurrentVersion: '0.9.0-old', DstVersion: offered, RequestId } })
      },
    })
  })
  test.afterAll(() => stop(started))
  let offered = ''

  test('is to be verified: the row says so and why, and a filter and a link find it', async ({ page }) => {
    const { cloud, app } = started
    const done = cloud.cloud.devices().find(({ id }) => cloud.cloud.truth(id)?.status === 6)
    if (!done) throw new Error('no device is done')
    offered = cloud.cloud.truth(done.id)?.targetVersion ?? ''
    const fleet = new FleetPage(page, app.url)
    await fleet.watch(TOKEN, cloud.cloud.devices().map(({ id }) => id))
    const row = fleet.row(done.id)
    await expect(row).toHaveAttribute('data-status', '6', { timeout: 15_000 })
    await expect(page.getByText('待核实', { exact: true })).toHaveCount(0)

    await row.locator('[data-column="device"]').click()
    await page.locator('[data-drawer]').getByRole('button', { name: '查询当前版本' }).click()
    await expect(row.getByText('待核实', { exact: true })).toBeVisible({ timeout: 15_000 })
    await page.keyboard.press('Escape')
    await row.getByText('待核实', { exact: true }).hover()
    await expect(page.getByRole('tooltip')).toContainText(`云端仍推送 ${offered}，设备现为 0.9.0-old`)

    await page.getByRole('checkbox', { name: '仅待核实' }).check()
    await expect(fleet.rows).toHaveCount(1)
    await expect(fleet.row(done.id)).toBeVisible()
    await expect(page).toHaveURL(/[?&]doubt=1(?:&|$)/u)
    expect(await fleet.count('attention')).toBe(0)
  })
})

test.describe('a rollout', () => {
  let started: Started
  test.beforeAll(async () => {
    started = await start({ scenario: 'demo', devices: 90, seed: 4, speed: 40 })
  })
  test.afterAll(() => stop(started))

  test('says how long is left as a range, and what that was learned from', async ({ page }) => {
    test.setTimeout(90_000)
    const { cloud, app } = started
    const fleet = new FleetPage(page, app.url)
    await fleet.watch(TOKEN, cloud.cloud.devices().map(({ id }) => id), 40)
    await fleet.filter('running')
    const ranges = page.locator('[data-column="eta"]').filter({ hasText: /约 \d+–\d+|内/u })
    await expect(ranges.first()).toBeVisible({ timeout: 75_000 })
    await expect(async () => {
      await page.mouse.move(0, 0)
      await ranges.first().hover({ timeout: 2_000 })
      await expect(page.getByRole('tooltip')).toContainText(/学自(?:同产品|各产品) \d+ 次顺利的升级/u, { timeout: 2_000 })
    }).toPass({ timeout: 30_000 })
  })
})

test.describe('a device that stands still', () => {
  const MINUTE_MS = 60_000
  const DEVICES = 70
  const [still, going] = seedDevices(DEVICES)
  if (!still || !going) throw new Error('no devices')
  const wire = (percent: number): WireUpgrade => ({ status: 3, percent, sourceVersion: '1.0.3', targetVersion: '1.1.0', message: null })
  let started: Started

  test.beforeAll(async () => {
    let asked = 0
    started = await start({
      scenario: 'every-status',
      seed: 1,
      async through(request) {
        const { DeviceName, RequestId } = (await request.json()) as Record<string, string>
        if (DeviceName === going.deviceName) asked += 1
        const percent = DeviceName === going.deviceName ? Math.min(90, 10 + 5 * asked) : 40
        const isRunning = DeviceName === going.deviceName || DeviceName === still.deviceName
        return Response.json({ Response: { Status: isRunning ? 3 : 6, Percent: isRunning ? percent : 100, OriVersion: '1.0.3', DstVersion: '1.1.0', ErrMsg: '', RequestId } })
      },
    })
  })
  test.afterAll(() => stop(started))

  test('says for how long and how that is known; one that moves says how long is left, as a range', async ({ page }) => {
    test.setTimeout(90_000)
    const { app } = started
    const nowMs = Date.now()
    await page.goto(`${app.url}/#/connect`)
    await expect(page.getByLabel('AccessToken')).toBeVisible({ timeout: 20_000 })
    await seedHistory(page, { devices: DEVICES, untilMs: nowMs - 30 * MINUTE_MS })
    const seen = (at: number) => ({ upgrade: upgradeFromWire(wire(40)), requestId: `seen-${at}`, at, expectedIntervalMs: 10_000 })
    const rows = [still, going].map((device) => withAnswer(withAnswer(createRow(device, 0), seen(nowMs - 40 * MINUTE_MS)), seen(nowMs - 20 * MINUTE_MS)))
    // Only the one stood still for so long: the other is met for the first time.
    await putStatuses(page, rows.slice(0, 1).map((row) => statusToStore(accountIdOf({ kind: 'mainland' }), row)))
    const fleet = new FleetPage(page, app.url)
    await fleet.connect(TOKEN)
    await fleet.filter('attention')
    const row = fleet.row(still.id)
    await expect(row.getByText(/^停滞 4\d 分/u)).toBeVisible({ timeout: 20_000 })
    await expect(fleet.rows).toHaveCount(1)
    await expect(async () => {
      await page.mouse.move(0, 0)
      await row.getByText(/^停滞/u).hover({ timeout: 2_000 })
      await expect(page.getByRole('tooltip')).toContainText(/已 4\d 分.*无变化；同产品此阶段 95% 在 .+内有变化（学自 \d+ 次）/u, { timeout: 2_000 })
    }).toPass({ timeout: 30_000 })
    const reason = await page.getByRole('tooltip').innerText()

    await page.getByRole('checkbox', { name: '仅停滞' }).check()
    await expect(page).toHaveURL(/[?&]stalled=1(?:&|$)/u)
    await page.getByRole('checkbox', { name: '仅停滞' }).uncheck()
    await fleet.filter('running')
    const moving = fleet.row(going.id)
    await expect(moving.locator('[data-column="eta"]')).toHaveText(/约 .+–.+|内/u, { timeout: 30_000 })
    await expect(moving.getByText(/^停滞/u)).toHaveCount(0)
    await expect(row.locator('[data-column="eta"]')).toHaveText('—')
    console.log(`judgement in the browser: ${reason.replaceAll(/\s+/gu, ' ')} | left: ${await moving.locator('[data-column="eta"]').innerText()}`)
  })
})

/** Leaves statuses as an earlier visit would have kept them. */
async function putStatuses(page: Page, statuses: readonly StoredStatus[]): Promise<void> {
  await page.evaluate(
    async ({ name, all }) => {
      const opening = indexedDB.open(name)
      const db = await new Promise<IDBDatabase>((resolve) => opening.addEventListener('success', () => resolve(opening.result)))
      const writing = db.transaction('snapshots', 'readwrite')
      for (const status of all) writing.objectStore('snapshots').put(status)
      await new Promise((resolve) => writing.addEventListener('complete', resolve))
      db.close()
    },
    { name: DATABASE_NAME, all: statuses },
  )
}
