import { expect, type Locator, type Page } from '@playwright/test'
import { CLOUD_LIMITS } from '../../../src/engine/cloud-access'
import { BUDGET_RANGE } from '../../../src/engine/protocol'
import { devicesOf, leaveFleet } from './earlier-visit'
import { poll } from './poll'

/** The fleet as an operator or an automation meets it: by the public hooks and accessible names only. */
export class FleetPage {
  readonly page: Page
  private readonly origin: string

  constructor(page: Page, origin: string) {
    this.page = page
    this.origin = origin
  }

  async open() {
    await this.page.goto(`${this.origin}/`)
  }

  /** Loads the page anew at its plain address; engine, list and statuses go on, so that nobody waits for them again. */
  async startOver() {
    await this.page.evaluate(() => history.replaceState(null, '', '#/'))
    await this.page.reload()
    await expect(this.rows.first()).toBeVisible()
  }

  async connect(token: string) {
    if (!this.page.url().includes('#/connect')) await this.page.goto(`${this.origin}/#/connect`)
    await this.page.getByLabel('AccessToken').fill(token)
    await this.page.getByRole('button', { name: '连接' }).click()
    await expect(this.polling).toBeVisible()
  }

  /** Opens the demo, and waits until nearly all of its 1,200 devices were asked about. */
  async openDemo() {
    await this.open()
    await poll(() => this.count('unknown'), { timeout: 20_000 }).toBeLessThan(60)
  }

  /**
   * Goes on with the list of an earlier visit, by default with calls for a sweep in two seconds: what is asked beyond that only
   * warms the machine. The first thing that a test does: before it, this browser knows of no account.
   */
  async watch(token: string, ids: readonly string[], budgetPerSecond: number = budgetFor(ids.length)) {
    await leaveFleet(this.page, this.origin, devicesOf(ids), budgetPerSecond)
    await this.page.goto(`${this.origin}/#/connect`)
    await this.connect(token)
  }

  async add(lines: string) {
    await this.page.getByRole('button', { name: '添加设备' }).click()
    const dialog = this.page.getByRole('dialog')
    await pasteInto(dialog.getByRole('textbox', { name: '设备列表' }), lines)
    await dialog.getByRole('button', { name: '添加', exact: true }).click()
    await expect(dialog).toBeHidden()
  }

  /** Calls a second that the account may spend, by the settings of the account menu. */
  async setBudget(callsPerSecond: number) {
    await this.page.getByRole('button', { name: /中国大陆/u }).click()
    await this.page.getByText('设置', { exact: true }).click()
    const dialog = this.page.getByRole('dialog')
    await dialog.getByRole('spinbutton', { name: '请求预算' }).fill(String(callsPerSecond))
    await dialog.getByRole('button', { name: '保存' }).click()
    await expect(dialog).toBeHidden()
  }

  async filter(name: string) {
    await this.page.locator(`[data-filter="${name}"]`).click()
  }

  async search(text: string) {
    await this.page.getByRole('searchbox', { name: '搜索' }).fill(text)
  }

  get polling(): Locator {
    return this.page.locator('[data-polling]')
  }

  get rows(): Locator {
    return this.page.locator('[data-device]')
  }

  row(id: string): Locator {
    return this.page.locator(`[data-device=${JSON.stringify(id)}]`)
  }

  /** `ProductId/DeviceName` → `data-status` of all rows drawn. */
  async statuses(): Promise<Record<string, string>> {
    return this.rows.evaluateAll((rows) =>
      Object.fromEntries(rows.map((row) => [row.getAttribute('data-device'), row.getAttribute('data-status')])),
    )
  }

  async count(filter: string): Promise<number> {
    return Number(await this.page.locator(`[data-filter="${filter}"]`).getAttribute('data-count'))
  }
}

function budgetFor(devices: number): number {
  return Math.min(BUDGET_RANGE.max, Math.max(CLOUD_LIMITS.callsPerSecond, Math.ceil(devices / 2)))
}

/** Waits until every row that is drawn has had its first answer. */
export async function untilAnswered(page: Page): Promise<void> {
  await poll(() => page.getByText('等待首次查询').count(), { timeout: 30_000 }).toBe(0)
}

/** As a paste does: typed line by line, ten thousand lines take the browser minutes. */
export async function pasteInto(field: Locator, text: string): Promise<void> {
  await field.evaluate((element: HTMLTextAreaElement, pasted) => {
    element.value = pasted
    element.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }))
  }, text)
}
