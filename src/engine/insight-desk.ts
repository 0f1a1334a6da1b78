import type { DeviceId } from '../domain/device'
import { InsightBuilder } from '../domain/insight-builder'
import { isPeriod, windowOf, type PeriodMs } from '../domain/insight-window'
import type { Clock } from '../polling/clock'
import type { Historian } from './historian'
import type { Reply } from './protocol'
import { takeTurns } from './turns'

export interface InsightDeskOptions {
  clock: Clock
  history: Pick<Historian, 'eachBrief' | 'oldest'>
  isWatched: (id: DeviceId) => boolean
  /** In which time every device is asked at least once, ms; `null` when none is. */
  sweepMs: () => number | null
}

/** Devices are asked about at least once a sweep: this much after two of them, nobody was looking. */
const LEAST_TOLERANCE_MS = 5 * 60_000

/** So long at a stretch: then others get their turn. */
const STRETCH_MS = 30

/** Answers what the kept history tells of a period. The same question, asked twice at once, is worked out once. */
export class InsightDesk {
  private readonly options: InsightDeskOptions
  private readonly atWork = new Map<string, Promise<Reply>>()

  constructor(options: InsightDeskOptions) {
    this.options = options
  }

  /** `periodMs` is one of `PERIODS_MS`; `productId` narrows to one product. */
  ask(periodMs: number, productId: string | null): Promise<Reply> {
    if (!isPeriod(periodMs)) return Promise.resolve({ kind: 'refused', why: 'bad-period' })
    const question = `${periodMs} ${productId ?? ''}`
    const present = this.atWork.get(question) ?? this.answer(periodMs, productId).finally(() => this.atWork.delete(question))
    this.atWork.set(question, present)
    return present
  }

  /** Until every question is answered; `undefined` where none waits. */
  answered(): Promise<void> | undefined {
    if (this.atWork.size === 0) return undefined
    return Promise.allSettled(this.atWork.values()).then(() => undefined)
  }

  private async answer(periodMs: PeriodMs, productId: string | null): Promise<Reply> {
    const { clock, history, isWatched, sweepMs } = this.options
    const prefix = productId === null ? '' : `${productId}/`
    const since = await history.oldest((id) => id.startsWith(prefix))
    const toleranceMs = Math.max(LEAST_TOLERANCE_MS, 2 * (sweepMs() ?? 0))
    const builder = new InsightBuilder({ window: windowOf(periodMs, clock.wallMs(), since), toleranceMs })
    const turn = takeTurns(clock, STRETCH_MS)
    await history.eachBrief((id, stages) => {
      if (id.startsWith(prefix)) builder.add(stages, isWatched(id))
      return turn()
    })
    return { kind: 'answer', answer: { kind: 'insight', insight: builder.build() } }
  }
}
