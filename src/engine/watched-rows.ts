import type { DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'

type OnRow = (row: FleetRow, before: FleetRow) => void

/** The rows of an account's devices. Every change is told; an answer to an older call never follows a newer one's. */
export class WatchedRows {
  private readonly rowOf = new Map<DeviceId, FleetRow>()
  /** When the call was started whose answer a row shows, monotonic ms. */
  private readonly shownFromMs = new Map<DeviceId, number>()
  private readonly onRow: OnRow

  constructor(rows: readonly FleetRow[], onRow: OnRow) {
    this.onRow = onRow
    for (const row of rows) this.rowOf.set(row.device.id, row)
  }

  get size(): number {
    return this.rowOf.size
  }

  get(id: DeviceId): FleetRow | undefined {
    return this.rowOf.get(id)
  }

  ids(): DeviceId[] {
    return [...this.rowOf.keys()]
  }

  all(): FleetRow[] {
    return [...this.rowOf.values()]
  }

  /** Whether the row is new; one of a device that has a row already is passed over. */
  add(row: FleetRow): boolean {
    if (this.rowOf.has(row.device.id)) return false
    this.rowOf.set(row.device.id, row)
    return true
  }

  /** Returns the row as it was. */
  remove(id: DeviceId): FleetRow | undefined {
    const row = this.rowOf.get(id)
    this.rowOf.delete(id)
    this.shownFromMs.delete(id)
    return row
  }

  /** Puts another row in the place of the present one, and returns the one that holds now. */
  update(id: DeviceId, change: (row: FleetRow) => FleetRow): FleetRow | undefined {
    const before = this.rowOf.get(id)
    if (!before) return undefined
    const row = change(before)
    if (row === before) return row
    this.rowOf.set(id, row)
    this.onRow(row, before)
    return row
  }

  /** The same with the answer to a call that was started at `startedAtMs`, unless a newer one is shown already. */
  show(id: DeviceId, startedAtMs: number, change: (row: FleetRow) => FleetRow): FleetRow | undefined {
    if (startedAtMs < (this.shownFromMs.get(id) ?? -Infinity)) return this.rowOf.get(id)
    this.shownFromMs.set(id, startedAtMs)
    return this.update(id, change)
  }
}
