/** The least or greatest of numbers that come and go. Looked for among all only when it was asked for and the last one left for good. */
export class Extreme {
  private readonly counts = new Map<number, number>()
  private readonly isBefore: (a: number, b: number) => boolean
  /** No number there is lies before it. */
  private bound: number | null = null

  constructor(which: 'least' | 'greatest') {
    this.isBefore = which === 'least' ? (a, b) => a < b : (a, b) => a > b
  }

  add(value: number): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1)
    if (this.bound === null || this.isBefore(value, this.bound)) this.bound = value
  }

  /** Of a number that was added. */
  remove(value: number): void {
    const left = (this.counts.get(value) ?? 0) - 1
    if (left > 0) this.counts.set(value, left)
    else this.counts.delete(value)
  }

  /** `null` when there is none. */
  get(): number | null {
    if (this.bound !== null && !this.counts.has(this.bound)) this.bound = this.search()
    return this.bound
  }

  private search(): number | null {
    let found: number | null = null
    for (const value of this.counts.keys()) if (found === null || this.isBefore(value, found)) found = value
    return found
  }
}
