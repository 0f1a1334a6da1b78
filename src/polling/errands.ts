import { Credit } from './credit'
import type { CallEnd } from './pace'

/** What a call for an errand came to. `end` tells the pace how the way to the cloud is. */
export interface ErrandResult<T> {
  readonly end: CallEnd
  readonly value: T
}

/** Makes one call. Must not reject. With a signal that is aborted already it makes none, and says so in its value. */
export type ErrandRun<T> = (signal: AbortSignal) => Promise<ErrandResult<T>>

interface Errand {
  readonly controller: AbortController
  /** Resolves once the call has ended and its caller has been told. */
  readonly start: () => Promise<CallEnd>
}

/** Share of the calls that may go to errands while devices wait for their turn, and how much of it may be saved up. */
const ERRAND_SHARE = 0.75
const MOST_SAVED = 2

/** Calls that somebody waits for, first come first served; polling keeps a share of its own beside them. */
export class Errands {
  private readonly waiting = new Set<Errand>()
  private readonly underWay = new Set<Errand>()
  private readonly credit = new Credit(ERRAND_SHARE, MOST_SAVED)

  get isWaiting(): boolean {
    return this.waiting.size > 0
  }

  /** Lines an errand up; `signal` takes it out of the line, or aborts its call. Its caller is told in either case. */
  add<T>(run: ErrandRun<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const controller = new AbortController()
      const start = async () => {
        try {
          const { end, value } = await run(controller.signal)
          resolve(value)
          return end
        } catch (error) {
          reject(error)
          return { kind: 'fine' } as const
        } finally {
          signal?.removeEventListener('abort', cancel)
          this.underWay.delete(errand)
        }
      }
      const errand: Errand = { controller, start }
      const cancel = () => this.cancel(errand)
      this.waiting.add(errand)
      if (signal?.aborted) cancel()
      else signal?.addEventListener('abort', cancel, { once: true })
    })
  }

  /** Takes the next errand whose turn it is; `isRival`: a device waits as well. Each taken is owed its `start`. */
  take(isRival: boolean): Errand | undefined {
    const [next] = this.waiting
    if (!next || (isRival && !this.credit.isThere)) return undefined
    this.credit.spend()
    this.waiting.delete(next)
    this.underWay.add(next)
    return next
  }

  /** A call was started, for an errand or a device. */
  counted(): void {
    this.credit.earn()
  }

  /** Aborts all calls and sends those who wait home. */
  cancelAll(): void {
    for (const errand of [...this.underWay, ...this.waiting]) this.cancel(errand)
  }

  private cancel(errand: Errand): void {
    errand.controller.abort()
    if (this.waiting.delete(errand)) void errand.start()
  }
}
