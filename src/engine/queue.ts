/** Works off one thing after the other. One that rejects is handed to `tell`, and the next goes on. */
export class Queue {
  private last: Promise<void>
  private readonly tell: (error: unknown) => void

  constructor(first: Promise<void>, tell: (error: unknown) => void = tellUnhandled) {
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

/** As any exception that nobody expected. */
function tellUnhandled(error: unknown): void {
  void Promise.reject(error)
}
