import type { DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import { accountIdOf, isSameOriginPath, type Upstream } from '../domain/upstream'
import type { Cancel, Clock } from '../polling/clock'
import { Account } from './account'
import { DEMO_TOKEN, type CloudAccess } from './cloud-access'
import { Keeper, type OpenRepository } from './keeper'
import { Outbox } from './outbox'
import type { Command, EngineEvent, FromEngine, LockReason, Reply, ToEngine } from './protocol'
import { readToken } from './token'

export interface EngineOptions {
  clock: Clock
  random: () => number
  openCloud: (upstream: Upstream, clock: Clock) => Promise<CloudAccess>
  openRepository: OpenRepository
}

/** One tab's line to the engine. */
export interface EngineLine {
  receive(message: ToEngine): void
  close(): void
}

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
  private readonly lines = new Map<object, (message: FromEngine) => void>()
  private readonly visibleTo = new Map<object, readonly DeviceId[]>()
  private account: Account | null = null
  private lastRemoved: readonly FleetRow[] = []
  private queue: Promise<void>
  private booted = false
  private cancelTick: Cancel | null = null

  constructor(options: EngineOptions) {
    this.options = options
    this.keeper = new Keeper(options.clock, () => this.sendStatus())
    this.outbox = new Outbox(options.clock, (event) => this.broadcast(event))
    this.queue = this.boot()
  }

  /** Joins a tab: it gets a full snapshot, then every change. */
  join(post: (message: FromEngine) => void): EngineLine {
    const line = {}
    this.lines.set(line, post)
    if (this.booted) this.sendSnapshot([post])
    const close = () => {
      this.lines.delete(line)
      this.setVisible(line, [])
    }
    const receive = (message: ToEngine) => {
      if (message.kind === 'bye') close()
      else this.enqueue(line, message.id, message.command)
    }
    return { receive, close }
  }

  private enqueue(line: object, id: number, command: Command): void {
    this.queue = this.runAfter(this.queue, line, id, command)
  }

  private async runAfter(before: Promise<void>, line: object, id: number, command: Command): Promise<void> {
    await before
    let reply: Reply
    try {
      reply = await this.run(line, command)
    } catch {
      reply = { kind: 'refused', why: 'failed' }
    }
    this.outbox.flush()
    this.lines.get(line)?.({ kind: 'reply', id, reply })
  }

  private async boot(): Promise<void> {
    await this.keeper.open(this.options.openRepository)
    const upstream = (await this.keeper.loadActive()) ?? { kind: 'demo' }
    try {
      await this.activate(upstream)
      if (upstream.kind === 'demo') this.account?.unlock(DEMO_TOKEN)
    } catch {
      this.account = null
    }
    this.booted = true
    this.sendSnapshot(this.lines.values())
    this.tick()
  }

  private async run(line: object, command: Command): Promise<Reply> {
    if (command.kind === 'open') return this.open(command.upstream, command.token)
    const { account } = this
    if (!account) return { kind: 'refused', why: 'no-account' }
    switch (command.kind) {
      case 'lock':
        return this.lock(account, { kind: 'operator' })
      case 'forget':
        return this.forget(account)
      case 'add':
        return this.watch(account, account.add(command.devices))
      case 'remove':
        return this.remove(account, command.ids)
      case 'undo-remove':
        return this.undoRemove(account)
      case 'refresh':
        account.refresh(command.ids)
        return DONE
      case 'set-budget':
        return DONE
      case 'pause':
        account.pause()
        return DONE
      case 'resume':
        account.resume()
        return DONE
      case 'visible':
        this.setVisible(line, command.ids)
        return DONE
      default:
        return command satisfies never
    }
  }

  private async open(upstream: Upstream, pasted: string): Promise<Reply> {
    if (upstream.kind === 'custom' && !isSameOriginPath(upstream.path)) return { kind: 'refused', why: 'bad-path' }
    const token = upstream.kind === 'demo' ? DEMO_TOKEN : readToken(pasted)
    if (token === null) return { kind: 'refused', why: 'bad-token' }
    const isNew = this.account?.id !== accountIdOf(upstream)
    if (isNew) await this.activate(upstream)
    this.account?.unlock(token)
    await this.keeper.saveActive(upstream)
    if (isNew) this.sendSnapshot(this.lines.values())
    return DONE
  }

  private async activate(upstream: Upstream): Promise<void> {
    const { clock, random, openCloud } = this.options
    // What may fail comes first, while the present account is at work; once closed, it changes no row behind the flush.
    const access = await openCloud(upstream, clock)
    this.account?.close()
    if (this.account) await this.keeper.flush(this.account.id)
    this.outbox.clear()
    this.lastRemoved = []
    const accountId = accountIdOf(upstream)
    const rows = access.kept ? await this.keeper.loadRows(accountId) : []
    const account: Account = new Account({
      upstream,
      access,
      clock,
      random,
      rows,
      onRow: (row) => {
        if (this.account !== account) return
        this.outbox.rowChanged(accountId, row)
        if (account.kept) this.keeper.rowChanged(accountId, row)
      },
      onStatus: () => {
        if (this.account === account) this.sendStatus()
      },
    })
    if (access.devices.length > 0) account.add(access.devices)
    this.account = account
  }

  private async watch(account: Account, rows: readonly FleetRow[]): Promise<Reply> {
    for (const row of rows) this.outbox.rowChanged(account.id, row)
    if (account.kept && rows.length > 0) await this.keeper.addRows(account.id, rows)
    return { kind: 'done', count: rows.length }
  }

  private async remove(account: Account, ids: readonly DeviceId[]): Promise<Reply> {
    const removed = account.remove(ids)
    this.lastRemoved = removed
    for (const row of removed) this.outbox.rowRemoved(account.id, row.device.id)
    if (account.kept) await this.keeper.removeRows(account.id, ids)
    return { kind: 'done', count: removed.length }
  }

  private undoRemove(account: Account): Promise<Reply> {
    const rows = this.lastRemoved
    this.lastRemoved = []
    return this.watch(account, account.restore(rows))
  }

  private async lock(account: Account, reason: LockReason): Promise<Reply> {
    account.lock(reason)
    await this.keeper.flush(account.id)
    return DONE
  }

  private async forget(account: Account): Promise<Reply> {
    account.close()
    await this.keeper.forget(account.id)
    await this.activate({ kind: 'demo' })
    this.account?.unlock(DEMO_TOKEN)
    this.sendSnapshot(this.lines.values())
    return DONE
  }

  private setVisible(line: object, ids: readonly DeviceId[]): void {
    if (ids.length > 0) this.visibleTo.set(line, ids)
    else this.visibleTo.delete(line)
    this.account?.setVisible([...new Set([...this.visibleTo.values()].flat())])
  }

  private tick(): void {
    this.cancelTick?.()
    this.cancelTick = this.options.clock.after(STATUS_EVERY_MS, () => {
      if (this.lines.size > 0) this.sendStatus()
      this.tick()
    })
  }

  private sendStatus(): void {
    if (this.booted && this.account) {
      this.broadcast({ kind: 'status', account: this.account.status, storage: this.keeper.state })
    }
  }

  private sendSnapshot(posts: Iterable<(message: FromEngine) => void>): void {
    const account = this.account?.status ?? null
    const event: EngineEvent = { kind: 'snapshot', account, rows: this.account?.rows ?? [], storage: this.keeper.state }
    for (const post of posts) post({ kind: 'event', event })
  }

  private broadcast(event: EngineEvent): void {
    for (const post of this.lines.values()) post({ kind: 'event', event })
  }
}
