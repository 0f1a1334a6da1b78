import { shallowRef, type ShallowRef } from 'vue'
import type { DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'

/** Signals for the rows on the screen only: a change of any other row costs nothing. */
export class RowSignals {
  private readonly rows: Pick<ReadonlyMap<DeviceId, FleetRow>, 'get'>
  private readonly signals = new Map<DeviceId, ShallowRef<FleetRow | undefined>>()
  /** Looked at wherever its row is. */
  private pinned: DeviceId | null = null

  constructor(rows: Pick<ReadonlyMap<DeviceId, FleetRow>, 'get'>) {
    this.rows = rows
  }

  of(id: DeviceId): Readonly<ShallowRef<FleetRow | undefined>> {
    let signal = this.signals.get(id)
    if (!signal) this.signals.set(id, (signal = shallowRef(this.rows.get(id))))
    return signal
  }

  changed(row: FleetRow): void {
    const signal = this.signals.get(row.device.id)
    if (signal) signal.value = row
  }

  /** Drops the signals of rows that left the screen. */
  keepOnly(ids: ReadonlySet<DeviceId>): void {
    for (const id of this.signals.keys()) if (!ids.has(id) && id !== this.pinned) this.signals.delete(id)
  }

  /** This one's signal stays until another is pinned. */
  pin(id: DeviceId | null): void {
    this.pinned = id
  }

  refreshAll(): void {
    for (const [id, signal] of this.signals) signal.value = this.rows.get(id)
  }
}
