import type { CloudAnswer } from '../cloud/cloud-client'
import { decodeVersions } from '../cloud/decode-versions'
import { CloudError } from '../cloud/errors'
import type { DeviceId } from '../domain/device'
import type { VersionCheck } from '../domain/version-check'
import type { Clock } from '../polling/clock'
import type { Account } from './account'
import type { Reply } from './protocol'

/** An operator looks at an empty line so long and no longer: the cloud may be out of reach for hours. */
export const CHECK_WITHIN_MS = 30_000

/** Asks which version a device runs and which one the cloud offers it (AppCheckFirmwareUpdate, cloud-api §4). */
export class VersionDesk {
  private readonly account: Account
  private readonly clock: Clock

  constructor(account: Account, clock: Clock) {
    this.account = account
    this.clock = clock
  }

  /** One call. The device's row keeps the answer; a failure is told and changes nothing. Never rejects. */
  async check(id: DeviceId): Promise<Reply> {
    const row = this.account.row(id)
    if (!row) return { kind: 'refused', why: 'no-device' }
    if (this.account.status.session.kind === 'locked') return { kind: 'refused', why: 'locked' }
    const limit = new AbortController()
    const cancel = this.clock.after(CHECK_WITHIN_MS, () => limit.abort())
    try {
      const { productId, deviceName } = row.device
      const answer = await this.account.call('AppCheckFirmwareUpdate', { ProductId: productId, DeviceName: deviceName }, limit.signal)
      const check = this.read(answer)
      this.account.update(id, (present) => Object.freeze({ ...present, check }))
      return { kind: 'answer', answer: { kind: 'version-checked', check } }
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      return { kind: 'answer', answer: { kind: 'version-not-checked', failure: error.failure, requestId: error.requestId } }
    } finally {
      cancel()
    }
  }

  private read({ fields, requestId, text }: CloudAnswer): VersionCheck {
    const versions = decodeVersions(fields)
    if (versions === null) throw new CloudError({ kind: 'malformed', reason: 'bad-field' }, requestId, text)
    return Object.freeze({ ...versions, at: this.clock.wallMs(), requestId })
  }
}
