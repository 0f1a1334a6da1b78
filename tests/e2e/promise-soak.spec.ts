import { expect, test, type CDPSession, type Page } from '@playwright/test'
import { createRandom } from '../../src/simulator/random'
import { answered, createRows } from '../bench/table/rows'
import { startApp, type RunningApp } from './support/app'
import { feed, fill, update } from './support/fed-page'
import { count, expectToFail, sized } from './support/soak'
import { OPEN_ACCOUNT } from '../support/open-account'

const DEVICES = sized(4_000, 10_000)
const UPDATES = sized(20_000, 1_000_000)
const CYCLES = sized(10, 500)
const WARM_UPDATES = 20_000
/** A dialog is compiled by the browser while it comes for the first times. */
const WARM_CYCLES = 6
const CONTROL_DEVICES = 1_000
/** Elements and listeners of what is on the screen at that moment: another row, a tooltip more or less. */
const NODES_MOVE = 150
const LISTENERS_MOVE = 30
/** For each 100,000 updates begun: a short run has what the engine of the browser itself learns, and little to divide it by. */
const MOST_BYTES_PER_100_000 = 1_000_000

interface Weight {
  readonly nodes: number
  readonly listeners: number
  readonly heap: number
}

let app: RunningApp

test.describe.configure({ timeout: 120_000 + UPDATES / 5 + CYCLES * 1_500 })
test.beforeEach(async () => void (app = await startApp()))
test.afterEach(() => app.close())

async function open(page: Page, devices = DEVICES): Promise<CDPSession> {
  const random = createRandom(20_260_101)
  const now = Date.now()
  const first = createRows(devices, random, now)
  const second = first.map((row) => answered(row, random, now, true))
  await feed(page)
  await page.goto(app.url)
  await fill(page, [first, second], OPEN_ACCOUNT)
  await expect(page.locator('[data-device]').first()).toBeVisible()
  return page.context().newCDPSession(page)
}

/** What is left once the garbage is gone. */
async function weigh(page: Page, cdp: CDPSession): Promise<Weight> {
  await page.mouse.move(5, 5)
  await page.waitForTimeout(1_000)
  for (let round = 0; round < 3; round += 1) await cdp.send('HeapProfiler.collectGarbage')
  const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  return { nodes, listeners: jsEventListeners, heap: usedSize }
}

async function cycle(page: Page, times: number) {
  const dialog = page.getByRole('dialog')
  for (let round = 0; round < times; round += 1) {
    await page.getByRole('button', { name: '添加设备' }).click()
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  }
}

/** The work of a long day, in turns: updates, and dialogs that come and go. */
async function work(page: Page, updates: number, cycles: number, devices: number) {
  const turns = Math.max(1, Math.ceil(cycles / 8))
  for (let turn = 0; turn < turns; turn += 1) {
    await update(page, Math.round(updates / turns), OPEN_ACCOUNT.id)
    await cycle(page, Math.round(cycles / turns))
  }
  // Each device goes round two states: whenever the page is weighed, all are in the same one.
  const done = await update(page, 0, OPEN_ACCOUNT.id)
  await update(page, (2 * devices - (done % (2 * devices))) % (2 * devices), OPEN_ACCOUNT.id)
}

async function soak(page: Page, updates: number, cycles: number, devices = DEVICES) {
  const cdp = await open(page, devices)
  await work(page, Math.min(WARM_UPDATES, 2 * devices), WARM_CYCLES, devices)
  const before = await weigh(page, cdp)
  await work(page, updates, cycles, devices)
  const after = await weigh(page, cdp)
  const grown = after.heap - before.heap
  return { before, after, grown, mayGrow: MOST_BYTES_PER_100_000 * Math.ceil(updates / 100_000), slope: (grown / updates) * 100_000 }
}

function judge({ before, after, grown, mayGrow }: Awaited<ReturnType<typeof soak>>) {
  expect(Math.abs(after.nodes - before.nodes), 'DOM nodes').toBeLessThanOrEqual(NODES_MOVE)
  expect(Math.abs(after.listeners - before.listeners), 'listeners').toBeLessThanOrEqual(LISTENERS_MOVE)
  expect(grown, 'heap, bytes').toBeLessThanOrEqual(mayGrow)
}

const told = ({ before, after, slope }: Awaited<ReturnType<typeof soak>>) =>
  `DOM nodes ${count(before.nodes)} → ${count(after.nodes)}, listeners ${count(before.listeners)} → ${count(after.listeners)}, heap ${(slope / 1e6).toFixed(2)} MB per 100,000 updates`

test(`D4: ${count(UPDATES)} updates of ${count(DEVICES)} rows and ${CYCLES} dialogs leave nothing behind in the page`, async ({ page }) => {
  const found = await soak(page, UPDATES, CYCLES)
  console.info(`D4: updates ${count(UPDATES)}, rows ${count(DEVICES)}, dialogs ${CYCLES}, ${told(found)}`)
  judge(found)
})

test('D4 control: a page that keeps what it removes is caught', async ({ page }) => {
  await page.addInitScript(() => {
    const kept: Node[] = []
    Object.assign(globalThis, { kept })
    const remove = Node.prototype.removeChild
    Node.prototype.removeChild = function removeAndKeep<T extends Node>(child: T): T {
      kept.push(child)
      return remove.call(this, child) as T
    }
  })
  const found = await soak(page, 2_000, 8, CONTROL_DEVICES)
  console.info(`D4 control: keeps removed nodes, dialogs 8, ${told(found)}`)
  await expectToFail(() => judge(found))
})
