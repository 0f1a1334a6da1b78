import type { Device, DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import { withTimesMoved } from '../domain/row-times'
import type { Account } from './account'
import type { Keeper } from './keeper'
import type { Outbox } from './outbox'
import type { Reply } from './protocol'

/** Changes of the list of watched devices, each acknowledged once it is on disk; the last removal can be undone. */
export class ListEdits {
  private readonly keeper: Keeper
  private readonly outbox: Outbox
  private lastRemoved: readonly FleetRow[] = []

  constructor(keeper: Keeper, outbox: Outbox) {
    this.keeper = keeper
    this.outbox = outbox
  }

  add(account: Account, devices: readonly Device[]): Promise<Reply> {
    return this.watch(account, account.add(devices))
  }

  async remove(account: Account, ids: readonly DeviceId[]): Promise<Reply> {
    const removed = account.remove(ids)
    this.lastRemoved = removed
    for (const row of removed) this.outbox.rowRemoved(account.id, row.device.id)
    if (account.kept) await this.keeper.removeRows(account.id, ids)
    return { kind: 'done', count: removed.length }
  }

  undoRemove(account: Account): Promise<Reply> {
    const rows = this.lastRemoved
    this.lastRemoved = []
    return this.watch(account, account.restore(rows))
  }

  /** The list is another one now: nothing can be undone. */
  clear(): void {
    this.lastRemoved = []
  }

  /** The wall clock was set by `byMs`: what an undo brings back moves with it. */
  moveTimes(byMs: number, beforeMs: number): void {
    this.lastRemoved = this.lastRemoved.map((row) => withTimesMoved(row, byMs, beforeMs))
  }

  private async watch(account: Account, rows: readonly FleetRow[]): Promise<Reply> {
    for (const row of rows) this.outbox.rowChanged(account.id, row)
    // A hundred thousand are written for seconds: pages that were drawing them meanwhile would want for processors.
    await this.outbox.flush()
    if (account.kept && rows.length > 0) await this.keeper.addRows(account.id, rows)
    return { kind: 'done', count: rows.length }
  }
}
