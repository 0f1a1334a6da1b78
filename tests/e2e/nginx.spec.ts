import { fileURLToPath } from 'node:url'
import { type Browser, chromium, expect, type Page, test } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { Ground, nginx, type Settings, Site } from '../nginx/support/site'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { poll } from './support/poll'

const DIST = process.env['LOOKOUT_E2E_DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url))
const HELD = 'held-token-0123456789'

test.describe('behind nginx, over HTTP/2', () => {
  test.skip(nginx === null, '没有 nginx · no nginx with njs on this machine')
  let ground: Ground
  let cloud: SimulatorServer
  let browser: Browser

  test.beforeAll(async () => {
    ground = new Ground()
    cloud = await startSimulatorServer({ scenario: 'rollout', devices: 60, seed: 7, latencyMs: { min: 1, max: 5 }, token: HELD })
    const { launchOptions = {} } = test.info().project.use
    // The engine is a worker: what a page is told to ignore of a certificate does not count for it.
    browser = await chromium.launch({ ...launchOptions, args: [...(launchOptions.args ?? []), '--ignore-certificate-errors'] })
  })

  test.afterAll(async () => {
    await browser.close()
    await cloud.close()
    ground.remove()
  })

  async function onSite(settings: Settings, work: (page: Page, origin: string, refused: string[]) => Promise<void>) {
    const site = await Site.start(ground, { LOOKOUT_SERVER_NAME: 'localhost', LOOKOUT_ROOT: DIST, LOOKOUT_MAINLAND: cloud.url, ...settings })
    const context = await browser.newContext({ locale: 'zh-CN' })
    try {
      const page = await context.newPage()
      const refused: string[] = []
      page.on('console', (message) => void (/Content Security Policy|Trusted/u.test(message.text()) && refused.push(message.text())))
      page.on('pageerror', (error) => refused.push(String(error)))
      await work(page, `https://localhost:${site.port}`, refused)
      expect(site.logs()).not.toContain(HELD)
    } finally {
      await context.close()
      await site.stop()
    }
  }

  for (const base of ['/', '/tools/lookout/']) {
    test(`under ${base}: devices move, packed files come, and the policy refuses nothing`, async () => {
      await onSite({ LOOKOUT_BASE: base }, async (page, origin, refused) => {
        const fleet = new FleetPage(page, `${origin}${base.slice(0, -1)}`)
        await fleet.connect(HELD)
        const ids = cloud.cloud.devices().slice(0, 20).map(({ id }) => id)
        await fleet.add(ids.join('\n'))
        await expect(fleet.rows).toHaveCount(20)
        await untilAnswered(page)
        const before = await fleet.statuses()
        await fetch(`${cloud.url}/control`, { method: 'POST', body: JSON.stringify({ advanceMs: 20 * 60_000 }) })
        await poll(async () => JSON.stringify(await fleet.statuses()), { timeout: 15_000 }).not.toBe(JSON.stringify(before))
        const protocols = await page.evaluate(() =>
          [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((entry) => (entry as PerformanceResourceTiming).nextHopProtocol),
        )
        expect([...new Set(protocols)]).toEqual(['h2'])
        const packed = await page.evaluate(() => {
          const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
          return files.filter(({ encodedBodySize, decodedBodySize }) => encodedBodySize < decodedBodySize).length
        })
        console.info(`nginx under ${base}: files over h2 ${protocols.length}, packed ${packed}, refused by the policy ${refused.length}`)
        expect(packed).toBeGreaterThan(3)
        expect(refused).toEqual([])
      })
    })
  }

  test('with a token that the site holds: nobody types one, the fleet moves, and nothing in the browser has it', async () => {
    const file = ground.secret('token', `${HELD}\n`)
    await onSite({ LOOKOUT_TOKEN_FILE: file, LOOKOUT_ORDERS: 'off' }, async (page, origin, refused) => {
      const fleet = new FleetPage(page, origin)
      await fleet.open()
      await expect(page.getByRole('button', { name: /本站账号/u })).toContainText('只读')
      await fleet.add(cloud.cloud.devices().slice(0, 20).map(({ id }) => id).join('\n'))
      await expect(fleet.rows).toHaveCount(20)
      await untilAnswered(page)
      const kept = await page.evaluate(() => `${document.documentElement.outerHTML} ${JSON.stringify({ ...localStorage, ...sessionStorage })}`)
      console.info(`nginx with a held token: devices answered for ${await fleet.rows.count()}, copies of the token in the page ${kept.split(HELD).length - 1}`)
      expect(kept).not.toContain(HELD)
      await expect(page.locator('[data-action="order"]')).toHaveCount(0)
      expect(refused).toEqual([])
    })
  })
})
