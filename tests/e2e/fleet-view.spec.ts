import { expect, test } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { poll } from './support/poll'

const TOKEN = 'any-token-0123456789'
let cloud: SimulatorServer
let app: RunningApp

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'every-status', seed: 9, latencyMs: { min: 1, max: 5 } })
  app = await startApp({ overseaOrigin: cloud.url })
})

test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

for (const [choice, path] of [
  ['海外', null],
  ['自定义路径', '/oversea/api/exploreropen/tokenapi'],
] as const) {
  test(`an account of 「${choice}」 is watched through its own path, and forgotten on request`, async ({ page }) => {
    const fleet = new FleetPage(page, app.url)
    const device = cloud.cloud.devices().find(({ id }) => cloud.cloud.truth(id)?.status === 8)
    const id = device?.id ?? ''
    await page.goto(`${app.url}/#/connect`)
    await page.getByRole('radio', { name: choice }).check()
    if (path) await page.getByRole('textbox', { name: '同源路径' }).fill(path)
    await fleet.connect(TOKEN)
    await fleet.add(id)
    await expect(fleet.row(id)).toHaveAttribute('data-status', '8')
    await page.getByRole('button', { name: new RegExp(choice, 'u') }).click()
    await page.getByText('忘记此账号', { exact: true }).click()
    await page.getByRole('button', { name: '删除并忘记' }).click()
    await expect(page.getByRole('button', { name: /演示机群/u })).toBeVisible()
  })
}

test('a path that is not of this origin is refused in place, and the token stays in its field', async ({ page }) => {
  await page.goto(`${app.url}/#/connect`)
  await page.getByRole('radio', { name: '自定义路径' }).check()
  await page.getByRole('textbox', { name: '同源路径' }).fill('//evil.example/x')
  await page.getByLabel('AccessToken').fill(TOKEN)
  await page.getByRole('button', { name: '连接' }).click()
  await expect(page.getByRole('alert')).toContainText('路径须以一个 / 开头')
  await expect(page.getByLabel('AccessToken')).toHaveValue(TOKEN)
})

test('every column sorts both ways, a RequestId is copied, and a long name is cut with its whole self as a tooltip', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const fleet = new FleetPage(page, app.url)
  await page.goto(`${app.url}/#/connect`)
  await page.getByRole('radio', { name: '海外' }).check()
  await fleet.connect(TOKEN)
  const long = 'n'.repeat(500)
  const devices = cloud.cloud.devices()
  await fleet.add([...devices.map(({ id }) => id), `P1/${long}`].join('\n'))
  await untilAnswered(page)
  await page.getByRole('button', { name: '暂停' }).click()

  const order = () => fleet.rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-device')))
  const headers = page.locator('[role="columnheader"][aria-sort]')
  await expect(headers).toHaveCount(8)
  for (let column = 0; column < 8; column += 1) {
    const header = headers.nth(column)
    if ((await header.getAttribute('aria-sort')) === 'none') await header.getByRole('button').click()
    await expect(header).toHaveAttribute('aria-sort', 'ascending')
    const rising = await order()
    await header.getByRole('button').click()
    await expect(header).toHaveAttribute('aria-sort', 'descending')
    expect(new Set(await order())).toEqual(new Set(rising))
    if (column === 0) expect(await order()).toEqual(rising.toReversed())
  }

  const row = fleet.row(devices[0]?.id ?? '')
  const copy = row.getByRole('button', { name: /^复制 RequestId/u })
  const shownId = (await copy.getAttribute('aria-label'))?.replace('复制 RequestId ', '')
  await copy.click()
  await expect(page.getByText('已复制')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shownId)

  const name = fleet.row(`P1/${long}`).locator('[data-column="device"]')
  await name.hover()
  await expect(page.getByRole('tooltip')).toHaveText(long)
  expect((await name.boundingBox())?.width).toBeLessThan(400)
})

test('rows held under the pointer are let go when a search leaves none of them', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  await fleet.open()
  await page.getByRole('button', { name: /的操作$/u }).first().hover()
  await fleet.search('no such device')
  await expect(fleet.rows).toHaveCount(0)
  await page.mouse.move(5, 5)
  await fleet.search('')
  await page.getByRole('button', { name: '更新', exact: true }).click()
  const first = () => fleet.rows.first().getAttribute('data-device')
  const before = await first()
  await poll(first, { timeout: 10_000 }).not.toBe(before)
})
