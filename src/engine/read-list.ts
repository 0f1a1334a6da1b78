import type { ListPage } from '../cloud/decode-directory'

/** The most that the cloud gives at once (cloud-api §4). */
export const PAGE_SIZE = 50
/** Of a list that is another one at every reading. */
export const MOST_READINGS = 5
/** No account's list has so many: a server that never ends its list is read no further. */
const MOST_PAGES = 500

export interface ListReading<T> {
  readonly items: readonly T[]
  /** Entries that do not say what they are. */
  readonly unreadable: number
  /** The list stood still while it was read; otherwise `items` are all that was seen, and some may be missing. */
  readonly isSettled: boolean
}

interface Pass<T> {
  readonly items: Map<string, T>
  unreadable: number
  /** Nothing moved: no entry came twice, every page began where the last one ended, and the total stayed. */
  isCalm: boolean
  total: number | null | undefined
}

type ReadPage<T> = (offset: number, limit: number) => Promise<ListPage<T>>

/**
 * Reads a whole list by pages, however it changes meanwhile. Entries that move from one page to another would be lost
 * between them: so each page begins with the last entry of the one before, and the list is read again until it stood
 * still and has as many entries as it says, or was the same twice where it miscounts itself. Rejects as `readPage` does.
 */
export async function readList<T>(readPage: ReadPage<T>, keyOf: (item: T) => string): Promise<ListReading<T>> {
  const seen = new Map<string, T>()
  let before: Pass<T> | null = null
  for (let reading = 1; ; reading += 1) {
    const pass = await readOnce(readPage, keyOf)
    const { items, unreadable, isCalm, total } = pass
    for (const [key, item] of items) seen.set(key, item)
    const isCounted = items.size + unreadable === total
    if (isCalm && (isCounted || (before?.isCalm === true && isSame(before, pass)))) return { items: [...items.values()], unreadable, isSettled: true }
    if (reading >= MOST_READINGS) return { items: [...seen.values()], unreadable, isSettled: false }
    before = pass
  }
}

async function readOnce<T>(readPage: ReadPage<T>, keyOf: (item: T) => string): Promise<Pass<T>> {
  const pass: Pass<T> = { items: new Map(), unreadable: 0, isCalm: true, total: undefined }
  const keyOfEntry = (entry: T | null) => (entry === null ? null : keyOf(entry))
  let offset = 0
  /** The key of the entry that the next page has to begin with; `undefined` where it has none to begin with. */
  let link: string | null | undefined
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await readPage(offset, PAGE_SIZE)
    if (pass.total !== undefined && pass.total !== page.total) pass.isCalm = false
    pass.total = page.total
    const [first] = page.items
    const isLinked = link !== undefined && first !== undefined && keyOfEntry(first) === link
    if (link !== undefined && !isLinked) pass.isCalm = false
    const fresh = isLinked ? page.items.slice(1) : page.items
    const hasNew = take(pass, fresh, keyOf)
    const end = offset + page.items.length
    if (!hasNew || (page.items.length < PAGE_SIZE && page.total !== null && end >= page.total)) break
    const last = page.items.at(-1)
    link = page.items.length > 1 && last !== undefined ? keyOfEntry(last) : undefined
    offset = link === undefined ? end : end - 1
  }
  return pass
}

/** Whether any of the entries is new. */
function take<T>(pass: Pass<T>, entries: readonly (T | null)[], keyOf: (item: T) => string): boolean {
  let hasNew = false
  for (const entry of entries) {
    if (entry === null) {
      pass.unreadable += 1
      hasNew = true
    } else if (pass.items.has(keyOf(entry))) pass.isCalm = false
    else {
      pass.items.set(keyOf(entry), entry)
      hasNew = true
    }
  }
  return hasNew
}

function isSame<T>(a: Pass<T>, b: Pass<T>): boolean {
  return a.items.size === b.items.size && a.unreadable === b.unreadable && [...a.items.keys()].every((key) => b.items.has(key))
}
