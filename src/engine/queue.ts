/** Works off one thing after the other. A work that may reject looks after that itself. */
export class Queue {
  private last: Promise<void>

  constructor(first: Promise<void>) {
    this.last = first
  }

  add(work: () => Promise<void>): void {
    const before = this.last
    this.last = (async () => {
      await before
      await work()
    })()
  }
}
