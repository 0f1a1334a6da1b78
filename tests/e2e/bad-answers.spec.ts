import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'

const HOSTILE = '<img src=x onerror="document.title=1">\u202Egnp.exe'
let answer: (request: { DeviceName: string; RequestId: string }) => { status?: number; type?: string; body: string }
let upstream: Server
let app: RunningApp

function fields(requestId: string, more: object) {
  return JSON.stringify({ Response: { OriVersion: '1.0', DstVersion: '2.0', ErrMsg: '', Percent: 0, RequestId: requestId, ...more } })
}

test.beforeAll(async () => {
  upstream = createServer((incoming, outgoing) => {
    let text = ''
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()))
    incoming.on('end', () => {
      const { status = 200, type = 'application/json', body } = answer(JSON.parse(text))
      outgoing.writeHead(status, { 'content-type': type }).end(body)
    })
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  app = await startApp({ cloudOrigin: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` })
})

test.afterAll(async () => {
  await app.close()
  upstream.closeAllConnections()
  upstream.close()
})

test('HTML or half a JSON leaves the old status and says that the answer was unreadable', async ({ page }) => {
  answer = ({ RequestId }) => ({ body: fields(RequestId, { Status: 3, Percent: 40 }) })
  const fleet = new FleetPage(page, app.url)
  await fleet.watch('any-token-0123456789', ['P1/html', 'P1/half'])
  await expect(page.locator('[data-status="3"]')).toHaveCount(2)
  answer = ({ DeviceName, RequestId }) =>
    DeviceName === 'html'
      ? { type: 'text/html', body: '<html><body>502</body></html>' }
      : { body: fields(RequestId, { Status: 5 }).slice(0, 40) }
  await expect(fleet.row('P1/html')).toContainText('回答无法读取')
  await expect(fleet.row('P1/half')).toContainText('回答无法读取')
  await expect(page.locator('[data-status="3"]')).toHaveCount(2)
})

test('a device that is not bound says so, and the others go on', async ({ page }) => {
  answer = ({ DeviceName, RequestId }) =>
    DeviceName === 'foreign'
      ? { body: JSON.stringify({ Response: { Error: { Code: 'InvalidParameterValue.NoPermission', Message: '无权限' }, RequestId } }) }
      : { body: fields(RequestId, { Status: 6 }) }
  const fleet = new FleetPage(page, app.url)
  await fleet.watch('any-token-0123456789', ['P1/foreign', 'P1/mine'])
  await expect(fleet.row('P1/foreign')).toContainText('没有权限或设备未绑定')
  await expect(fleet.row('P1/foreign')).toHaveAttribute('data-status', 'none')
  await expect(fleet.row('P1/mine')).toHaveAttribute('data-status', '6')
})

test('names, versions and errors of any kind are shown as text', async ({ page }) => {
  answer = ({ RequestId }) => ({ body: fields(RequestId, { Status: 5, ErrMsg: HOSTILE, DstVersion: HOSTILE }) })
  const fleet = new FleetPage(page, app.url)
  await fleet.connect('any-token-0123456789')
  const long = 'x'.repeat(500)
  await fleet.add(`P1 ${long}\nP1 <img\u202Eonerror>\n`)
  await expect(page.locator('[data-status="5"]')).toHaveCount(2)
  await expect(page.locator('[data-device] img')).toHaveCount(0)
  await expect(page).toHaveTitle(/固件升级瞭望台/u)
  await expect(fleet.row(`P1/<img\u202Eonerror>`)).toContainText('<img⟨U+202E⟩onerror>')
  await expect(fleet.row(`P1/${long}`)).toHaveCount(1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
})

test('an upstream that cannot be reached is named, and rows keep their last status', async ({ page }) => {
  const nowhere = await startApp()
  const fleet = new FleetPage(page, nowhere.url)
  await fleet.watch('any-token-0123456789', ['P1/a', 'P1/b', 'P1/c'])
  await expect(fleet.row('P1/a')).toContainText('HTTP 502')
  await expect(fleet.row('P1/a')).toContainText('http://127.0.0.1:9')
  await expect(fleet.polling).toHaveAttribute('data-polling', 'offline', { timeout: 20_000 })
  await nowhere.close()
})
