/** Works off one thing after the other. One that rejects is handed to `tell`, as any exception that nobody expected, and the next goes on. */
export class Queue {
  private last: Promise<void>
  private readonly tell: (error: unknown) => void

  constructor(first: Promise<void>, tell: (error: unknown) => void = (error) => reportError(error)) {
    this.tell = tell
    this.last = first.catch(tell)
  }

  add(work: () => Promise<void>): void {
    const before = this.last
    this.last = (async () => {
      await before
      await work()
    })().catch(this.tell)
  }
}
