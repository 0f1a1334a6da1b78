import { describe, expect, it } from 'vitest'
import type { ListPage } from '@/cloud/decode-directory'
import { MOST_READINGS, PAGE_SIZE, readList } from '@/engine/read-list'

const NAMES = Array.from({ length: 130 }, (_, index) => `d${index}`)
const keyOf = (name: string) => name

/** A list that `change` alters before each page; `total` lies about its length. */
function pages(list: string[], change: (call: number, list: string[]) => void = () => undefined, total: (length: number) => number | null = (length) => length) {
  const asked = { calls: 0 }
  const read = async (offset: number, limit: number): Promise<ListPage<string>> => {
    asked.calls += 1
    change(asked.calls, list)
    return { items: list.slice(offset, offset + limit), total: total(list.length) }
  }
  return { read, asked }
}

/** What anybody would write first: page after page until one is short. */
async function readNaively(read: (offset: number, limit: number) => Promise<ListPage<string>>): Promise<string[]> {
  const all: (string | null)[] = []
  for (let offset = 0; ; offset += PAGE_SIZE) {
    const { items } = await read(offset, PAGE_SIZE)
    all.push(...items)
    if (items.length < PAGE_SIZE) return all.filter((item) => item !== null)
  }
}

const moveUp = (call: number, list: string[]) => {
  if (call === 2) list.splice(3, 2)
}
const jump = (call: number, list: string[]) => {
  if (call === 2) list.unshift(...list.splice(list.indexOf('d70'), 1))
}

describe('a list that stands still', () => {
  it.each([0, 1, 2, 49, 50, 51, 99, 100, 130])('of %i entries is read once, each entry once', async (length) => {
    const { read, asked } = pages(NAMES.slice(0, length))
    const { items, isSettled } = await readList(read, keyOf)
    expect(items).toEqual(NAMES.slice(0, length))
    expect(isSettled).toBe(true)
    expect(asked.calls).toBeLessThanOrEqual(Math.floor(length / (PAGE_SIZE - 1)) + 2)
  })

  it.each<[string, (length: number) => number | null]>([
    ['leaves its total out', () => null],
    ['says 0', () => 0],
    ['says less', (length) => length - 20],
    ['says more', (length) => length + 500],
  ])('and %s is read whole, and believed once it was the same twice', async (_what, total) => {
    const { read } = pages([...NAMES], () => undefined, total)
    expect(await readList(read, keyOf)).toEqual({ items: NAMES, unreadable: 0, isSettled: true })
  })

  it('is read whole from a server that gives less at once than it is asked for', async () => {
    const { read } = pages(NAMES)
    const { items } = await readList((offset, limit) => read(offset, Math.min(20, limit)), keyOf)
    expect(items).toEqual(NAMES)
  })

  it('counts entries that do not say what they are, wherever they stand', async () => {
    const holed = NAMES.map((name, index) => (index === 48 || index === 49 || index === 97 ? null : name))
    const read = async (offset: number, limit: number) => ({ items: holed.slice(offset, offset + limit), total: holed.length })
    expect(await readList(read, keyOf)).toEqual({ items: holed.filter((name) => name !== null), unreadable: 3, isSettled: true })
  })
})

describe('a list that moves between two pages', () => {
  it.each([
    ['entries before the page go', moveUp],
    ['an entry jumps over the page', jump],
    ['one goes and another comes, and the total stays', (call: number, list: string[]) => void (call === 2 && (list.splice(3, 1), list.push('new')))],
  ])('loses nothing as %s, where a naive pager does', async (what, change) => {
    const naive = [...NAMES]
    const read = await readNaively(pages(naive, change).read)
    const lostNaively = naive.filter((name) => !read.includes(name)).length
    const list = [...NAMES]
    const { items, isSettled } = await readList(pages(list, change).read, keyOf)
    const lost = list.filter((name) => !items.includes(name)).length
    console.log(`${what}: missing ${lost}, invented ${items.length - list.length}; control, a naive pager: missing ${lostNaively}`)
    expect(lostNaively).toBeGreaterThan(0)
    expect(new Set(items)).toEqual(new Set(list))
    expect(isSettled).toBe(true)
  })

  it('at every page is given up after some readings, with all that was seen, and says so', async () => {
    const list = [...NAMES]
    const { read, asked } = pages(list, (call) => void (call % 3 === 2 && list.unshift(...list.splice(60 + (call % 40), 1))))
    const { items, isSettled } = await readList(read, keyOf)
    expect(isSettled).toBe(false)
    expect(new Set(items)).toEqual(new Set(NAMES))
    expect(asked.calls).toBeLessThanOrEqual(MOST_READINGS * 5)
  })

  it('is not read for ever from a server that pays no heed to the offset', async () => {
    const { read, asked } = pages(NAMES)
    const { items, isSettled } = await readList((_offset, limit) => read(0, limit), keyOf)
    expect(isSettled).toBe(false)
    expect(items).toHaveLength(PAGE_SIZE)
    expect(asked.calls).toBe(MOST_READINGS * 2)
  })
})
