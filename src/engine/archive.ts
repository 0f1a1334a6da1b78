import type { DeviceId } from '../domain/device'
import { HISTORY_DAYS, isHistoryDays } from '../domain/history-days'
import type { Stage } from '../domain/stage'
import type { AccountId } from '../domain/upstream'
import type { Cancel, Clock } from '../polling/clock'
import type { BriefVisit, TimelineVisit } from '../storage/repository'
import type { StageShelf } from './historian'
import type { Keeper } from './keeper'
import type { Reply } from './protocol'

export interface ArchiveOptions {
  accountId: AccountId
  keeper: Keeper
  clock: Clock
}

const FIRST_PRUNED_AFTER_MS = 60_000
const PRUNED_EVERY_MS = 60 * 60_000

/** The history of an account on disk: read, moved with the clock, and cut to its bounds now and then. */
export class Archive implements StageShelf {
  private readonly options: ArchiveOptions
  private cancelTimer: Cancel

  constructor(options: ArchiveOptions) {
    this.options = options
    this.cancelTimer = options.clock.after(FIRST_PRUNED_AFTER_MS, () => this.prune())
  }

  async timeline(id: DeviceId): Promise<readonly Stage[]> {
    const { keeper, accountId } = this.options
    return (await keeper.use((repository) => repository.loadTimeline(accountId, id))) ?? []
  }

  async each(visit: TimelineVisit, signal?: AbortSignal): Promise<void> {
    const { keeper, accountId } = this.options
    await keeper.use((repository) => repository.eachTimeline(accountId, visit, signal))
  }

  async eachBrief(visit: BriefVisit): Promise<void> {
    const { keeper, accountId } = this.options
    await keeper.use((repository) => repository.eachBrief(accountId, visit))
  }

  /** When the oldest kept stage of the devices that `isAsked` is true of began; `null` without any. */
  async oldest(isAsked: (id: DeviceId) => boolean): Promise<number | null> {
    const { keeper, accountId } = this.options
    return (await keeper.use((repository) => repository.oldestStage(accountId, isAsked))) ?? null
  }

  /** For how many days what ended is kept. */
  async days(): Promise<number> {
    const { keeper, accountId } = this.options
    return (await keeper.use((repository) => repository.loadHistoryDays(accountId))) ?? HISTORY_DAYS.usual
  }

  /** Keeps what ended for so many days from now on; what is older goes at once. */
  async setDays(days: number): Promise<Reply> {
    if (!isHistoryDays(days)) return { kind: 'refused', why: 'bad-days' }
    const { keeper, accountId } = this.options
    await keeper.use((repository) => repository.saveHistoryDays(accountId, days))
    this.prune()
    return { kind: 'done', count: 0 }
  }

  moveTimes(byMs: number, beforeMs: number): void {
    const { keeper, accountId } = this.options
    void keeper.use((repository) => repository.moveHistory(accountId, byMs, beforeMs))
  }

  close(): void {
    this.cancelTimer()
  }

  private prune(): void {
    const { keeper, clock } = this.options
    this.cancelTimer()
    this.cancelTimer = clock.after(PRUNED_EVERY_MS, () => this.prune())
    void keeper.use((repository) => repository.pruneHistory(clock.wallMs()))
  }
}
