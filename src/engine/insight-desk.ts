import type { DeviceId } from '../domain/device'
import { InsightBuilder } from '../domain/insight-builder'
import { isPeriod, windowOf } from '../domain/insight-window'
import type { Stage } from '../domain/stage'
import type { Clock } from '../polling/clock'
import type { Account } from './account'
import type { Reply } from './protocol'

/** Every device's kept stages, oldest first. */
export interface StageHistory {
  eachTimeline(visit: (id: DeviceId, stages: readonly Stage[]) => void): Promise<void>
}

/** Devices are asked about at least once a sweep; this much longer than two of them, and nobody was looking. */
const LEAST_TOLERANCE_MS = 5 * 60_000

/** Answers what the kept history tells of a period. The same question, asked twice at once, is worked out once. */
export class InsightDesk {
  private readonly clock: Clock
  private readonly account: Account
  private readonly history: StageHistory
  private readonly atWork = new Map<string, Promise<Reply>>()

  constructor(clock: Clock, account: Account, history: StageHistory) {
    this.clock = clock
    this.account = account
    this.history = history
  }

  /** `periodMs` is one of `PERIODS_MS`; `productId` narrows to one product. */
  ask(periodMs: number, productId: string | null): Promise<Reply> {
    const question = `${periodMs} ${productId ?? ''}`
    const present = this.atWork.get(question) ?? this.answer(periodMs, productId).finally(() => this.atWork.delete(question))
    this.atWork.set(question, present)
    return present
  }

  private async answer(periodMs: number, productId: string | null): Promise<Reply> {
    if (!isPeriod(periodMs)) return { kind: 'refused', why: 'bad-period' }
    const window = windowOf(periodMs, this.clock.wallMs())
    const toleranceMs = Math.max(LEAST_TOLERANCE_MS, 2 * (this.account.status.polling.sweepMs ?? 0))
    const builder = new InsightBuilder({ window, toleranceMs })
    const prefix = productId === null ? '' : `${productId}/`
    await this.history.eachTimeline((id, stages) => {
      if (id.startsWith(prefix)) builder.add(stages, this.account.row(id) !== undefined)
    })
    return { kind: 'answer', answer: { kind: 'insight', insight: builder.build() } }
  }
}

/** What rows alone tell: the stage that each device is in. */
export function rowHistory(account: Account): StageHistory {
  return {
    eachTimeline: (visit) => {
      for (const { device, snapshot } of account.rows) {
        if (!snapshot) continue
        const { upgrade, since, observedAt, requestId } = snapshot
        const { status, sourceVersion, targetVersion, message } = upgrade
        visit(device.id, [{ status, sourceVersion, targetVersion, message, from: since.at, exact: since.exact, seenAt: observedAt, to: null, curve: [], requestId }])
      }
      return Promise.resolve()
    },
  }
}
