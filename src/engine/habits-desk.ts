import type { Device, DeviceId } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import { passagesOf } from '../domain/passage'
import type { StageHabit } from '../domain/stage-habit'
import { StageHabits } from '../domain/stage-habits'
import { StageWatch } from '../domain/stage-watch'
import type { Upgrade } from '../domain/upgrade'
import type { Historian } from './historian'

/** Enough of one device: what is learned is what the last upgrades of all took. */
const LAST_STAGES = 40

/** Learns how long stages last, from what was kept and from every answer, and tells what is usual for a device's stage. */
export class HabitsDesk {
  private readonly habits = new StageHabits()
  private readonly watch = new StageWatch((productId, passages) => this.habits.learn(productId, passages))

  /**
   * Learns from what was kept up to `until` (ms since the epoch); what comes later is learned as it is seen. After each
   * device it waits for what `others` returns, and ends where `signal` calls it off. Never rejects.
   */
  async learnFrom(kept: Pick<Historian, 'eachTimeline'>, until: number, others: () => Promise<void> | undefined = () => undefined, signal?: AbortSignal): Promise<void> {
    try {
      await kept.eachTimeline((id, stages) => {
        this.habits.learn(productIdOf(id), passagesOf(stages.slice(-LAST_STAGES), until))
        return others()
      }, signal)
    } catch {
      // Without its history it learns all the same, only later.
    }
  }

  /** Of a stage in the status of `upgrade`; `null` before anything is known. */
  habitFor({ productId }: Pick<Device, 'productId'>, { status }: Upgrade): StageHabit | null {
    return this.habits.habitOf(productId, status)
  }

  rowChanged(row: FleetRow, before: FleetRow): void {
    this.watch.changed(row, before)
  }

  /** The clock was set: what is under way can be measured no more. */
  clockWasSet(): void {
    this.watch.forget()
  }
}

function productIdOf(id: DeviceId): string {
  return id.slice(0, id.indexOf('/'))
}
