import type { DeviceId } from '@/domain/device'
import { createDevice } from '@/domain/device'
import { createRow, withAnswer, type FleetRow } from '@/domain/fleet-row'
import { StageHabits } from '@/domain/stage-habits'
import { StageWatch } from '@/domain/stage-watch'
import { upgradeFromWire } from '@/domain/upgrade'
import { createSimulatedCloud, type SimulatedCloud } from '@/simulator/cloud'
import { createRandom } from '@/simulator/random'
import type { ScenarioName } from '@/simulator/scenarios'

const START_MS = Date.UTC(2026, 0, 1)

export interface Looked {
  readonly row: FleetRow
  readonly before: FleetRow
  readonly now: number
}

/**
 * A simulated fleet that is asked about, each device at intervals of its own as an engine would, and what is learned of it.
 * `look` hears of every answer.
 */
export class ObservedFleet {
  readonly cloud: SimulatedCloud
  readonly habits = new StageHabits()
  readonly rows = new Map<DeviceId, FleetRow>()
  now = START_MS
  private readonly watch = new StageWatch((productId, passages) => this.habits.learn(productId, passages))
  private readonly random
  private readonly dueAt = new Map<DeviceId, number>()

  constructor({ scenario, seed, devices }: { scenario: ScenarioName; seed: number; devices: number }) {
    this.cloud = createSimulatedCloud({ scenario, seed, devices })
    this.random = createRandom(seed)
    for (const { id, productId, deviceName } of this.cloud.devices()) this.rows.set(id, createRow(createDevice(productId, deviceName), START_MS))
  }

  run(durationMs: number, look: (looked: Looked) => void = () => undefined): void {
    const until = this.now + durationMs
    while (this.now < until) {
      this.now += 1000
      this.cloud.advance(1000)
      for (const [id, row] of this.rows) if ((this.dueAt.get(id) ?? 0) <= this.now) look(this.ask(id, row))
    }
  }

  private ask(id: DeviceId, before: FleetRow): Looked {
    const { now } = this
    const truth = this.cloud.truth(id)
    if (!truth) throw new Error(`no device ${id}`)
    const upgrade = upgradeFromWire({ ...truth, message: truth.errMsg })
    const restMs = upgrade.kind === 'running' ? this.random.between(4_000, 15_000) : upgrade.kind === 'queued' ? this.random.between(5_000, 25_000) : this.random.between(20_000, 60_000)
    const habit = this.habits.habitOf(before.device.productId, upgrade.status)
    const row = withAnswer(before, { upgrade, requestId: `${id} ${now}`, at: now, expectedIntervalMs: restMs, habit })
    this.rows.set(id, row)
    this.dueAt.set(id, now + restMs)
    this.watch.changed(row, before)
    return { row, before, now }
  }
}
