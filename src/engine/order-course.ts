import { CloudError } from '../cloud/errors'
import type { CallFailure } from '../domain/call-failure'
import type { PendingOrder } from '../domain/order'
import { hindranceOf, withOrder, type OrderTarget } from '../domain/order-plan'
import { resultOfOrder, resultOfQuestion, type OrderResult, type OrderResultKind } from '../domain/order-result'
import type { Clock } from '../polling/clock'
import type { Account } from './account'

/** What an order has of its account. */
export type OrderAccount = Pick<Account, 'call' | 'lookAgain' | 'row' | 'update'>

/** Questions are asked again, orders never are. */
export const MOST_LOOKS = 3
/** An order that had to wait for its turn longer than that after the last look at its device is sent upon another look. */
export const LOOK_HOLDS_MS = 15_000

interface Found {
  readonly kind: OrderResultKind
  readonly requestId: string | null
  readonly failure: CallFailure | null
}

/** `again`: nothing was sent, and another look may help. */
type Look = { readonly kind: 'clear' } | { readonly kind: 'again'; readonly found: Found } | { readonly kind: 'end'; readonly found: Found }

/**
 * One device's way through a run: looked at again, then told, at most once (cloud-api §4). Ends with exactly one result
 * whatever happens; unless that is `sent` or `uncertain`, the cloud was not told.
 */
export class OrderCourse {
  private target: OrderTarget
  private readonly account: OrderAccount
  private readonly clock: Clock
  private controller = new AbortController()
  /** The order went out: from here on only an answer of the cloud tells. */
  private isOut = false
  private isStopped = false
  private isClosed = false
  private lastRequestId: string | null = null

  constructor(target: OrderTarget, account: OrderAccount, clock: Clock) {
    this.target = target
    this.account = account
    this.clock = clock
  }

  /** Calls it off, unless the order is out: then its answer is awaited. */
  stop(): void {
    this.isStopped = true
    if (!this.isOut) this.controller.abort()
  }

  /** The account is about to close: its rows are not to be touched any more. */
  close(): void {
    this.isClosed = true
  }

  /** The wall clock was set: what the operator saw stays as old as it is. */
  moveTimes(byMs: number, beforeMs: number): void {
    const { since } = this.target
    if (since < beforeMs) this.target = { ...this.target, since: since + byMs }
  }

  /** Never rejects. */
  async run(): Promise<OrderResult> {
    const { device, action } = this.target
    const found = await this.find().catch((): Found => this.found(this.isOut ? 'uncertain' : 'unreachable'))
    return Object.freeze({ device, action, ...found, at: this.clock.wallMs() })
  }

  private async find(): Promise<Found> {
    let last = this.found('unreachable')
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const look = await this.look()
      const step = look.kind === 'clear' ? await this.send() : look
      if (step.kind === 'end') return step.found
      last = step.found
    }
    return last
  }

  private async look(): Promise<Look> {
    if (this.isStopped) return this.end('stopped')
    try {
      const row = await this.account.lookAgain(this.target.device, this.controller.signal)
      this.lastRequestId = row?.snapshot?.requestId ?? null
      const hindrance = this.hindrance()
      return hindrance ? this.end(hindrance) : { kind: 'clear' }
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      const kind = resultOfQuestion(error.failure)
      const found = { kind, requestId: error.requestId || this.lastRequestId, failure: error.failure }
      return { kind: kind === 'unreachable' ? 'again' : 'end', found }
    }
  }

  private async send(): Promise<Exclude<Look, { kind: 'clear' }>> {
    const start = { hindrance: null as OrderResultKind | 'too-old' | null }
    this.controller = new AbortController()
    const { signal } = this.controller
    const onStart = () => {
      start.hindrance = this.isStopped ? 'stopped' : (this.hindrance() ?? (this.isTooOld() ? 'too-old' : null))
      if (start.hindrance) return this.controller.abort()
      this.isOut = true
      this.note({ state: 'sending', requestId: '' })
    }
    try {
      const { productId, deviceName } = this.target.device
      const request = { ProductId: productId, DeviceName: deviceName }
      const { requestId } = await this.account.call('AppPublishFirmwareUpdateMessage', request, signal, onStart)
      this.note({ state: 'sent', requestId })
      return { kind: 'end', found: { kind: 'sent', requestId, failure: null } }
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      if (this.isOut) return { kind: 'end', found: this.failed(error) }
      if (start.hindrance === 'too-old') return { kind: 'again', found: this.found('unreachable') }
      return this.end(start.hindrance ?? 'stopped')
    }
  }

  private failed({ failure, requestId }: CloudError): Found {
    const kind = resultOfOrder(failure)
    this.note(kind === 'uncertain' ? { state: 'unsure', requestId } : null)
    return { kind, requestId: requestId || null, failure }
  }

  /** Keeps in the row what is known of the order. One that a newer answer showed to be heard is not brought back. */
  private note(known: Pick<PendingOrder, 'state' | 'requestId'> | null): void {
    if (this.isClosed) return
    const { action, status, since, targetVersion, device } = this.target
    const isFirst = known?.state === 'sending'
    this.account.update(device.id, (row) => {
      if (!isFirst && row.order?.state !== 'sending') return row
      return withOrder(row, known && { action, status, since: row.order?.since ?? since, targetVersion, at: this.clock.wallMs(), ...known })
    })
  }

  private hindrance(): 'gone' | 'pending' | 'changed' | null {
    return hindranceOf(this.target, this.account.row(this.target.device.id), this.clock.wallMs())
  }

  private isTooOld(): boolean {
    const observedAt = this.account.row(this.target.device.id)?.snapshot?.observedAt ?? -Infinity
    return this.clock.wallMs() - observedAt > LOOK_HOLDS_MS
  }

  private end(kind: OrderResultKind): Look & { kind: 'end' } {
    return { kind: 'end', found: this.found(kind) }
  }

  private found(kind: OrderResultKind): Found {
    return { kind, requestId: this.lastRequestId, failure: null }
  }
}
