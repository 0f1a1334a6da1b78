import type { DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import type { Stage } from '../domain/stage'
import { accountIdOf } from '../domain/upstream'
import type { Clock } from '../polling/clock'
import { Account } from './account'
import type { AccountOptions } from './account-options'
import { Archive } from './archive'
import { CallLog } from './call-log'
import { Directory } from './directory'
import { Guard } from './guard'
import { HabitsDesk } from './habits-desk'
import { Historian } from './historian'
import { InsightDesk } from './insight-desk'
import type { Keeper } from './keeper'
import { OrderDesk } from './order-desk'
import { ProductNames } from './product-names'
import { isBudget, type EngineEvent, type OfficeCommand, type Reply } from './protocol'
import { takeTurns } from './turns'
import { VersionDesk } from './version-desk'

export interface OfficeOptions extends Omit<AccountOptions, 'onCall' | 'habitFor'> {
  keeper: Keeper
  /** The stages that lasted when watching broke off. */
  stages: ReadonlyMap<DeviceId, Stage>
  /** What the account's products were called when last heard. */
  productNames: Readonly<Record<string, string>>
  /** To every tab. */
  broadcast: (event: EngineEvent) => void
}

/** Nobody waits for what is learned, and others do for a processor. */
const LEARNING = { stretchMs: 10, pauseMs: 30 }
const DONE: Reply = { kind: 'done', count: 0 }

/** An account at work, and all that is done for its devices beside polling: one desk for each kind of it. */
export class Office {
  readonly account: Account
  readonly guard: Guard
  private readonly clock: Clock
  private readonly keeper: Keeper
  private readonly calls = new CallLog()
  /** Of an account that is kept. */
  private readonly archive: Archive | null
  private readonly historian: Historian
  private readonly habits = new HabitsDesk()
  private readonly learning = new AbortController()
  private readonly products: ProductNames
  private readonly directory: Directory
  private readonly orders: OrderDesk
  private readonly insights: InsightDesk
  private readonly versions: VersionDesk

  constructor(options: OfficeOptions) {
    this.clock = options.clock
    this.keeper = options.keeper
    this.archive = options.access.kept ? new Archive({ ...options, accountId: accountIdOf(options.upstream) }) : null
    this.historian = new Historian({ open: options.stages, shelf: this.archive })
    options.keeper.journal = this.archive && this.historian
    this.account = new Account({
      ...options,
      onRow: (row, before) => {
        this.rowChanged(row, before)
        options.onRow(row, before)
        if (row.order !== before.order && options.access.kept) options.keeper.hasten(accountIdOf(options.upstream))
      },
      onCall: (id, record, text) => this.calls.add(id, record, text),
      habitFor: (device, upgrade) => this.habits.habitFor(device, upgrade),
    })
    const { account } = this
    const { clock, random, broadcast } = options
    this.guard = new Guard({ account, clock, keeper: options.keeper })
    this.products = new ProductNames({
      account,
      clock,
      onNames: (names) => {
        broadcast(this.productsEvent())
        if (account.kept) void options.keeper.saveProductNames(account.id, Object.fromEntries(names))
      },
    })
    this.products.restore(Object.entries(options.productNames))
    this.directory = new Directory({
      account,
      clock,
      random,
      products: this.products,
      onAliases: (rows) => {
        if (account.kept) void options.keeper.addRows(account.id, rows)
      },
      onState: (state) => broadcast({ kind: 'directory', accountId: account.id, state }),
    })
    this.orders = new OrderDesk({ account, clock, broadcast })
    this.versions = new VersionDesk(account, clock)
    this.insights = new InsightDesk({ clock, history: this.historian, isWatched: (id) => account.row(id) !== undefined, sweepMs: () => account.status.polling.sweepMs })
    void this.readHistory(options.clock.wallMs())
  }

  /** Starts to work with a token. */
  unlock(token: string): void {
    this.guard.somebodyIsThere()
    this.account.unlock(token)
  }

  /** Carries out a command of its own; replies once that holds, or with the answer. */
  async run(command: OfficeCommand): Promise<Reply> {
    switch (command.kind) {
      case 'refresh':
        this.account.refresh(command.ids)
        return DONE
      case 'pause':
      case 'resume':
        this.account.setPaused(command.kind === 'pause')
        return DONE
      case 'set-budget':
        return this.setBudget(command.callsPerSecond)
      case 'inspect':
        return this.inspect(command.id)
      case 'read-directory':
        return this.directory.start()
      case 'stop-directory':
        return this.directory.stop()
      case 'order':
        return this.orders.order(command.targets)
      case 'stop-orders':
        return this.orders.stop(command.runId)
      case 'dismiss-orders':
        return this.orders.dismiss(command.runId)
      case 'history-days':
        return { kind: 'answer', answer: { kind: 'history-days', days: (await this.archive?.days()) ?? null } }
      case 'set-history-days':
        return (await this.archive?.setDays(command.days)) ?? { kind: 'refused', why: 'bad-days' }
      case 'idle-lock':
        return { kind: 'answer', answer: { kind: 'idle-lock', minutes: this.guard.idleMinutes } }
      case 'set-idle-lock':
        return this.guard.setIdleMinutes(command.minutes)
      case 'insight':
        return this.insights.ask(command.periodMs, command.productId)
      case 'check-version':
        return this.versions.check(command.id)
      default:
        return command satisfies never
    }
  }

  /** The wall clock was set by `byMs`: every time noted before `beforeMs` moves with it. */
  moveTimes(byMs: number, beforeMs: number): void {
    this.account.moveTimes(byMs, beforeMs)
    this.guard.moveTimes(byMs, beforeMs)
    this.historian.moveTimes(byMs, beforeMs)
    this.archive?.moveTimes(byMs, beforeMs)
    this.calls.moveTimes(byMs, beforeMs)
    this.habits.clockWasSet()
    this.directory.moveTimes(byMs, beforeMs)
    this.orders.moveTimes(byMs, beforeMs)
  }

  /** What stands beside the rows, for a tab that has just got a snapshot. */
  present(): readonly EngineEvent[] {
    const { account, directory, products, orders } = this
    return [
      orders.present,
      ...(products.known.size > 0 ? [this.productsEvent()] : []),
      ...(directory.state.kind === 'idle' ? [] : [{ kind: 'directory', accountId: account.id, state: directory.state } as const]),
    ]
  }

  /** Devices go off the list; what they went through stays. */
  removed(ids: readonly DeviceId[]): void {
    this.historian.removed(ids)
  }

  /** Ends all calls and timers; of no use afterwards. */
  close(): void {
    this.learning.abort()
    this.directory.close()
    this.products.close()
    this.orders.close()
    this.account.close()
    this.archive?.close()
  }

  /** First what an operator may ask for at any time, in full only then. */
  private async readHistory(nowMs: number): Promise<void> {
    await this.archive?.oldest(() => false)
    const turn = takeTurns(this.clock, LEARNING.stretchMs, LEARNING.pauseMs)
    await this.habits.learnFrom(this.historian, nowMs, () => this.insights.answered() ?? turn(), this.learning.signal)
  }

  private async setBudget(callsPerSecond: number): Promise<Reply> {
    const { account, keeper } = this
    if (!account.kept || !isBudget(callsPerSecond)) return { kind: 'refused', why: 'bad-budget' }
    account.setBudget(callsPerSecond)
    await keeper.saveBudget(account.id, callsPerSecond)
    return DONE
  }

  private async inspect(id: DeviceId): Promise<Reply> {
    const stages = await this.historian.timeline(id)
    return { kind: 'answer', answer: { kind: 'inspection', stages, calls: this.calls.callsOf(id), lastAnswer: this.calls.answerOf(id) } }
  }

  private rowChanged(row: FleetRow, before: FleetRow): void {
    this.historian.rowChanged(row, before)
    this.habits.rowChanged(row, before)
    if (row.call.kind === 'answered') this.products.met(row.device.productId)
  }

  private productsEvent(): EngineEvent {
    return { kind: 'products', accountId: this.account.id, names: [...this.products.known].map(([productId, name]) => ({ productId, name })) }
  }
}
