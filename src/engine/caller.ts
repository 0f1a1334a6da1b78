import type { Action, Actions, DeviceFields } from '../cloud/actions'
import { createCloudClient, type CloudAnswer, type CloudClient } from '../cloud/cloud-client'
import { CloudError } from '../cloud/errors'
import type { CallOutcome, CallRecord } from '../domain/call-record'
import { deviceIdOf, type Device, type DeviceId } from '../domain/device'
import type { Upgrade } from '../domain/upgrade'
import type { Clock } from '../polling/clock'
import { CallStatistics } from './call-statistics'
import type { CloudAccess } from './cloud-access'
import { maskDeep, maskToken } from './token'

/** Whoever wants to know of calls as they end. */
export interface CallHooks {
  /** A call ended; called before its end is noted down. `serverDateMs`: the server's time, epoch ms; `startedAtMs`: monotonic. */
  onAnswered?: (serverDateMs: number | null, startedAtMs: number) => void
  /** A call about a device ended. `text`: the answer as received, the token masked; `null` when there was none. */
  onCall?: (id: DeviceId, record: CallRecord, text: string | null) => void
}

export interface Described {
  readonly upgrade: Upgrade
  readonly requestId: string
  /** ms since the epoch. */
  readonly at: number
}

interface Call {
  readonly action: Action
  readonly device: DeviceFields | null
  readonly signal: AbortSignal
}

/** Makes an account's calls, counts and tells them. Holds the token: nothing that leaves here has it in any text. */
export class Caller {
  readonly statistics = new CallStatistics()
  token = ''
  private readonly client: CloudClient
  private readonly clock: Clock
  private readonly hooks: CallHooks

  constructor(access: CloudAccess, clock: Clock, hooks: CallHooks) {
    this.clock = clock
    this.hooks = hooks
    this.client = createCloudClient({ fetch: access.fetch, endpoint: access.endpoint, clock, token: () => (access.siteHoldsToken ? null : this.token) })
  }

  /** Sends one action, once (cloud-api §4). Rejects with a `CloudError` and nothing else. */
  async send<A extends Action>(action: A, request: Actions[A]['request'], signal: AbortSignal): Promise<CloudAnswer> {
    const { token } = this
    const call = { action, device: deviceFieldsOf(request), signal }
    return maskDeep(await this.counted(call, () => this.client.call(action, request, signal), () => null), token)
  }

  /** AppDescribeFirmwareUpdateStatus (cloud-api §3), once. Rejects with a `CloudError` and nothing else. */
  async describe({ productId, deviceName }: Device, signal: AbortSignal): Promise<Described> {
    const { token } = this
    const device = { ProductId: productId, DeviceName: deviceName }
    const send = () => this.client.describeFirmwareUpdateStatus({ productId, deviceName }, signal)
    const call = { action: 'AppDescribeFirmwareUpdateStatus', device, signal } as const
    const { upgrade, requestId } = await this.counted(call, send, (answer) => answer.upgrade.status)
    return { upgrade: maskToken(upgrade, token), requestId, at: this.clock.wallMs() }
  }

  private async counted<T extends Omit<CloudAnswer, 'fields'>>(call: Call, send: () => Promise<T>, statusOf: (answer: T) => number | null): Promise<T> {
    const { token } = this
    const startedAtMs = this.clock.nowMs()
    this.statistics.count(startedAtMs, 'call')
    try {
      const answer = await send()
      this.hooks.onAnswered?.(answer.serverDateMs, startedAtMs)
      this.tell(call, { kind: 'answered', status: statusOf(answer) }, answer)
      return answer
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      this.hooks.onAnswered?.(null, startedAtMs)
      const failure = maskToken(error.failure, token)
      if (!call.signal.aborted) this.statistics.count(this.clock.nowMs(), 'failure')
      this.tell(call, { kind: 'failed', failure }, error)
      throw new CloudError(failure, error.requestId, error.text)
    }
  }

  private tell({ action, device }: Call, outcome: CallOutcome, { requestId, text }: { requestId: string; text: string | null }): void {
    if (device === null) return
    const record = Object.freeze({ at: this.clock.wallMs(), action, requestId, outcome })
    this.hooks.onCall?.(deviceIdOf(device.ProductId, device.DeviceName), record, text)
  }
}

function deviceFieldsOf(request: object): DeviceFields | null {
  if (!('ProductId' in request && 'DeviceName' in request)) return null
  return { ProductId: String(request.ProductId), DeviceName: String(request.DeviceName) }
}
