import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, pasteInto } from './support/fleet-page'
import { poll } from './support/poll'
import { count } from './support/soak'

const TOKEN = 'any-token-0123456789'
const HOSTILE = 10_000
const OTHERS = 50
const STARTS = ['=1+1', '+1', '-2+3', '@SUM', '＝1', "'=1", '"=1', "=cmd|'!A0", '<img/**/src=x>', '\u202E=1', '=HYPERLINK("x")', '正常设备']
let cloud: SimulatorServer
let app: RunningApp

test.describe.configure({ timeout: 60_000 })

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'every-status', seed: 9, latencyMs: { min: 1, max: 5 } })
  app = await startApp({ cloudOrigin: cloud.url })
})
test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

const names = Array.from({ length: HOSTILE }, (_name, index) => `${STARTS[index % STARTS.length]?.replaceAll('/', '|')}_x${index}`)

async function exported(page: Page, choice: RegExp): Promise<{ name: string; text: string }> {
  await page.getByRole('button', { name: /^导出/u }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText(choice).click()])
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
}

/** The cells of a quoted CSV file, without the app's own reader. */
function recordsOf(csv: string): string[][] {
  return csv.slice(1).trimEnd().split('\r\n').map((line) => [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/gu)].map(([, cell = '']) => cell.replaceAll('""', '"')))
}

test('10,000 filtered rows with hostile names are exported from the model, each once, and none would run', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  await fleet.connect(TOKEN)
  await fleet.add([...names.map((name) => `PX,${name}`), ...Array.from({ length: OTHERS }, (_name, index) => `PY,other${index}`)].join('\n'))
  await poll(() => fleet.count('all'), { timeout: 30_000 }).toBe(HOSTILE + OTHERS)
  await fleet.search('_x')
  await poll(() => fleet.count('all')).toBe(HOSTILE)

  const { name, text } = await exported(page, /^CSV 表格/u)
  expect(name).toMatch(/^设备升级状态-\d{8}-\d{6}\.csv$/u)
  expect(text.startsWith('\uFEFF"ProductId","DeviceName","别名"')).toBe(true)
  const [header, ...records] = recordsOf(text)
  expect(records.filter(({ length }) => length !== header?.length)).toEqual([])
  expect(new Set(records.map(([, device = '']) => device.replace(/^'(?=['"\p{Cf}]*[=+\-@＝])/u, '')))).toEqual(new Set(names))
  const wouldRun = records.flat().filter((cell) => /^[\s\p{Cf}]*[=+\-@＝＋－＠\t\r]/u.test(cell))
  console.log(`export: ${count(records.length)} rows, ${count(records.flat().length)} cells, would run ${wouldRun.length}`)
  expect(wouldRun).toEqual([])
  expect(text).not.toContain(TOKEN)

  const list = await exported(page, /^设备清单/u)
  expect(list.text.trimEnd().split('\n').toSorted()).toEqual(names.map((each) => `PX,${each}`).toSorted())

  await page.getByRole('button', { name: '添加设备' }).click()
  await pasteInto(page.getByRole('textbox', { name: '设备列表' }), text)
  await expect(page.getByText('10,000 行未采用')).toBeVisible()
  await expect(page.getByRole('dialog').getByText('已在列表中').first()).toBeVisible()
})

test('a selection is exported instead of what is shown, in the order shown', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  await fleet.connect(TOKEN)
  await fleet.add(cloud.cloud.devices().map(({ id }) => id).join('\n'))
  await page.getByRole('button', { name: '设备', exact: true }).click()
  for (const place of [4, 1]) await fleet.rows.nth(place).getByRole('checkbox').check()
  const chosen = await fleet.rows.evaluateAll((rows) => rows.filter((row) => row.getAttribute('aria-selected') === 'true').map((row) => row.getAttribute('data-device')?.replace('/', ',')))
  const list = await exported(page, /^设备清单/u)
  expect(list.text.trimEnd().split('\n')).toEqual(chosen)
})
