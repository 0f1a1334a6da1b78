import type { DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import type { AccountId } from '../domain/upstream'
import type { Cancel, Clock } from '../polling/clock'
import { MOST_ROWS, type EngineEvent } from './protocol'

/** At most 10 batches a second go to the tabs. */
export const BATCH_MS = 100

/** A long batch goes out part by part, so that a tab has its frames between them. */
const NEXT_PART_MS = 16

/** Gathers changes of rows and sends them in batches, the newest state of each row once. */
export class Outbox {
  private readonly clock: Clock
  private readonly send: (event: EngineEvent) => void
  private readonly changed = new Map<DeviceId, FleetRow>()
  private readonly removed = new Set<DeviceId>()
  private accountId: AccountId | null = null
  private cancelTimer: Cancel | null = null
  private emptied: (() => void)[] = []

  constructor(clock: Clock, send: (event: EngineEvent) => void) {
    this.clock = clock
    this.send = send
  }

  rowChanged(accountId: AccountId, row: FleetRow): void {
    this.removed.delete(row.device.id)
    this.changed.set(row.device.id, row)
    this.schedule(accountId)
  }

  rowRemoved(accountId: AccountId, id: DeviceId): void {
    this.changed.delete(id)
    this.removed.add(id)
    this.schedule(accountId)
  }

  /** Begins to send what waits at once; resolves when nothing waits any more. */
  flush(): Promise<void> {
    this.cancelTimer?.()
    return new Promise((resolve) => {
      this.emptied.push(resolve)
      this.sendInParts()
    })
  }

  /** Forgets what waits. */
  clear(): void {
    this.changed.clear()
    this.removed.clear()
    void this.flush()
  }

  private schedule(accountId: AccountId): void {
    this.accountId = accountId
    this.cancelTimer ??= this.clock.after(BATCH_MS, () => this.sendInParts())
  }

  private sendInParts(): void {
    this.cancelTimer = null
    if (this.sendPart()) {
      this.cancelTimer = this.clock.after(NEXT_PART_MS, () => this.sendInParts())
      return
    }
    for (const tell of this.emptied.splice(0)) tell()
  }

  /** Whether more is left. */
  private sendPart(): boolean {
    if (this.accountId === null || (this.changed.size === 0 && this.removed.size === 0)) return false
    const changed = firstOf(this.changed.values())
    for (const { device } of changed) this.changed.delete(device.id)
    const removed = firstOf(this.removed)
    for (const id of removed) this.removed.delete(id)
    this.send({ kind: 'rows', accountId: this.accountId, changed, removed })
    return this.changed.size > 0 || this.removed.size > 0
  }
}

function firstOf<T>(items: Iterable<T>): T[] {
  const first: T[] = []
  for (const item of items) {
    first.push(item)
    if (first.length === MOST_ROWS) break
  }
  return first
}
