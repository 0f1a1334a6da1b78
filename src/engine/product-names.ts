import { decodeProducts } from '../cloud/decode-directory'
import { CloudError } from '../cloud/errors'
import type { ProductName } from '../domain/directory'
import type { Cancel, Clock } from '../polling/clock'
import type { Account } from './account'
import { mayPass, type PatientOptions, askPatiently } from './ask-patiently'

/** Products asked for at once. */
export const PRODUCTS_AT_ONCE = 50
/** So that the products of a whole list go into one call. */
const GATHER_MS = 500
const AGAIN_AFTER_MS = 300_000

export interface ProductNamesOptions {
  readonly account: Pick<Account, 'call'>
  readonly clock: Clock
  /** Some names are new, or others than before. */
  readonly onNames: (names: ReadonlyMap<string, string>) => void
}

/** What the account's products are called (cloud-api §4, AppGetProducts). */
export class ProductNames {
  private readonly options: ProductNamesOptions
  private readonly names = new Map<string, string>()
  /** When a product without a name may be asked for by itself, monotonic ms. */
  private readonly askableFromMs = new Map<string, number>()
  private readonly wanted = new Set<string>()
  private readonly closing = new AbortController()
  private cancelTimer: Cancel | null = null

  constructor(options: ProductNamesOptions) {
    this.options = options
  }

  get known(): ReadonlyMap<string, string> {
    return this.names
  }

  /** Takes names in without asking, as from an earlier start. */
  restore(names: Iterable<readonly [productId: string, name: string]>): void {
    for (const [productId, name] of names) this.names.set(productId, name)
  }

  /** A device of that product is about: asks for its name, quietly, unless it is known or was asked for lately. */
  met(productId: string): void {
    const { clock } = this.options
    if (this.names.has(productId) || this.wanted.has(productId)) return
    if (clock.nowMs() < (this.askableFromMs.get(productId) ?? 0)) return
    this.wanted.add(productId)
    this.cancelTimer ??= clock.after(GATHER_MS, () => void this.askWanted())
  }

  /** Asks for these, known or not, again and again where need be. Rejects with a `CloudError`. */
  async learn(productIds: readonly string[], options: PatientOptions): Promise<void> {
    const ask = (some: readonly string[]) => askPatiently('AppGetProducts', { ProductIds: [...some] }, decodeProducts, options)
    for (const some of batches(productIds)) await this.askSome(some, ask)
  }

  /** Asks no more. */
  close(): void {
    this.closing.abort()
    this.cancelTimer?.()
  }

  private async askWanted(): Promise<void> {
    this.cancelTimer = null
    const productIds = [...this.wanted]
    this.wanted.clear()
    const { account, clock } = this.options
    const ask = async (some: readonly string[]) => {
      const { fields, requestId } = await account.call('AppGetProducts', { ProductIds: [...some] }, this.closing.signal)
      const names = decodeProducts(fields)
      if (names === null) throw new CloudError({ kind: 'malformed', reason: 'bad-field' }, requestId)
      return names
    }
    for (const some of batches(productIds)) {
      for (const productId of some) this.askableFromMs.set(productId, Infinity)
      try {
        await this.askSome(some, ask)
      } catch (error) {
        if (!(error instanceof CloudError)) throw error
        if (!mayPass(error.failure) && error.failure.kind !== 'aborted') continue
        for (const productId of some) this.askableFromMs.set(productId, clock.nowMs() + AGAIN_AFTER_MS)
      }
    }
  }

  /** One product that is refused must not cost the others their names: they are asked for in halves then. */
  private async askSome(productIds: readonly string[], ask: (some: readonly string[]) => Promise<readonly ProductName[]>): Promise<void> {
    try {
      this.take(await ask(productIds))
    } catch (error) {
      const isRefused = error instanceof CloudError && (error.failure.kind === 'denied' || error.failure.kind === 'rejected') && !mayPass(error.failure)
      if (!isRefused || productIds.length < 2) throw error
      const middle = Math.ceil(productIds.length / 2)
      const halves = [productIds.slice(0, middle), productIds.slice(middle)]
      let refused: unknown
      for (const half of halves) await this.askSome(half, ask).catch((cause: unknown) => (refused = cause))
      if (refused !== undefined) throw refused
    }
  }

  private take(names: readonly ProductName[]): void {
    let isNew = false
    for (const { productId, name } of names) {
      if (this.names.get(productId) === name) continue
      this.names.set(productId, name)
      isNew = true
    }
    if (isNew) this.options.onNames(this.names)
  }
}

function batches(productIds: readonly string[]): string[][] {
  const count = Math.ceil(productIds.length / PRODUCTS_AT_ONCE)
  return Array.from({ length: count }, (_batch, nth) => productIds.slice(nth * PRODUCTS_AT_ONCE, (nth + 1) * PRODUCTS_AT_ONCE))
}
