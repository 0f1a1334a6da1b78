import { expect, test } from '@playwright/test'
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
    await fleet.connect(TOKEN)
    await fleet.add(cloud.cloud.devices().map(({ id }) => id).join('\n'))
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
    await fleet.connect(TOKEN)
    await fleet.setBudget(40)
    await fleet.add(cloud.cloud.devices().map(({ id }) => id).join('\n'))
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
