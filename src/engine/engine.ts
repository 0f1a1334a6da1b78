import { unpackDevices } from '../domain/device-pack'
import { accountIdOf, isSameOriginPath, needsToken, type Upstream } from '../domain/upstream'
import type { Account } from './account'
import { DEMO_TOKEN, tokenFor } from './cloud-access'
import type { EngineOptions } from './engine-options'
import { Keeper } from './keeper'
import { ListEdits } from './list-edits'
import type { Office } from './office'
import { openOffice } from './open-office'
import { Outbox } from './outbox'
import { Queue } from './queue'
import { isAside, type Command, type EngineEvent, type FromEngine, type Reply, type ToEngine } from './protocol'
import { Tabs, type EngineLine } from './tabs'
import { Timekeeper } from './timekeeper'
import { createWakeWatch } from './wake'

const STATUS_EVERY_MS = 1000
const DONE: Reply = { kind: 'done', count: 0 }

/**
 * The program behind the page: holds the account and its token, polls, keeps lists, and serves any number of tabs.
 * Commands run one after the other; each is answered once it holds, on disk where it concerns the list.
 */
export class Engine {
  private readonly options: EngineOptions
  private readonly keeper: Keeper
  private readonly outbox: Outbox
  private readonly edits: ListEdits
  private readonly timekeeper: Timekeeper
  private readonly tabs = new Tabs()
  private office: Office | null = null
  private readonly queue: Queue
  private booted = false
  /** Once another engine has taken over: of the same program or not. */
  private retired: { readonly sameBuild: boolean } | null = null

  constructor(options: EngineOptions) {
    this.options = options
    this.keeper = new Keeper(options.clock, () => this.sendStatus())
    this.outbox = new Outbox(options.clock, (event) => this.broadcast(event))
    this.edits = new ListEdits(this.keeper, this.outbox)
    this.timekeeper = new Timekeeper({
      clock: options.clock,
      watch: options.watch ?? createWakeWatch(options.clock),
      onWake: () => this.account?.askOverdue(),
      onClockSet: (byMs, beforeMs) => this.moveTimes(byMs, beforeMs),
    })
    this.queue = new Queue(this.boot())
  }

  private get account(): Account | null {
    return this.office?.account ?? null
  }

  /** Joins a tab: it gets a full snapshot, then every change. */
  join(post: (message: FromEngine) => void): EngineLine {
    const line = {}
    this.look()
    this.tabs.add(line, post)
    if (this.retired) post({ kind: 'retired', ...this.retired })
    if (this.booted) for (const event of this.whole()) post({ kind: 'event', event })
    const close = () => {
      this.tabs.remove(line)
      this.account?.setVisible(this.tabs.visible)
    }
    const receive = (message: ToEngine) => {
      if (message.kind === 'bye') close()
      else if (message.kind === 'network') this.lookAtNetwork()
      else if (message.kind === 'ping') post({ kind: 'pong' })
      else if (message.kind === 'active') this.look(true)
      else if (message.kind === 'here') this.options.whenGone?.(message.lock, close)
      else this.take(line, message.id, message.command)
    }
    return { receive, close }
  }

  /** Another engine has taken over: asks no more, drops the token, lets go of the disk, and tells its tabs. For good. */
  retire(sameBuild: boolean): void {
    if (this.retired) return
    this.retired = { sameBuild }
    this.account?.lock({ kind: 'superseded' })
    this.queue.add(async () => {
      this.account?.lock({ kind: 'superseded' })
      await this.keeper.handOver(this.account?.id ?? null)
      this.tabs.broadcast({ kind: 'retired', sameBuild })
    })
  }

  private take(line: object, id: number, command: Command): void {
    this.queue.add(async () => {
      const answered = this.answer(line, id, command)
      if (!isAside(command)) await answered
    })
  }

  private async answer(line: object, id: number, command: Command): Promise<void> {
    const reply = await this.run(line, command).catch((): Reply => ({ kind: 'refused', why: 'failed' }))
    await this.outbox.flush()
    this.tabs.post(line, { kind: 'reply', id, reply })
  }

  private async boot(): Promise<void> {
    await this.keeper.open(this.options.openRepository)
    const upstream = (await this.keeper.loadActive()) ?? { kind: 'demo' }
    try {
      await this.activate(upstream)
      if (!needsToken(upstream.kind)) this.account?.unlock(tokenFor(upstream, '') ?? '')
    } catch {
      this.office = null
    }
    this.booted = true
    this.broadcastWhole()
    this.tick()
  }

