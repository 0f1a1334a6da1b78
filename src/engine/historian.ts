import type { Device, DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import type { Stage } from '../domain/stage'
import { joinedStages, withSnapshot, withStageMoved } from '../domain/stage-log'

export interface HistorianOptions {
  /** Told of every stage whose end was seen; its `to` is set. */
  onStageEnded: (device: Device, stage: Stage) => void
  /** Ended stages that are held in memory at the most; the oldest of each device go first. */
  mostInMemory?: number
}

/** Stages that are kept of one device; the oldest go first. */
export const MOST_STAGES_A_DEVICE = 200
const MOST_STAGES_IN_MEMORY = 100_000

/** Notes down which stages the devices of an account went through, as observed. */
export class Historian {
  private readonly options: HistorianOptions
  private readonly open = new Map<DeviceId, Stage>()
  private readonly ended = new Map<DeviceId, readonly Stage[]>()
  private readonly mostInMemory: number
  private endedCount = 0

  constructor(options: HistorianOptions) {
    this.options = options
    this.mostInMemory = options.mostInMemory ?? MOST_STAGES_IN_MEMORY
  }

  /** Takes a changed row; only an answer says something about the device. */
  rowChanged(row: FleetRow, before: FleetRow): void {
    const { device, snapshot } = row
    if (!snapshot || snapshot.requestId === before.snapshot?.requestId) return
    const step = withSnapshot(this.open.get(device.id) ?? null, before.snapshot, snapshot)
    this.open.set(device.id, step.open)
    for (const stage of step.ended) this.end(device, stage)
  }

  /** The stages of a device, oldest first, the open one last; none for a device never seen. */
  timeline(id: DeviceId): Promise<readonly Stage[]> {
    return Promise.resolve(this.held(id))
  }

  /** Visits the stages of every device ever seen, unwatched ones included. */
  async eachTimeline(visit: (id: DeviceId, stages: readonly Stage[]) => void): Promise<void> {
    for (const id of new Set([...this.ended.keys(), ...this.open.keys()])) visit(id, this.held(id))
    return Promise.resolve()
  }

  /** The wall clock was set by `byMs`: every time noted before `beforeMs` moves with it. */
  moveTimes(byMs: number, beforeMs: number): void {
    for (const [id, stage] of this.open) this.open.set(id, withStageMoved(stage, byMs, beforeMs))
    for (const [id, stages] of this.ended) this.ended.set(id, stages.map((stage) => withStageMoved(stage, byMs, beforeMs)))
  }

  private held(id: DeviceId): readonly Stage[] {
    const open = this.open.get(id)
    return joinedStages(this.ended.get(id) ?? [], open ? [open] : [])
  }

  private end(device: Device, stage: Stage): void {
    const stages = [...(this.ended.get(device.id) ?? []), stage]
    if (stages.length > MOST_STAGES_A_DEVICE) stages.shift()
    else this.endedCount += 1
    this.ended.set(device.id, stages)
    if (this.endedCount > this.mostInMemory) this.dropOldest()
    this.options.onStageEnded(device, stage)
  }

  /** Makes room by a tenth, so that this is seldom. */
  private dropOldest(): void {
    while (this.endedCount > this.mostInMemory * 0.9) {
      for (const [id, stages] of this.ended) {
        this.endedCount -= 1
        if (stages.length > 1) this.ended.set(id, stages.slice(1))
        else this.ended.delete(id)
        if (this.endedCount <= this.mostInMemory * 0.9) break
      }
    }
  }
}
