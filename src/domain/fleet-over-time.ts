import type { FleetOverTime } from './insight'
import { momentAfter, type InsightWindow } from './insight-window'
import { UPGRADE_KINDS, type UpgradeKind } from './upgrade'

/** Counts devices at each moment of a window: every stay is noted only where it begins and ends. */
export class FleetCounter {
  private readonly window: InsightWindow
  private readonly known: Int32Array
  private readonly stays: Record<UpgradeKind, Int32Array>

  constructor(window: InsightWindow) {
    this.window = window
    const changes = () => new Int32Array(window.moments.length + 1)
    this.known = changes()
    this.stays = { failed: changes(), confirm: changes(), running: changes(), queued: changes(), offline: changes(), done: changes(), unknown: changes() }
  }

  /** A device belonged to the fleet from one time until just before another. */
  addDevice(from: number, until: number): void {
    this.note(this.known, from, until)
  }

  /** A device was in a state from one time until just before another. */
  addStay(kind: UpgradeKind, from: number, until: number): void {
    this.note(this.stays[kind], from, until)
  }

  build(): FleetOverTime {
    const { moments } = this.window
    const { failed, confirm, running, queued, offline, done, unknown } = this.stays
    const sum = (changes: Int32Array) => sums(changes, moments.length)
    const byKind = { failed: sum(failed), confirm: sum(confirm), running: sum(running), queued: sum(queued), offline: sum(offline), done: sum(done), unknown: sum(unknown) }
    const unobserved = sum(this.known).map((known, place) => UPGRADE_KINDS.reduce((rest, kind) => rest - (byKind[kind][place] ?? 0), known))
    return { at: moments, byKind, unobserved }
  }

  private note(changes: Int32Array, from: number, until: number): void {
    if (until <= from) return
    const [first, end] = [momentAfter(this.window, from), momentAfter(this.window, until)]
    changes[first] = (changes[first] ?? 0) + 1
    changes[end] = (changes[end] ?? 0) - 1
  }
}

function sums(changes: Int32Array, length: number): number[] {
  let present = 0
  return Array.from({ length }, (_, place) => (present += changes[place] ?? 0))
}
