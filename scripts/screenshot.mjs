/**
 * `npm run screenshot`: the demo in mid-rollout as docs/screenshot.png.
 * `npm run screenshot -- --all --out DIR`: each screen at two widths, in both themes and both languages.
 * `npm run screenshot -- --acting`: the three pictures of the README's acting part, docs/acting-*.png.
 */
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SCREENS, backToFleet, openScreen } from './lib/screens.mjs'
import { Problem } from './lib/environment.mjs'
import { ROOT, ensureBuilt, ensureInstalled } from './lib/prepare.mjs'

const MAX_BYTES = 400_000
const ASKED_TIMEOUT_MS = 60_000
const SETTLE_MS = 5_000
const TRANSITIONS_MS = 75_000
/** So that there is something to see over time. */
const WATCHED_MS = 240_000
const WIDTHS = [1280, 390]
const THEMES = ['light', 'dark']
const LANGUAGES = ['zh', 'en']
/** Colours pass over, and charts are drawn anew. */
const REPAINT_MS = 500

await ensureInstalled()
const { chromium } = await import('@playwright/test')
const { ensureChromium } = await import('./lib/chromium.mjs')
const { serve } = await import('./lib/serve.mjs')

const { values } = parseArgs({ options: { all: { type: 'boolean' }, acting: { type: 'boolean' }, out: { type: 'string' } } })
let app = null
let browser = null
try {
  await ensureBuilt()
  app = await serve({ port: 0, host: '127.0.0.1' })
  browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
  if (values.all) await shootMatrix(resolve(values.out ?? 'test-results/screens'))
  else if (values.acting) await shootActing(resolve(values.out ?? join(ROOT, 'docs')))
  else await shootReadme(values.out ? join(resolve(values.out), 'screenshot.png') : join(ROOT, 'docs', 'screenshot.png'))
} catch (error) {
  console.error(error instanceof Problem ? error.message : error)
  process.exitCode = 1
} finally {
  await browser?.close()
  await app?.close()
}

async function shootReadme(path) {
  const { page, context } = await open({ width: 1360, theme: 'light', language: 'zh' })
  await fleetIsAsked(page)
  // What moved last is on top, once some transitions have been seen.
  await page.waitForTimeout(TRANSITIONS_MS)
  await page.getByRole('button', { name: '停留' }).click()
  await page.mouse.move(0, 0)
  await page.waitForTimeout(1_000)
  await save(page, path)
  await context.close()
  if (statSync(path).size >= MAX_BYTES) throw new Problem(`${path} is larger than ${MAX_BYTES / 1000} kB: show less colour or less text`)
}

/** Sent and answered, one device closely, and the whole fleet over time: after minutes of watching. */
async function shootActing(folder) {
  const { page, context } = await open({ width: 1360, theme: 'light', language: 'zh' })
  await fleetIsAsked(page)
  await page.waitForTimeout(WATCHED_MS)
  for (const screen of ['insight', 'drawer', 'results']) {
    if (!(await openScreen(page, screen))) throw new Problem(`There is no screen ${screen} to take a picture of.`)
    await page.mouse.move(0, 0)
    const path = join(folder, `acting-${screen}.png`)
    await save(page, path)
    if (statSync(path).size > MAX_BYTES) throw new Problem(`${path} is larger than ${MAX_BYTES / 1000} kB: show less colour or less text`)
    await backToFleet(page, app.url)
  }
  await context.close()
}

/** Both languages at once, each in a context of its own: one fleet serves both widths and both themes. */
async function shootMatrix(folder) {
  await Promise.all(LANGUAGES.map((language) => shootLanguage(folder, language)))
}

async function shootLanguage(folder, language) {
  const { page, context } = await open({ width: WIDTHS[0], theme: THEMES[0], language })
  await fleetIsAsked(page)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: heightFor(width) })
    await saveThemes(page, (theme) => join(folder, `fleet-${width}-${theme}-${language}.png`))
    for (const screen of Object.keys(SCREENS)) {
      if (await openScreen(page, screen)) await saveThemes(page, (theme) => join(folder, `${screen}-${width}-${theme}-${language}.png`))
      await backToFleet(page, app.url)
    }
  }
  await context.close()
}

async function saveThemes(page, pathFor) {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await page.waitForTimeout(REPAINT_MS)
    await save(page, pathFor(theme))
  }
}

function heightFor(width) {
  return width < 600 ? 844 : 900
}

async function open({ width, theme, language }) {
  const context = await browser.newContext({
    viewport: { width, height: heightFor(width) },
    deviceScaleFactor: 1,
    colorScheme: theme,
    locale: 'zh-CN',
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.log(`page error: ${error.message}`))
  await page.goto(app.url)
  if (language === 'en') await switchLanguage(page)
  return { page, context }
}

async function switchLanguage(page) {
  const control = page.locator('[data-action="language"]').first()
  try {
    await control.click({ timeout: ASKED_TIMEOUT_MS })
  } catch {
    console.log('no control with data-action="language" to click')
  }
}

/** Rows are there, and all but a few devices have been asked once; then a little more, to be in the middle of things. */
async function fleetIsAsked(page) {
  try {
    await page.locator('[data-device]').first().waitFor({ state: 'attached', timeout: ASKED_TIMEOUT_MS })
    await page.waitForFunction(mostAreKnown, undefined, { timeout: ASKED_TIMEOUT_MS, polling: 500 })
  } catch {
    throw new Problem(`The fleet is not on the screen after ${ASKED_TIMEOUT_MS / 1000} s: no [data-device] rows, or [data-filter="unknown"] stays at 5 % or more of [data-filter="all"].`)
  }
  await page.waitForTimeout(SETTLE_MS)
}

/** Runs in the page. */
function mostAreKnown() {
  const [all = 0, unknown = 1] = ['all', 'unknown'].map((filter) => {
    const tab = globalThis.document.querySelector(`[data-filter="${filter}"]`)
    return tab === null ? Number.NaN : Number(tab.getAttribute('data-count'))
  })
  return all > 0 && unknown < all * 0.05
}

async function save(page, path) {
  mkdirSync(dirname(path), { recursive: true })
  await page.screenshot({ path })
  console.log(`${path}: ${(statSync(path).size / 1000).toFixed(0)} kB`)
}
