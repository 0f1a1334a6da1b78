import { expect, type Page } from '@playwright/test'
import { normalise } from '../../../src/domain/failure-cause'
import { visibleText } from '../../../src/domain/visible-text'
import { describeCause } from '../../../src/i18n/describe-cause'
import { zhCN } from '../../../src/i18n/zh-cn'
import { poll } from './poll'
import type { ScriptFleet } from './script-fleet'
import type { ScriptWalk } from './script-walk'

/** Words that should stand at a place, as it shows them. */
interface Expected {
  readonly place: string
  readonly text: string
}

/** The places where one acts, with hostile words in each. The fleet has failed; polling is paused. */
export class ActingWalk {
  /** Tickets that were copied: Markdown, for a page that is not ours. */
  readonly tickets: string[] = []
  private readonly expected: Expected[] = []
  private readonly walk: ScriptWalk
  private readonly page: Page
  private readonly origin: string
  private readonly fleet: ScriptFleet

  constructor(walk: ScriptWalk, page: Page, origin: string, fleet: ScriptFleet) {
    this.walk = walk
    this.page = page
    this.origin = origin
    this.fleet = fleet
  }

  /** How many words were to stand at each place, and those that nobody read there. */
  get account(): { readonly places: Readonly<Record<string, number>>; readonly notRead: readonly Expected[] } {
    const places: Record<string, number> = {}
    for (const { place } of this.expected) places[place] = (places[place] ?? 0) + 1
    return { places, notRead: this.expected.filter(({ place, text }) => !this.walk.hasReadAt(place, text)) }
  }

  /** One device that answers and one that fails for each of these texts: timeline, hint, calls, answer, version and ticket. */
  async drawer(indices: readonly number[]): Promise<void> {
    const drawer = this.page.locator('[data-drawer]')
    for (const index of indices) {
      await this.goTo(`/?device=${encodeURIComponent(this.fleet.answering[index]?.id ?? '')}`)
      await expect(drawer.getByRole('heading', { level: 2 })).toHaveText(visibleText(this.fleet.answering[index]?.deviceName ?? ''), { timeout: 15_000 })
      await expect(drawer.locator('[data-last-answer]')).toBeVisible({ timeout: 15_000 })
      await expect(drawer.locator('[data-hint]')).toBeVisible()
      await drawer.getByRole('button', { name: '查询当前版本' }).click()
      await expect(drawer.locator('[data-version-check] dl')).toBeVisible({ timeout: 15_000 })
      await this.page.evaluate(() => navigator.clipboard.writeText(''))
      await drawer.getByRole('button', { name: '复制工单信息' }).click()
      await poll(() => this.clipboard(), { timeout: 15_000 }).not.toBe('')
      this.tickets.push(await this.clipboard())
      await this.walk.look('drawer', drawer)
      for (const word of ['from', 'to', 'note', 'now', 'alias']) this.expect('drawer', `${word}${index}`, index)

      await this.goTo(`/?device=${encodeURIComponent(this.fleet.failing[index]?.id ?? '')}`)
      await expect(drawer.locator('[data-calls] .failed').first()).toBeVisible({ timeout: 15_000 })
      await this.walk.look('drawer of a device that fails', drawer)
      for (const word of ['code', 'said']) this.expect('drawer of a device that fails', `${word}${index}`, index)
    }
    await this.goTo('/')
    await expect(drawer).toHaveCount(0)
  }

  /** The question with every device in it, and the results of those that the search finds. */
  async orders(search: string): Promise<void> {
    const { page, walk, fleet } = this
    const dialog = page.getByRole('dialog')
    const lines = dialog.getByRole('list', { name: '设备' })
    await walk.fleet.filter('failed')
    await page.getByRole('button', { name: '全部重试…' }).click()
    await expect(lines).toBeVisible({ timeout: 15_000 })
    for (let isLast = false; !isLast; ) {
      await walk.look('orders', dialog)
      isLast = await lines.evaluate(async (list) => {
        const wasLast = list.scrollTop + list.clientHeight >= list.scrollHeight - 1
        list.scrollBy(0, list.clientHeight * 2)
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
        return wasLast
      })
    }
    for (const [index, { deviceName }] of fleet.answering.entries()) {
      this.expected.push({ place: 'orders', text: visibleText(deviceName) })
      for (const word of ['from', 'to']) this.expect('orders', `${word}${index}`, index)
    }
    await dialog.getByRole('button', { name: '取消' }).click()
    await expect(dialog).toBeHidden()

    await walk.fleet.search(search)
    await poll(() => walk.fleet.count('failed')).toBeLessThan(fleet.texts.length)
    const found = await walk.fleet.count('failed')
    await page.getByRole('button', { name: '全部重试…' }).click()
    await page.locator('[data-order-submit]').click()
    await expect(dialog).toContainText(`已结束：${found} 台都有结果`, { timeout: 60_000 })
    await walk.look('order results', dialog)
    const told = await dialog.locator('[data-result-of]').evaluateAll((results) => results.map((result) => result.getAttribute('data-result-of')))
    expect(told.length).toBe(Math.min(found, told.length))
    for (const [index, { id }] of fleet.answering.entries()) if (told.includes(id)) for (const word of ['ordercode', 'ordersaid']) this.expect('order results', `${word}${index}`, index)
    await dialog.getByRole('button', { name: '清除结果' }).click()
    await expect(dialog).toBeHidden()
    await walk.fleet.search('')
    await walk.fleet.filter('all')
  }

