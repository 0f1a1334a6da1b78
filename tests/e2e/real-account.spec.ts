import { expect, test } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, untilAnswered } from './support/fleet-page'

const DOCUMENTED_TEXT: Record<string, string> = {
  0: '设备离线',
  1: '待处理',
  2: '消息下发成功',
  3: '下载中',
  4: '烧录中',
  5: '失败',
  6: '升级完成',
  7: '正在处理中',
  8: '等待用户确认',
  10: '升级超时',
  20: '下载完成',
  none: '暂无状态',
}

function truthOf(cloud: SimulatorServer, ids: readonly string[]): Record<string, string> {
  const all = cloud.cloud.devices().map(({ id }) => [id, String(cloud.cloud.truth(id)?.status ?? 'none')] as const)
  return Object.fromEntries(all.filter(([id]) => ids.includes(id)))
}

async function control(cloud: SimulatorServer, order: object) {
  const response = await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify(order) })
  expect(response.status).toBe(200)
}

for (const envelope of ['response', 'code'] as const) {
  test.describe(`a real account over HTTP, envelope ${envelope}`, () => {
    let cloud: SimulatorServer
    let app: RunningApp

    test.beforeAll(async () => {
      cloud = await startSimulatorServer({ scenario: 'rollout', devices: 80, seed: 7, envelope, latencyMs: { min: 1, max: 5 } })
      await control(cloud, { advanceMs: 20 * 60_000, freeze: true })
      app = await startApp({ cloudOrigin: cloud.url })
    })

    test.afterAll(async () => {
      await app.close()
      await cloud.close()
    })

    test('50 pasted devices show the statuses that the cloud holds', async ({ page }) => {
      const fleet = new FleetPage(page, app.url)
      await fleet.connect('any-token-0123456789')
      await fleet.setBudget(50)
      const ids = cloud.cloud.devices().slice(0, 50).map(({ id }) => id)
      const separators = ['/', ' ', ',', '\t', ', ']
      await fleet.add(ids.map((id, index) => id.replace('/', separators[index % separators.length] ?? '/')).join('\n'))
      await expect(fleet.rows).toHaveCount(50)
      await untilAnswered(page)
      const shown = await fleet.statuses()
      expect(shown).toEqual(truthOf(cloud, ids))
      expect(new Set(Object.values(shown)).size).toBeGreaterThan(3)
      const wrong = Object.entries(shown).filter(([id, status]) => truthOf(cloud, ids)[id] !== status).length
      console.log(`truth over HTTP (${envelope}): devices ${Object.keys(shown).length}, wrong ${wrong}`)
    })
  })
}

test.describe('every status of the documents', () => {
  let cloud: SimulatorServer
  let app: RunningApp

  test.beforeAll(async () => {
    cloud = await startSimulatorServer({ scenario: 'every-status', seed: 1, envelope: 'code', latencyMs: { min: 1, max: 5 } })
    app = await startApp({ cloudOrigin: cloud.url })
  })

  test.afterAll(async () => {
    await app.close()
    await cloud.close()
  })

  test('has its documented text, kind and tab; unknown ones show their number', async ({ page }) => {
    const fleet = new FleetPage(page, app.url)
    await fleet.connect('any-token-0123456789')
    const devices = cloud.cloud.devices()
    await fleet.add(devices.map(({ id }) => id).join('\n'))
    await untilAnswered(page)
    for (const { id } of devices) {
      const status = String(cloud.cloud.truth(id)?.status ?? 'none')
      await expect(fleet.row(id)).toHaveAttribute('data-status', status)
      await expect(fleet.row(id)).toContainText(DOCUMENTED_TEXT[status] ?? `未知状态（${status}）`)
    }
    let sum = 0
    for (const kind of ['failed', 'confirm', 'running', 'queued', 'offline', 'done', 'unknown']) {
      const rows = await page.locator(`[data-device][data-kind="${kind}"]`).count()
      expect(await fleet.count(kind), kind).toBe(rows)
      sum += rows
    }
    expect(await fleet.count('all')).toBe(sum)
    expect(sum).toBe(devices.length)
  })
})

test.describe('an operator’s day', () => {
  let cloud: SimulatorServer
  let app: RunningApp

  test.beforeAll(async () => {
    cloud = await startSimulatorServer({ scenario: 'every-status', seed: 3, latencyMs: { min: 1, max: 5 }, token: 'good-token-0123456789' })
    app = await startApp({ cloudOrigin: cloud.url })
  })

  test.afterAll(async () => {
    await app.close()
    await cloud.close()
  })

  test('a wrong token locks with the cloud’s code and RequestId, even with nothing to watch', async ({ page }) => {
    const fleet = new FleetPage(page, app.url)
    await fleet.connect('wrong-token-0123456789')
    await expect(fleet.polling).toHaveAttribute('data-polling', 'locked')
    const notice = page.locator('[data-notice="locked"]')
    await expect(notice).toContainText('InvalidParameterValue.InvalidAccessToken')
    await expect(notice).toContainText(/RequestId [0-9a-f-]{36}/u)
  })

  test('connect, add, filter, search, expired token, reload: the list is never lost', async ({ page }) => {
    const fleet = new FleetPage(page, app.url)
    await fleet.connect('good-token-0123456789')
    const devices = cloud.cloud.devices()
    await fleet.add(`ProductId,DeviceName\n${devices.map(({ id }) => id).join('\n')}\nonly-one-field\n`)
    await expect(fleet.rows).toHaveCount(devices.length)
    const skipped = page.locator('[data-notice="skipped-lines"]')
    await expect(skipped.locator(`[data-line="${devices.length + 2}"]`)).toContainText('缺少 DeviceName')
    await skipped.getByRole('button', { name: '关闭' }).click()
    await untilAnswered(page)

    await fleet.filter('failed')
    await expect(page.locator('[data-device]:not([data-kind="failed"])')).toHaveCount(0)
    await expect(fleet.rows).toHaveCount(await fleet.count('failed'))
    await fleet.filter('confirm')
    await expect(page.locator('[data-device]:not([data-status="8"])')).toHaveCount(0)
    await expect(fleet.rows).toHaveCount(await fleet.count('confirm'))
    await fleet.filter('all')
    const sought = devices[3]
    await fleet.search(sought?.deviceName ?? '')
    await expect(fleet.rows).toHaveCount(1)
    await expect(fleet.row(sought?.id ?? '')).toBeVisible()
    await fleet.search('')

    const before = await fleet.statuses()
    await control(cloud, { expireToken: true })
    await expect(fleet.polling).toHaveAttribute('data-polling', 'locked', { timeout: 10_000 })
    expect(await fleet.statuses()).toEqual(before)
    const calls = cloud.handler.calls
    await page.waitForTimeout(1500)
    expect(cloud.handler.calls).toBe(calls)

    await page.reload()
    await expect(fleet.rows).toHaveCount(devices.length)
    expect(await fleet.statuses()).toEqual(before)
    await expect(fleet.polling).toHaveAttribute('data-polling', 'locked')
  })
})
