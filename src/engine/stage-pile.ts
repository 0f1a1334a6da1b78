import type { DeviceId } from '../domain/device'
import type { Stage } from '../domain/stage'
import { joinedStages } from '../domain/stage-log'
import { MOST_STAGES_A_DEVICE } from '../storage/history-bounds'
import type { EndedStages } from '../storage/repository'

/** Ended stages in memory, bounded for each device and in all: the oldest of each device go first. */
export class StagePile {
  private readonly most: number
  private stagesOf = new Map<DeviceId, readonly Stage[]>()
  private count = 0

  constructor(most: number) {
    this.most = most
  }

  ids(): DeviceId[] {
    return [...this.stagesOf.keys()]
  }

  of(id: DeviceId): readonly Stage[] {
    return this.stagesOf.get(id) ?? []
  }

  add(id: DeviceId, stages: readonly Stage[]): void {
    this.set(id, joinedStages(this.of(id), stages))
    if (this.count > this.most) this.makeRoom()
  }

  /** Puts stages before those that came since they were taken. */
  putBack(batch: EndedStages): void {
    for (const [id, stages] of batch) this.set(id, joinedStages(stages, this.of(id)))
    if (this.count > this.most) this.makeRoom()
  }

  /** Hands out all, and keeps none. */
  take(): EndedStages {
    const batch = this.stagesOf
    this.stagesOf = new Map()
    this.count = 0
    return batch
  }

  change(change: (stages: readonly Stage[]) => readonly Stage[]): void {
    for (const [id, stages] of this.stagesOf) this.set(id, change(stages))
  }

  private set(id: DeviceId, stages: readonly Stage[]): void {
    const kept = stages.slice(-MOST_STAGES_A_DEVICE)
    this.count += kept.length - this.of(id).length
    if (kept.length > 0) this.stagesOf.set(id, kept)
    else this.stagesOf.delete(id)
  }

  /** By a tenth, so that this is seldom. */
  private makeRoom(): void {
    while (this.count > this.most * 0.9) {
      for (const [id, stages] of this.stagesOf) {
        this.set(id, stages.slice(1))
        if (this.count <= this.most * 0.9) return
      }
    }
  }
}
