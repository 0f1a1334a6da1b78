import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { BUDGET_RANGE } from '../../src/engine/protocol'
import { startApp, type RunningApp } from './support/app'
import { csvCells, formulasIn } from './support/csv-cells'
import { leaveFleet } from './support/earlier-visit'
import { poll } from './support/poll'
import { startRecordedCloud, type RecordedCloud } from './support/recorded-cloud'
import { ActingWalk, outsideCode } from './support/script-acting'
import { answersOf, fleetOf, orderRefusalsOf, refusalOf, refusedLine, wordsOf, type ScriptFleet } from './support/script-fleet'
import { scriptPayloads } from './support/script-payloads'
import { ScriptWalk } from './support/script-walk'
import { elementsMade, elementsOf, watchScripts, type Elements, type Ran } from './support/script-watch'
import { expectToFail, isSoak } from './support/soak'
import { told } from '../support/told'

const TOKEN = 'any-token-0123456789'
/** Every day two of three of each sort. */
const PAYLOADS = scriptPayloads().filter((_payload, index) => isSoak || index % 3 !== 2)
/** As many as fill every list that has a bound. */
const HARMLESS = PAYLOADS.slice(0, 55).map((_payload, index) => `plain words ${index}`)
/** Slow steps take each n-th payload; one harmless one is enough. */
const STRIDE = { hostile: isSoak ? 3 : 83, harmless: 55 }
/** The same for the drawer and the insight of a product. */
const ACTING_STRIDE = { hostile: isSoak ? 2 : 24, harmless: 30 }

let cloud: RecordedCloud
let app: RunningApp

test.beforeAll(async () => {
  cloud = await startRecordedCloud({ scenario: 'settled', seed: 1, latencyMs: { min: 0, max: 0 } })
  // Without the policy, which would keep from running what the page lets through.
  app = await startApp({ cloudOrigin: cloud.server.url, isGuarded: false })
})

test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

/** The cloud says these words of every device and to every order; `to` is what the target versions are called. */
function answerWith(fleet: ScriptFleet, to?: string): void {
  const answers = answersOf(fleet, to)
  const refusals = orderRefusalsOf(fleet)
  cloud.answerBy(async (call, request) => {
    const { Action } = (await request.clone().json()) as { Action: string }
    return reply(request, (Action === 'AppPublishFirmwareUpdateMessage' ? refusals : answers).get(call.device) ?? {})
  })
}

async function reply(request: Request, fields: object): Promise<Response> {
  const { RequestId } = (await request.json()) as { RequestId: string }
  return Response.json({ Response: { ...fields, RequestId } })
}

/** Every place that shows foreign text, with this fleet in it. */
async function walkThrough(walk: ScriptWalk, page: Page, fleet: ScriptFleet, kind: keyof typeof STRIDE): Promise<{ cells: string[]; acting: ActingWalk }> {
  answerWith(fleet)
  // Aliases that no line of a list can have.
  await leaveFleet(page, app.url, fleet.answering, BUDGET_RANGE.max)
  await page.setViewportSize({ width: 1280, height: 900 })
  await walk.fleet.open()
  await poll(() => walk.fleet.count('all')).toBe(fleet.texts.length)
  await walk.look('locked')
  await walk.fleet.connect(TOKEN)
  await addTheOthers(walk, page, fleet)
  const asked = () => new Set(cloud.calls.filter(({ answeredMs }) => answeredMs !== null).map(({ device }) => device))
  const ids = [...fleet.answering, ...fleet.failing].map(({ id }) => id)
  await poll(() => ids.filter((id) => !asked().has(id)).length, { timeout: 30_000 }).toBe(0)
  await poll(() => walk.fleet.count('failed')).toBe(fleet.texts.length)
  await page.getByRole('button', { name: '暂停' }).click()
  await expect(walk.fleet.polling).toHaveAttribute('data-polling', 'paused')

  expect(await walk.sweep('table')).toEqual(new Set(ids))
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await walk.sweep('cards')).toEqual(new Set(ids))
  await page.setViewportSize({ width: 1280, height: 900 })
  await lookCloser(walk, page, fleet, STRIDE[kind])
  const cells = await exportedCells(page)
  const acting = await act(walk, page, fleet, ACTING_STRIDE[kind])
  await beRefused(walk, page, fleet)
  return { cells, acting }
}

