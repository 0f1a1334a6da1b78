import { expect, test, type Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { poll } from './support/poll'

const DEVICES = 130
const SLOW = { timeout: 20_000 }

async function sync(page: Page) {
  await page.getByRole('button', { name: /中国大陆/u }).click()
  await page.getByText('从账号同步设备', { exact: true }).click()
}

test.describe('the account’s own devices', () => {
  let cloud: SimulatorServer
  let app: RunningApp

  test.beforeAll(async () => {
    cloud = await startSimulatorServer({ scenario: 'settled', devices: DEVICES, seed: 11, latencyMs: { min: 1, max: 3 } })
    const response = await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify({ freeze: true }) })
    expect(response.status).toBe(200)
    app = await startApp({ cloudOrigin: cloud.url })
  })

  test.afterAll(async () => {
    await app.close()
    await cloud.close()
  })

  test('are listed, searched, chosen, added with aliases and product names, and synced again', async ({ page }) => {
    test.setTimeout(60_000)
    const fleet = new FleetPage(page, app.url)
    await fleet.connect('any-token-0123456789')
    await page.getByRole('button', { name: '从账号导入' }).click()
    const dialog = page.getByRole('dialog', { name: '从账号导入设备' })
    await expect(dialog.locator('[data-directory="whole"]')).toContainText(`账号中有 ${DEVICES} 台设备`, SLOW)
    await expect(dialog.getByText(`已选 ${DEVICES} 台`)).toBeVisible()

    expect(await dialog.locator('[data-listed]').count()).toBeLessThan(DEVICES / 2)

    const all = dialog.getByRole('checkbox', { name: /全选所列/u })
    await all.uncheck()
    await expect(dialog.getByText('已选 0 台')).toBeVisible()
    const [product] = cloud.cloud.products
    const ofProduct = cloud.cloud.devices().filter(({ productId }) => productId === product?.productId)
    await dialog.getByRole('searchbox', { name: '筛选账号中的设备' }).fill(product?.name ?? '')
    await dialog.getByRole('checkbox', { name: `全选所列 ${ofProduct.length} 台` }).check()
    await expect(dialog.getByText(`已选 ${ofProduct.length} 台`)).toBeVisible()
    await dialog.getByRole('button', { name: '添加所选' }).click()
    await expect(dialog).toBeHidden()
    await expect(fleet.rows).toHaveCount(ofProduct.length, SLOW)
    const named = ofProduct.find(({ alias }) => alias !== '')
    await expect(fleet.row(named?.id ?? '')).toContainText(named?.alias ?? '')

    await sync(page)
    await expect(dialog.locator('[data-directory="whole"]')).toContainText(`已在瞭望 ${ofProduct.length} 台`, SLOW)
    await expect(dialog.getByText(`已选 ${DEVICES - ofProduct.length} 台`)).toBeVisible()
    await dialog.getByRole('button', { name: '添加所选' }).click()
    await expect(dialog).toBeHidden()
    await poll(() => fleet.count('all'), SLOW).toBe(DEVICES)

    const gone = cloud.cloud.devices().slice(20, 23).map(({ id }) => id)
    await bind({ unbind: gone })
    await sync(page)
    await expect(dialog.locator('[data-directory="whole"]')).toContainText('3 台已瞭望的设备不在账号中', SLOW)
    await page.keyboard.press('Escape')
    const notice = page.locator('[data-notice="gone"]')
    await expect(notice).toContainText('3 台瞭望中的设备，账号中已没有')
    await notice.getByRole('button', { name: '查看' }).click()
    await expect(fleet.rows).toHaveCount(gone.length)
    expect(Object.keys(await fleet.statuses()).toSorted()).toEqual(gone.toSorted())
    await expect(fleet.row(gone[0] ?? '')).toContainText('账号中已没有')
    await expect(page).toHaveURL(/[?&]gone=1(?:&|$)/u)
    // It is no word of a language: what it finds does not change with that.
    await page.locator('[data-action="language"]').click()
    await expect(fleet.row(gone[0] ?? '')).toContainText('Gone from the account')
    await expect(fleet.rows).toHaveCount(gone.length)
    await page.locator('[data-action="language"]').click()
    await page.getByRole('button', { name: '不再只看账号中已没有的设备' }).click()
    await poll(() => fleet.count('all')).toBe(DEVICES)
    await page.goBack()
    await expect(fleet.rows).toHaveCount(gone.length)
    await bind({ bind: gone })
    await sync(page)
    await expect(dialog.locator('[data-directory="whole"]')).toContainText('3 台重新出现', SLOW)
    await page.keyboard.press('Escape')
    await expect(notice).toHaveCount(0)
  })

  async function bind(order: object) {
    const response = await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify(order) })
    expect(response.status).toBe(200)
  }
})
