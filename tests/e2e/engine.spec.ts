import { expect, test, type Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { poll } from './support/poll'

const CANARY = 'canary-5e7a91c3d4b2-token'
let cloud: SimulatorServer
let app: RunningApp

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'every-status', seed: 5, latencyMs: { min: 1, max: 5 }, token: CANARY })
  app = await startApp({ cloudOrigin: cloud.url })
})

test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

/** Everything that a script in the page could read: DOM, address, history, storages, IndexedDB, globals. */
async function readableByPage(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const sinks = [document.documentElement.outerHTML, location.href, JSON.stringify(history.state), document.cookie]
    sinks.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }))
    sinks.push([...document.querySelectorAll('input')].map((input) => input.value).join())
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? '')
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(new Error('cannot open'))
      })
      for (const store of database.objectStoreNames) {
        const all = await new Promise((resolve) => {
          const reading = database.transaction(store).objectStore(store).getAll()
          reading.onsuccess = () => resolve(reading.result)
        })
        sinks.push(JSON.stringify(all))
      }
      database.close()
    }
    return sinks.join('\n')
  })
}

test('the token is nowhere that the page can read, and the control finds a planted one', async ({ page }) => {
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(CANARY, cloud.cloud.devices().map(({ id }) => id))
  await untilAnswered(page)
  await page.waitForTimeout(3500)
  expect(await readableByPage(page)).not.toContain(CANARY)
  expect(said.join('\n')).not.toContain(CANARY)
  await expect(page.getByRole('button', { name: /中国大陆/u })).toContainText(CANARY.slice(-4))
  await page.evaluate((token) => localStorage.setItem('planted', token), CANARY)
  expect(await readableByPage(page)).toContain(CANARY)
  console.log('token canary: sinks with the token 0, planted 1, found 1')
})

test('two tabs share one engine: one connects, the other shows the same fleet', async ({ context }) => {
  const first = new FleetPage(await context.newPage(), app.url)
  const second = new FleetPage(await context.newPage(), app.url)
  await first.watch(CANARY, cloud.cloud.devices().slice(0, 5).map(({ id }) => id))
  await second.open()
  await expect(second.rows).toHaveCount(5)
  await untilAnswered(second.page)
  expect(await second.statuses()).toEqual(await first.statuses())
  const before = cloud.handler.calls
  await second.page.close()
  await first.page.getByRole('button', { name: '刷新', exact: true }).click()
  await poll(() => cloud.handler.calls).toBeGreaterThanOrEqual(before + 5)
})

test('without SharedWorker the app works the same in a Worker', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedWorker')
  })
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(CANARY, cloud.cloud.devices().slice(0, 5).map(({ id }) => id))
  await expect(fleet.rows).toHaveCount(5)
  await untilAnswered(page)
  await page.reload()
  await expect(fleet.rows).toHaveCount(5)
  await expect(fleet.polling).toHaveAttribute('data-polling', 'locked')
  await expect(page.locator('[data-notice="locked"]')).toContainText('请重新输入')
})

test('lock keeps the list, and a new token goes on with it', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(CANARY, cloud.cloud.devices().slice(0, 5).map(({ id }) => id))
  await untilAnswered(page)
  await page.getByRole('button', { name: /中国大陆/u }).click()
  await page.getByText('锁定', { exact: true }).click()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'locked')
  await expect(fleet.rows).toHaveCount(5)
  await page.getByRole('button', { name: '输入 AccessToken' }).click()
  await fleet.connect(CANARY)
  await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
  await expect(fleet.rows).toHaveCount(5)
})

test('an engine that cannot start is said so, with a way to reload', async ({ page, context }) => {
  await context.route(/\/assets\/worker-/u, (route) => route.abort())
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedWorker')
  })
  await page.goto(app.url)
  await expect(page.getByText('后台引擎无法启动')).toBeVisible()
  await expect(page.getByRole('button', { name: '重新载入' })).toBeVisible()
})
