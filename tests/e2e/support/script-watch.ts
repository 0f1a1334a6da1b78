import type { Page } from '@playwright/test'
import { FOREIGN_HOST } from './script-payloads'

/** What text did that was taken for more than text. */
export interface Ran {
  /** Numbers of the payloads that called out, once a call. */
  readonly executed: number[]
  /** Dialogs, windows, page errors, requests and words of a content policy that no harmless text causes. */
  readonly traces: string[]
}

/** Watches from now on, and in every document and frame of the page; before the first navigation. */
export async function watchScripts(page: Page): Promise<Ran> {
  const ran: Ran = { executed: [], traces: [] }
  const note = (what: string) => void ran.traces.push(what.slice(0, 200))
  await page.exposeFunction('s4', (payload: unknown) => void ran.executed.push(Number(payload ?? -1)))
  // No content: an aborted navigation would leave an error page behind.
  await page.route(`**://${FOREIGN_HOST}/**`, (route) => route.fulfill({ status: 204 }))
  page.on('request', (request) => {
    const address = request.url().split('#')[0] ?? ''
    if (address.includes('s4x') || address.includes(FOREIGN_HOST) || !/^(?:https?:\/\/(?:localhost|127\.0\.0\.1)[:/]|blob:|data:image\/svg)/u.test(address)) note(`request ${address}`)
  })
  page.on('dialog', (dialog) => {
    note(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', (popup) => note(`window ${popup.url()}`))
  page.on('pageerror', (error) => note(`error ${error.message}`))
  page.on('console', (message) => {
    if (/content security policy|trusted ?type|refused to|\[vue warn\]|violates/iu.test(message.text())) note(`console ${message.text()}`)
  })
  return ran
}

/** Elements of a document that text could have made, by tag: all outside the rows, and the most in any one row. */
export interface Elements {
  readonly outside: Record<string, number>
  readonly inRow: Record<string, number>
}

export async function elementsOf(page: Page): Promise<Elements> {
  return await page.evaluate(() => {
    const watched = new Set('script,img,image,svg,iframe,object,embed,a,style,base,link,meta,form,video,audio,source,math,template,details,dialog,marquee,table,noscript,title,frameset'.split(','))
    const ADDRESSES = new Set('href,xlink:href,src,srcset,srcdoc,action,formaction,data,poster,ping,background'.split(','))
    const ROW = '[data-device]'
    /** Every tag is counted by its name where it is watched or no tag of HTML, elements with a handler or a script's address too; an address within the page is none. */
    const kindsOf = (element: Element): string[] => {
      const tag = element.localName
      const isOdd = watched.has(tag) || element instanceof HTMLUnknownElement || tag.includes('-')
      const armed = [...element.attributes].some(({ name, value }) => name.startsWith('on') || (ADDRESSES.has(name) && !value.startsWith('#') && /script:|data:text|s4/iu.test(value)))
      return [...(isOdd ? [tag] : []), ...(armed ? ['armed attribute'] : [])]
    }
    const count = (elements: Iterable<Element>): Record<string, number> => {
      const counts: Record<string, number> = {}
      for (const element of elements) for (const kind of kindsOf(element)) counts[kind] = (counts[kind] ?? 0) + 1
      return counts
    }
    const inRow: Record<string, number> = {}
    for (const row of document.querySelectorAll(ROW)) {
      for (const [kind, found] of Object.entries(count(row.querySelectorAll('*')))) inRow[kind] = Math.max(inRow[kind] ?? 0, found)
    }
    return { outside: count([...document.querySelectorAll('*')].filter((element) => !element.parentElement?.closest(ROW))), inRow }
  })
}

/** Elements that are there beyond those of a harmless fleet in the same place. */
export function elementsMade(found: Elements, harmless: Elements): number {
  const beyond = (some: Record<string, number>, others: Record<string, number>) =>
    Object.entries(some).reduce((sum, [kind, count]) => sum + Math.max(0, count - (others[kind] ?? 0)), 0)
  return beyond(found.outside, harmless.outside) + beyond(found.inRow, harmless.inRow)
}