/** Where one acts, and what one reads to do so. */
async function act(walk: ScriptWalk, page: Page, fleet: ScriptFleet, stride: number): Promise<ActingWalk> {
  const acting = new ActingWalk(walk, page, app.url, fleet)
  const some = [...fleet.texts.keys()].filter((index) => index % stride === 0)
  await acting.drawer(some)
  await acting.orders('~alias3')
  await acting.rollouts()
  await acting.insight(some)
  answerWith(fleet, 'again')
  await acting.news()
  return acting
}

/** The dialog: lines that are taken, and lines that are refused and reported, 50 at the most. */
async function addTheOthers(walk: ScriptWalk, page: Page, { texts, failing }: ScriptFleet): Promise<void> {
  const refused = texts.map(refusedLine)
  await page.getByRole('button', { name: '添加设备' }).click()
  for (let from = 0; from < refused.length; from += 50) await walk.paste(refused.slice(from, from + 50))
  await walk.paste([...failing.map(({ line }) => line), ...refused])
  await page.getByRole('dialog').getByRole('button', { name: '添加', exact: true }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await poll(() => walk.fleet.count('all')).toBe(2 * texts.length)
  await walk.look('skipped lines')
}

async function lookCloser(walk: ScriptWalk, page: Page, { texts, answering, failing }: ScriptFleet, stride: number): Promise<void> {
  for (const [index, text] of texts.entries()) {
    if (index % stride !== 0) continue
    const [good, bad] = [answering[index]?.id ?? '', failing[index]?.id ?? '']
    expect(await walk.search(`${text} ~alias${index}`.replaceAll(/[\r\n]/gu, ' '))).toBeGreaterThan(0)
    await walk.hover(good)
    await walk.openMenu(good)
    await walk.search(`~code${index}`)
    await walk.hover(bad)
    await page.goto(linkWith(text))
    await walk.look('link')
    await page.goto(`${app.url}/#/`)
  }
  await walk.search('')
  const rollout = page.getByRole('region', { name: '升级批次' }).getByRole('button').first()
  await rollout.click()
  await walk.look('rollout')
  await rollout.click()
  await page.getByRole('button', { name: /中国大陆/u }).click()
  await page.getByText('设置', { exact: true }).click()
  await expect(page.getByRole('dialog')).toBeVisible({ timeout: 15_000 })
  await walk.look('settings')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
}

/** Every cell of the file that the table is written to. */
async function exportedCells(page: Page): Promise<string[]> {
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出', exact: true }).click()
  await page.getByRole('button', { name: /^CSV/u }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/\.csv$/u)
  return csvCells(await readFile(await download.path(), 'utf8'))
}

/** A link that somebody was sent: the text stands for each of its parameters. */
function linkWith(text: string): string {
  const names = ['q', 'search', 'tab', 'filter', 'product', 'version', 'sort', 'columns', 'stalled']
  return `${app.url}/#/?${names.map((name) => `${name}=${encodeURIComponent(text)}`).join('&')}`
}

/** The cloud refuses the token, and says why in all these words at once. */
async function beRefused(walk: ScriptWalk, page: Page, fleet: ScriptFleet): Promise<void> {
  const Message = refusalOf(fleet)
  cloud.answerBy((_call, request) => reply(request, { Error: { Code: 'InvalidParameterValue.InvalidAccessToken', Message } }))
  await page.getByRole('button', { name: '继续' }).click()
  await expect(walk.fleet.polling).toHaveAttribute('data-polling', 'locked', { timeout: 15_000 })
  await walk.look('refused')
}

interface Outcome {
  readonly ran: Ran
  readonly made: number
}

function expectUntouched({ ran, made }: Outcome): void {
  expect(ran).toEqual({ executed: [], traces: [] })
  expect(made).toBe(0)
}

/** What somebody in a hurry would write: the same fields, as markup. */
async function renderAsMarkup(page: Page, { texts, answering }: ScriptFleet): Promise<Elements> {
  await page.route(`${app.url}/naive`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><main></main>' }))
  await page.goto(`${app.url}/naive`)
  await page.evaluate(
    (rows) => {
      for (const { text, name } of rows) {
        const row = document.createElement('div')
        document.querySelector('main')?.append(row)
        row.innerHTML = `<div data-device="${name}" title="${text}"><b>${name}</b> <i>${text}</i> <a href="${text}">${text}</a></div>`
      }
    },
    texts.map((text, index) => ({ text, name: answering[index]?.deviceName ?? '' })),
  )
  await page.mouse.move(30, 30)
  await page.mouse.move(60, 90, { steps: 9 })
  await page.waitForTimeout(500)
  return await elementsOf(page)
}

test('S4: script payloads in names, versions, errors, pastes, searches and links run nowhere and make no element', async ({ browser }) => {
  test.setTimeout(isSoak ? 1_200_000 : 240_000)
  const visit = async (texts: readonly string[], kind: keyof typeof STRIDE, harmless: ReadonlyMap<string, Elements> | null) => {
    const context = await browser.newContext({ locale: 'zh-CN', permissions: ['clipboard-read', 'clipboard-write'] })
    const page = await context.newPage()
    const ran = await watchScripts(page)
    const walk = new ScriptWalk(page, app.url, harmless)
    const fleet = fleetOf(texts)
    const { cells, acting } = await walkThrough(walk, page, fleet, kind)
    const unread = wordsOf(fleet).filter((text) => !walk.hasRead(text))
    await context.close()
    const markup = acting.tickets.filter((ticket) => /[<>]|\]\(/u.test(outsideCode(ticket)))
    return { ran, walk, unread, cells, made: walk.made, tickets: acting.tickets, markup, ...acting.account }
  }
  const plain = await visit(HARMLESS, 'harmless', null)
  expectUntouched(plain)
  expect([plain.unread, plain.notRead]).toEqual([[], []])
  const hostile = await visit(PAYLOADS, 'hostile', plain.walk.elements)

  const page = await browser.newPage()
  const ran = await watchScripts(page)
  const calm = await renderAsMarkup(page, fleetOf(HARMLESS))
  expectUntouched({ ran, made: elementsMade(calm, calm) })
  const naive = { ran, made: elementsMade(await renderAsMarkup(page, fleetOf(PAYLOADS)), calm) }
  await page.close()

  const control = `executed ${ran.executed.length} of ${new Set(ran.executed).size} payloads, other traces ${ran.traces.length}, elements ${naive.made}`
  const sheet = `CSV cells ${hostile.cells.length}, formulas ${formulasIn(hostile.cells).length} of ${formulasIn(PAYLOADS).length} that came`
  console.info(`S4: ${PAYLOADS.length} payloads in ${2 * PAYLOADS.length} devices, looks ${hostile.walk.looks}, tooltips ${hostile.walk.hints}, executed ${hostile.ran.executed.length}, other traces ${hostile.ran.traces.length}, elements ${hostile.made}, words unread ${hostile.unread.length} of ${wordsOf(fleetOf(PAYLOADS)).length}; ${sheet}`)
  console.info(`S4 control, innerHTML: ${control}`)
  console.info(`S4 where one acts: words read ${told(hostile.places)}, unread ${hostile.notRead.length}, tickets ${hostile.tickets.length}, with markup ${hostile.markup.length} [as they came: ${PAYLOADS.filter((text) => /[<>]|\]\(/u.test(outsideCode(text))).length}]`)
  expect(hostile.walk.madeAt).toEqual([])
  expectUntouched(hostile)
  expect([hostile.unread, hostile.notRead, hostile.markup]).toEqual([[], [], []])
  expect(Object.keys(hostile.places)).toEqual(['drawer', 'drawer of a device that fails', 'orders', 'order results', 'rollouts', 'insight', 'news'])
  expect(hostile.walk.hints).toBeGreaterThan(0)
  expect(hostile.cells.length).toBeGreaterThan(2 * PAYLOADS.length)
  expect(formulasIn(hostile.cells)).toEqual([])
  expect(formulasIn(PAYLOADS)).not.toEqual([])
  await expectToFail(() => expectUntouched({ ...naive, ran: { executed: [], traces: [] } }))
  await expectToFail(() => expectUntouched({ ...naive, made: 0 }))
})
