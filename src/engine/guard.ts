import { isIdleMinutes, type IdleMinutes } from '../domain/idle-minutes'
import { needsToken } from '../domain/upstream'
import type { Clock } from '../polling/clock'
import type { Account } from './account'
import type { Keeper } from './keeper'
import type { Reply } from './protocol'

export interface GuardOptions {
  account: Pick<Account, 'id' | 'upstream' | 'status' | 'lock'>
  clock: Clock
  keeper: Pick<Keeper, 'saveIdleMinutes'>
}

/** By both clocks: the monotonic one may stand still in sleep, the wall clock may be set back. */
interface Moment {
  readonly nowMs: number
  readonly wallMs: number
}

/** How long a token outlives the last tab: a reload takes seconds. */
export const LEFT_AFTER_MS = 30_000
const MINUTE_MS = 60_000

/** Drops an account's token by itself: when nobody was at a tab for the minutes that the operator chose, or no tab is left. */
export class Guard {
  private readonly options: GuardOptions
  private minutes: IdleMinutes = 0
  private activeAt: Moment
  private leftAt: Moment | null = null

  constructor(options: GuardOptions) {
    this.options = options
    this.activeAt = this.present()
  }

  /** After how many idle minutes the account is locked; `null` for one without a token of the operator's. */
  get idleMinutes(): IdleMinutes | null {
    return this.guards ? this.minutes : null
  }

  /** Takes what was kept of an earlier choice; what cannot be one counts as never. */
  restore(minutes: number | null): void {
    this.minutes = isIdleMinutes(minutes) ? minutes : 0
  }

  /** Holds from now on; kept for the account. */
  async setIdleMinutes(minutes: number): Promise<Reply> {
    const { account, keeper } = this.options
    if (!this.guards || !isIdleMinutes(minutes)) return { kind: 'refused', why: 'bad-minutes' }
    this.minutes = minutes
    this.somebodyIsThere()
    await keeper.saveIdleMinutes(account.id, minutes)
    return { kind: 'done', count: 0 }
  }

  /** Somebody is at a tab. To be called after `look`: what wakes a sleeping machine comes too late. */
  somebodyIsThere(): void {
    this.activeAt = this.present()
  }

  /** Drops the token if that is due; `tabs` are on the line. To be called every second and before anything that a tab asks for. */
  look(tabs: number): void {
    this.leftAt = tabs > 0 ? null : (this.leftAt ?? this.present())
    if (this.leftAt && this.sinceMs(this.leftAt) >= LEFT_AFTER_MS) this.drop('left')
    else if (this.minutes > 0 && this.sinceMs(this.activeAt) >= this.minutes * MINUTE_MS) this.drop('idle')
  }

  /** The wall clock was set by `byMs`: what was noted before `beforeMs` stays as long ago as it was. */
  moveTimes(byMs: number, beforeMs: number): void {
    const moved = (moment: Moment) => (moment.wallMs < beforeMs ? { ...moment, wallMs: moment.wallMs + byMs } : moment)
    this.activeAt = moved(this.activeAt)
    this.leftAt = this.leftAt && moved(this.leftAt)
  }

  private get guards(): boolean {
    return needsToken(this.options.account.upstream.kind)
  }

  private drop(kind: 'left' | 'idle'): void {
    const { account } = this.options
    if (this.guards && account.status.session.kind === 'open') account.lock({ kind })
    // So that a locked account is not looked at again every second.
    this.somebodyIsThere()
    this.leftAt = null
  }

  private present(): Moment {
    const { clock } = this.options
    return { nowMs: clock.nowMs(), wallMs: clock.wallMs() }
  }

  private sinceMs({ nowMs, wallMs }: Moment): number {
    const { clock } = this.options
    return Math.max(clock.nowMs() - nowMs, clock.wallMs() - wallMs)
  }
}
