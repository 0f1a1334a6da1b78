interface Entry<T> {
  readonly item: T
  readonly key: number
}

/** A binary heap, smallest key first. Entries are never changed: the owner drops outdated ones at the top. */
export class MinHeap<T> {
  private readonly entries: Entry<T>[] = []

  get first(): Entry<T> | undefined {
    return this.entries[0]
  }

  get size(): number {
    return this.entries.length
  }

  push(item: T, key: number): void {
    const { entries } = this
    const entry = { item, key }
    let at = entries.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = entries[parent]
      if (!above || above.key <= key) break
      entries[at] = above
      at = parent
    }
    entries[at] = entry
  }

  pop(): Entry<T> | undefined {
    const { entries } = this
    const first = entries[0]
    const last = entries.pop()
    if (first === undefined || last === undefined || entries.length === 0) return first
    let at = 0
    for (;;) {
      const left = entries[2 * at + 1]
      if (!left) break
      const right = entries[2 * at + 2]
      const isRight = right !== undefined && right.key < left.key
      const child = isRight ? right : left
      if (child.key >= last.key) break
      entries[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    entries[at] = last
    return first
  }

  clear(): void {
    this.entries.length = 0
  }
}
