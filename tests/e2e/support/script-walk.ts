import { expect, type Locator, type Page } from '@playwright/test'
import { FleetPage } from './fleet-page'
import { elementsMade, elementsOf, type Elements } from './script-watch'

const SETTLE_MS = 3000

/** What a walk through the app saw: all words that were to be read, and the elements at each place. */
export class ScriptWalk {
  readonly fleet: FleetPage
  readonly elements = new Map<string, Elements>()
  /** Elements beyond those that a harmless walk met at the same places. */
  made = 0
  /** Where those were met. */
  readonly madeAt: string[] = []
  looks = 0
  /** Tooltips that came up under the pointer. */
  hints = 0
  private readonly page: Page
  private readonly harmless: ReadonlyMap<string, Elements> | null
  private readonly words: string[] = []
  private readonly wordsAt = new Map<string, string[]>()

  constructor(page: Page, origin: string, harmless: ReadonlyMap<string, Elements> | null = null) {
    this.page = page
    this.fleet = new FleetPage(page, origin)
    this.harmless = harmless
  }

  hasRead(text: string): boolean {
    return this.words.some((words) => words.includes(text))
  }

  /** Whether it was read at the place itself, and not only beside it. */
  hasReadAt(place: string, text: string): boolean {
    return (this.wordsAt.get(place) ?? []).some((words) => words.includes(text))
  }

  /** Reads the page, and what it shows `within` the place, and counts its elements by the name of the place. */
  async look(place: string, within?: Locator): Promise<void> {
    this.looks += 1
    this.words.push(await wordsOf(this.page))
    if (within) this.wordsAt.set(place, [...(this.wordsAt.get(place) ?? []), await within.innerText()])
    const found = await elementsOf(this.page)
    const before = this.elements.get(place)
    this.elements.set(place, before ? greatest(before, found) : found)
    const harmless = this.harmless?.get(place)
    const made = harmless ? await this.madeBeyond(harmless, found) : 0
    this.made += made
    if (made > 0) this.madeAt.push(`${place}: ${JSON.stringify(found)} where ${JSON.stringify(harmless)}`)
  }

  /** Something may be on its way out, so the fewest within a while count: what text has made stays. */
  private async madeBeyond(harmless: Elements, found: Elements): Promise<number> {
    const endsMs = Date.now() + (this.made === 0 ? SETTLE_MS : 0)
    let made = elementsMade(found, harmless)
    while (made > 0 && Date.now() < endsMs) {
      await this.page.waitForTimeout(100)
      made = Math.min(made, elementsMade(await elementsOf(this.page), harmless))
    }
    return made
  }

  /** Scrolls through all rows and looks at every screenful. Returns the ids met. */
  async sweep(place: string): Promise<Set<string>> {
    const met = new Set<string>()
    await this.page.evaluate(() => scrollTo(0, 0))
    for (let isLast = false; !isLast; ) {
      await nextFrames(this.page)
      for (const id of Object.keys(await this.fleet.statuses())) met.add(id)
      await this.look(place)
      isLast = await this.page.evaluate(() => {
        const { scrollHeight } = document.documentElement
        const wasLast = scrollY + innerHeight >= scrollHeight - 1
        scrollBy(0, innerHeight * 0.7)
        return wasLast
      })
    }
    return met
  }

  /** Rests the pointer on several places of a row and reads what appears there. */
  async hover(id: string): Promise<void> {
    const row = this.fleet.row(id)
    await row.scrollIntoViewIfNeeded()
    for (const share of [0.08, 0.3, 0.5]) {
      const box = await row.boundingBox()
      if (!box) throw new Error(`no row ${id}`)
      await this.page.mouse.move(box.x + box.width * share, box.y + box.height / 2, { steps: 2 })
      await this.page.getByRole('tooltip').first().waitFor({ timeout: 1_500 }).catch(() => undefined)
      this.hints += (await this.page.getByRole('tooltip').allInnerTexts()).filter((words) => words !== '').length
      await this.look('hover')
    }
  }

  async openMenu(id: string): Promise<void> {
    await this.fleet.row(id).getByRole('button', { name: /的操作$/u }).click()
    await expect(this.page.getByText('立即查询', { exact: true })).toBeVisible()
    await this.look('row menu')
    await this.page.keyboard.press('Escape')
    await expect(this.page.getByText('立即查询', { exact: true })).toBeHidden()
  }

  /** Finds by the search box, and by the link that the search makes. */
  async search(text: string): Promise<number> {
    await this.fleet.search(text)
    await nextFrames(this.page)
    await this.look('search')
    return await this.fleet.count('all')
  }

  async paste(lines: readonly string[]): Promise<void> {
    const dialog = this.page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: '设备列表' }).fill(lines.join('\n'))
    // Lines are read apart from the page: what is shown follows.
    const [mark] = /~line\d+$/u.exec(lines[0] ?? '') ?? []
    if (mark) await expect(dialog).toContainText(mark, { timeout: 15_000 })
    await nextFrames(this.page)
    await this.look('add devices')
  }
}

async function wordsOf(page: Page): Promise<string> {
  return await page.evaluate(() => [document.body.innerText, ...[...document.querySelectorAll('option, [role="tooltip"]')].map(({ textContent }) => textContent)].join('\n'))
}

async function nextFrames(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

function greatest(a: Elements, b: Elements): Elements {
  const merge = (left: Record<string, number>, right: Record<string, number>) =>
    Object.fromEntries([...Object.keys(left), ...Object.keys(right)].map((kind) => [kind, Math.max(left[kind] ?? 0, right[kind] ?? 0)]))
  return { outside: merge(a.outside, b.outside), inRow: merge(a.inRow, b.inRow) }
}
