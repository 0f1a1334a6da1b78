import type { DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import type { Stage } from '../domain/stage'
import { joinedBriefs, joinedStages, withSnapshot, withStageMoved } from '../domain/stage-log'
import type { BriefVisit, EndedStages, TimelineVisit } from '../storage/repository'
import { StagePile } from './stage-pile'

/** Where ended stages are that were written down. */
export interface StageShelf {
  timeline(id: DeviceId): Promise<readonly Stage[]>
  each(visit: TimelineVisit, signal?: AbortSignal): Promise<void>
  eachBrief(visit: BriefVisit): Promise<void>
  oldest(isAsked: (id: DeviceId) => boolean): Promise<number | null>
}

export interface HistorianOptions {
  /** The stages that lasted when watching broke off. */
  open?: ReadonlyMap<DeviceId, Stage>
  /** Without one, memory is all there is. */
  shelf?: StageShelf | null
  /** Ended stages that are held in memory at the most; the oldest of each device go first. */
  mostInMemory?: number
}

const MOST_STAGES_IN_MEMORY = 100_000

/** Notes down which stages the devices of an account went through, as observed. */
export class Historian {
  private readonly options: HistorianOptions
  private readonly open: Map<DeviceId, Stage>
  private readonly ended: StagePile
  /** Taken to be written, and not known to be on disk. */
  private readonly taken = new Map<EndedStages, EndedStages>()

  constructor(options: HistorianOptions) {
    this.options = options
    this.open = new Map(options.open)
    this.ended = new StagePile(options.mostInMemory ?? MOST_STAGES_IN_MEMORY)
  }

  /** Takes a changed row; only an answer says something about the device. */
  rowChanged(row: FleetRow, before: FleetRow): void {
    const { device, snapshot } = row
    if (!snapshot || snapshot.requestId === before.snapshot?.requestId) return
    const step = withSnapshot(this.open.get(device.id) ?? null, before.snapshot, snapshot)
    this.open.set(device.id, step.open)
    if (step.ended.length > 0) this.ended.add(device.id, step.ended)
  }

  /** Devices that are watched no more: their stages break off, and stay. */
  removed(ids: readonly DeviceId[]): void {
    for (const id of ids) {
      const stage = this.open.get(id)
      if (stage) this.ended.add(id, [stage])
      this.open.delete(id)
    }
  }

  /** The stages of a device, oldest first, the open one last; none for a device never seen. */
  async timeline(id: DeviceId): Promise<readonly Stage[]> {
    // Before the disk is read: what is written meanwhile is then known twice, not never.
    const held = this.held(id)
    return joinedStages((await this.options.shelf?.timeline(id)) ?? [], held)
  }

  /** Visits the stages of every device of which any are kept, unwatched ones included, until `signal` calls it off. */
  async eachTimeline(visit: TimelineVisit, signal?: AbortSignal): Promise<void> {
    const held = this.allHeld()
    await this.options.shelf?.each((id, stages) => {
      const whole = joinedStages(stages, held.get(id) ?? [])
      held.delete(id)
      return visit(id, whole)
    }, signal)
    for (const [id, stages] of held) {
      if (signal?.aborted) return
      const pause = visit(id, stages)
      if (pause) await pause
    }
  }

  /** The same without curves, which is many times as fast. */
  async eachBrief(visit: BriefVisit): Promise<void> {
    const held = this.allHeld()
    await this.options.shelf?.eachBrief((id, stages) => {
      const later = held.get(id)
      held.delete(id)
      return visit(id, later ? joinedBriefs(stages, later) : stages)
    })
    for (const [id, stages] of held) {
      const pause = visit(id, stages)
      if (pause) await pause
    }
  }

  /** When the oldest known stage of the devices that `isAsked` is true of began, ms since the epoch; `null` without any. */
  async oldest(isAsked: (id: DeviceId) => boolean): Promise<number | null> {
    let oldest = Infinity
    for (const [id, [first]] of this.allHeld()) if (first && isAsked(id)) oldest = Math.min(oldest, first.from)
    oldest = Math.min(oldest, (await this.options.shelf?.oldest(isAsked)) ?? Infinity)
    return oldest === Infinity ? null : oldest
  }

  /** The stage of a device that lasts. */
  openStage(id: DeviceId): Stage | null {
    return this.open.get(id) ?? null
  }

  /** Hands out what ended, to be written; it is remembered until `settle`. */
  take(): EndedStages {
    const batch = this.ended.take()
    if (batch.size > 0) this.taken.set(batch, batch)
    return batch
  }

  /** What was taken is on disk; or it is not and never will be, and memory has to keep it. */
  settle(batch: EndedStages, isWritten: boolean): void {
    const stages = this.taken.get(batch)
    this.taken.delete(batch)
    if (stages && !isWritten) this.ended.putBack(stages)
  }

  /** The wall clock was set by `byMs`: every time noted before `beforeMs` moves with it. */
  moveTimes(byMs: number, beforeMs: number): void {
    const moved = (stages: readonly Stage[]) => stages.map((stage) => withStageMoved(stage, byMs, beforeMs))
    for (const [id, stage] of this.open) this.open.set(id, withStageMoved(stage, byMs, beforeMs))
    this.ended.change(moved)
    for (const [batch, stages] of this.taken) this.taken.set(batch, new Map(Array.from(stages, ([id, some]) => [id, moved(some)])))
  }

  private allHeld(): Map<DeviceId, readonly Stage[]> {
    const ids = new Set([...this.ended.ids(), ...[...this.taken.values()].flatMap((batch) => [...batch.keys()]), ...this.open.keys()])
    return new Map(Array.from(ids, (id) => [id, this.held(id)]))
  }

  private held(id: DeviceId): readonly Stage[] {
    const open = this.open.get(id)
    const parts = [...[...this.taken.values()].map((batch) => batch.get(id) ?? []), this.ended.of(id), open ? [open] : []]
    return parts.reduce<readonly Stage[]>(joinedStages, [])
  }
}
