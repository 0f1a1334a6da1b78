import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { build, loadConfigFromFile } from 'vite'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { differingPixels } from './support/pixels'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MOST = 50
/** The plugin that adopts styles, and two that make nothing that shows. */
const WITHOUT = new Set(['lookout:adopted-styles', 'lookout:compress-assets', 'lookout:licences'])
let cloud: SimulatorServer
let ordinary: string

/** Naive UI's styles in `<style>` elements, as it comes. */
test.beforeAll(async () => {
  test.setTimeout(90_000)
  ordinary = mkdtempSync(join(tmpdir(), 'lookout-ordinary-'))
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, join(ROOT, 'vite.config.ts'), ROOT)
  const plugins = (loaded?.config.plugins ?? []).filter((plugin) => !(plugin && 'name' in plugin && WITHOUT.has(plugin.name)))
  await build({ ...loaded?.config, plugins, root: ROOT, configFile: false, logLevel: 'error', build: { ...loaded?.config.build, outDir: ordinary, emptyOutDir: true } })
  cloud = await startSimulatorServer({ scenario: 'settled', devices: 1, seed: 5, latencyMs: { min: 1, max: 5 } })
})
test.afterAll(async () => {
  rmSync(ordinary, { recursive: true, force: true })
  await cloud.close()
})

const SCREENS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  connect: async (page) => void (await page.evaluate(() => void (location.hash = '#/connect'))),
  empty: async () => undefined,
  add: async (page) => void (await page.getByRole('button', { name: '添加设备' }).first().click()),
  settings: async (page) => {
    await page.getByRole('button', { name: /中国大陆/u }).click()
    await page.getByText('设置', { exact: true }).click()
  },
  account: async (page) => void (await page.getByRole('button', { name: /中国大陆/u }).click()),
  news: async (page) => void (await page.getByRole('button', { name: /^动态/u }).click()),
}

/** Each screen of an account without devices, where nothing moves. */
async function shoot(browser: Browser, app: RunningApp, colorScheme: 'light' | 'dark', screens = Object.keys(SCREENS)): Promise<Map<string, Buffer>> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 800 }, colorScheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await new FleetPage(page, app.url).connect('any-token-0123456789')
  await expect(page.getByRole('button', { name: '添加设备' }).first()).toBeVisible()
  const shots = new Map<string, Buffer>()
  for (const name of screens) {
    await page.goto(`${app.url}/#/`)
    await SCREENS[name]?.(page)
    await page.mouse.move(2, 700)
    await page.waitForTimeout(700)
    shots.set(`${name}, ${colorScheme}`, await page.screenshot({ animations: 'disabled', caret: 'hide', mask: [page.locator('[data-polling]')] }))
    for (let escape = 0; escape < 2; escape += 1) await page.keyboard.press('Escape')
    await page.waitForTimeout(400)
  }
  await context.close()
  return shots
}

async function differences(browser: Browser, left: Map<string, Buffer>, right: Map<string, Buffer>): Promise<number[]> {
  const page = await browser.newPage()
  const counts: number[] = []
  for (const [name, shot] of left) counts.push(await differingPixels(page, shot, right.get(name) ?? Buffer.alloc(0)))
  await page.close()
  return counts
}

test('S5: under the policy every screen has the pixels that it has without; unadopted styles would show', async ({ browser }) => {
  test.setTimeout(120_000)
  const guarded = await startApp({ cloudOrigin: cloud.url })
  const free = await startApp({ cloudOrigin: cloud.url, isGuarded: false, dist: ordinary })
  const refused = await startApp({ cloudOrigin: cloud.url, dist: ordinary })
  try {
    const [light, wanted, naive] = await Promise.all([shoot(browser, guarded, 'light'), shoot(browser, free, 'light'), shoot(browser, refused, 'light', ['connect'])])
    const [dark, wantedDark] = await Promise.all([shoot(browser, guarded, 'dark', ['connect', 'settings']), shoot(browser, free, 'dark', ['connect', 'settings'])])
    const seen = [...(await differences(browser, light, wanted)), ...(await differences(browser, dark, wantedDark))]
    const careless = await differences(browser, naive, wanted)
    console.info(`S5, pixels: screens ${seen.length}, at most ${Math.max(...seen)} of ${(1280 * 800).toLocaleString('en-US')} differ from those without the policy; control, styles as Naive UI writes them: ${Math.max(...careless).toLocaleString('en-US')} differ`)
    expect(Math.max(...seen), [...light.keys()].map((name, index) => `${name} ${seen[index]}`).join(', ')).toBeLessThanOrEqual(MOST)
    expect(Math.max(...careless)).toBeGreaterThan(MOST)
  } finally {
    for (const app of [guarded, free, refused]) await app.close()
  }
})
