interface Due<Id> {
  readonly id: Id
  readonly atMs: number
}

/** A binary heap of what is due when, earliest first. Entries are never changed: the owner drops outdated ones at the top. */
export class DueHeap<Id> {
  private readonly items: Due<Id>[] = []

  get first(): Due<Id> | undefined {
    return this.items[0]
  }

  get size(): number {
    return this.items.length
  }

  push(item: Due<Id>): void {
    const { items } = this
    let at = items.push(item) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = items[parent]
      if (!above || above.atMs <= item.atMs) break
      items[at] = above
      at = parent
    }
    items[at] = item
  }

  pop(): Due<Id> | undefined {
    const { items } = this
    const first = items[0]
    const last = items.pop()
    if (first === undefined || last === undefined || items.length === 0) return first
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const right = left + 1
      const leftItem = items[left]
      if (!leftItem) break
      const rightItem = items[right]
      const child = rightItem && rightItem.atMs < leftItem.atMs ? right : left
      const childItem = rightItem && rightItem.atMs < leftItem.atMs ? rightItem : leftItem
      if (childItem.atMs >= last.atMs) break
      items[at] = childItem
      at = child
    }
    items[at] = last
    return first
  }
}