  /** Every rollout with its causes. */
  async rollouts(): Promise<void> {
    const { page, walk, fleet } = this
    await page.getByRole('button', { name: /展开全部 [\d,]+ 个升级批次/u }).click()
    const panel = page.getByRole('region', { name: '升级批次' })
    await expect(panel.getByRole('listitem')).toHaveCount(fleet.texts.length, { timeout: 15_000 })
    await walk.look('rollouts', panel)
    for (const index of fleet.texts.keys()) {
      this.expect('rollouts', `to${index}`, index)
      this.expected.push({ place: 'rollouts', text: this.cause(index) })
    }
    await panel.getByRole('button', { name: '收起' }).click()
    await expect(panel.getByRole('button', { name: '收起' })).toBeHidden()
  }

  /** The charts and their tables, of all products and of some. */
  async insight(indices: readonly number[]): Promise<void> {
    const { page, walk, fleet } = this
    const main = page.locator('main')
    const failures = page.locator('[data-figure="failures"]')
    await this.goTo('/insight')
    await expect(failures.locator('canvas')).toHaveCount(1, { timeout: 30_000 })
    await expect(failures.getByRole('table')).toHaveCount(1, { timeout: 30_000 })
    await failures.getByRole('button', { name: '表格' }).click()
    await walk.look('insight', main)
    for (const index of indices) {
      const productId = fleet.answering[index]?.productId ?? ''
      await this.goTo(`/insight?product=${encodeURIComponent(productId)}`)
      await expect(failures.locator('tbody th')).toHaveText([this.cause(index)], { timeout: 30_000 })
      await failures.locator('canvas').hover()
      await walk.look('insight', main)
      this.expected.push({ place: 'insight', text: this.cause(index) })
    }
    await this.goTo('/')
    await expect(walk.fleet.polling).toBeVisible({ timeout: 15_000 })
  }

  /** What came while polling goes on, towards other versions. */
  async news(): Promise<void> {
    const { page, walk, fleet } = this
    const bell = page.getByRole('button', { name: /^动态/u })
    await page.getByRole('button', { name: '继续' }).click()
    await poll(async () => Number(/\d+/u.exec((await bell.getAttribute('aria-label')) ?? '')?.[0] ?? 0), { timeout: 30_000 }).toBeGreaterThan(40)
    await page.getByRole('button', { name: '暂停' }).click()
    await expect(walk.fleet.polling).toHaveAttribute('data-polling', 'paused')
    await bell.click()
    const dialog = page.getByRole('dialog')
    const links = dialog.locator('[data-news] a.device')
    await expect(links).toHaveCount(20)
    await walk.look('news', dialog)
    const told = await links.evaluateAll((all) => all.map((link) => link.getAttribute('title')))
    for (const [index, { id }] of fleet.answering.entries()) if (told.includes(visibleText(id))) for (const word of ['alias', 'again']) this.expect('news', `${word}${index}`, index)
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }

  private expect(place: string, word: string, index: number): void {
    this.expected.push({ place, text: visibleText(`${this.fleet.texts[index] ?? ''}~${word}`) })
  }

  private cause(index: number): string {
    return describeCause(zhCN, normalise(`${this.fleet.texts[index] ?? ''}~note${index}`))
  }

  private async goTo(address: string): Promise<void> {
    await this.page.goto(`${this.origin}/#${address}`)
  }

  private async clipboard(): Promise<string> {
    return await this.page.evaluate(() => navigator.clipboard.readText())
  }
}

/** What a renderer of Markdown would take for markup: all that stands in no code span. */
export function outsideCode(markdown: string): string {
  return markdown.split('\n').map((line) => line.replaceAll(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/gu, '')).join('\n')
}