  private async run(line: object, command: Command): Promise<Reply> {
    if (this.retired) return { kind: 'refused', why: 'superseded' }
    this.look()
    if (command.kind === 'open') return this.open(command.upstream, command.token)
    const { account, office } = this
    if (!account || !office) return { kind: 'refused', why: 'no-account' }
    switch (command.kind) {
      case 'lock':
        return this.lock(account)
      case 'forget':
        return this.forget(account)
      case 'add':
      case 'add-packed':
        return this.edits.add(account, command.kind === 'add' ? command.devices : unpackDevices(command.pack))
      case 'remove':
        office.removed(command.ids)
        return this.edits.remove(account, command.ids)
      case 'undo-remove':
        return this.edits.undoRemove(account)
      case 'visible':
        this.tabs.setVisible(line, command.ids)
        account.setVisible(this.tabs.visible)
        return DONE
      default:
        return office.run(command)
    }
  }

  private async open(upstream: Upstream, pasted: string): Promise<Reply> {
    if (upstream.kind === 'custom' && !isSameOriginPath(upstream.path)) return { kind: 'refused', why: 'bad-path' }
    const token = tokenFor(upstream, pasted)
    if (token === null) return { kind: 'refused', why: 'bad-token' }
    const isNew = this.account?.id !== accountIdOf(upstream)
    if (isNew) await this.activate(upstream)
    this.office?.unlock(token)
    await this.keeper.saveActive(upstream)
    if (isNew) this.broadcastWhole()
    return DONE
  }

  private async activate(upstream: Upstream): Promise<void> {
    const { clock, random, openCloud } = this.options
    // What may fail comes first, while the present account is at work; once closed, it changes no row behind the flush.
    const access = await openCloud(upstream, clock)
    this.office?.close()
    if (this.account) await this.keeper.flush(this.account.id)
    this.outbox.clear()
    this.edits.clear()
    const accountId = accountIdOf(upstream)
    let opened: Office | null = null
    const isOpen = () => opened !== null && this.office === opened
    opened = await openOffice(upstream, access, {
      clock,
      random,
      keeper: this.keeper,
      onRow: (row) => {
        if (!isOpen()) return
        this.outbox.rowChanged(accountId, row)
        if (access.kept) this.keeper.rowChanged(accountId, row)
      },
      onStatus: () => void (isOpen() && this.sendStatus()),
      onAnswered: (serverDateMs, startedAtMs) => this.timekeeper.answered(serverDateMs, startedAtMs),
      broadcast: (event) => this.broadcast(event),
    })
    this.office = opened
    this.lookAtNetwork()
  }

  private async lock(account: Account): Promise<Reply> {
    account.lock({ kind: 'operator' })
    await this.keeper.flush(account.id)
    return DONE
  }

  private async forget(account: Account): Promise<Reply> {
    this.office?.close()
    await this.keeper.forget(account.id)
    await this.activate({ kind: 'demo' })
    this.account?.unlock(DEMO_TOKEN)
    this.broadcastWhole()
    return DONE
  }

  /** The wall clock was set: times noted before it stay as old as they are, here, on disk and on every screen. */
  private moveTimes(byMs: number, beforeMs: number): void {
    this.edits.moveTimes(byMs, beforeMs)
    this.office?.moveTimes(byMs, beforeMs)
    this.outbox.clear()
    if (this.booted) this.broadcastWhole()
  }

  /** What the clocks did comes first: the times of the guard move with them. */
  private look(somebodyIsThere = false): void {
    this.timekeeper.look()
    this.office?.guard.look(this.tabs.count)
    if (somebodyIsThere) this.office?.guard.somebodyIsThere()
  }

  private lookAtNetwork(): void {
    this.account?.setOnline(this.options.isOnline?.() ?? true)
  }

  private tick(): void {
    this.options.clock.after(STATUS_EVERY_MS, () => {
      this.look()
      this.lookAtNetwork()
      if (this.tabs.count > 0) this.sendStatus()
      this.tick()
    })
  }

  private sendStatus(): void {
    if (this.booted && this.account) {
      this.broadcast({ kind: 'status', account: this.account.status, storage: this.keeper.state })
    }
  }

  /** All that a tab has to know, beginning with the snapshot. */
  private whole(): readonly EngineEvent[] {
    const { account, office } = this
    const snapshot = { kind: 'snapshot', account: account?.status ?? null, rows: account?.rows ?? [], storage: this.keeper.state } as const
    return [snapshot, ...(office?.present() ?? [])]
  }

  private broadcastWhole(): void {
    for (const event of this.whole()) this.broadcast(event)
  }

  private broadcast(event: EngineEvent): void {
    this.tabs.broadcast({ kind: 'event', event })
  }
}
