import type { DeviceId } from '@/domain/device'
import type { SeenStage } from '@/domain/insight-builder'
import type { SimulatedCloud } from '@/simulator/cloud'

/** The kept history of simulated devices as an observer writes it down: what it saw, when it looked. */
export class WatchedHistory {
  readonly stages = new Map<DeviceId, SeenStage[]>()
  private readonly cloud: SimulatedCloud
  /** Wall time of simulated time 0. */
  private readonly startMs: number

  constructor(cloud: SimulatedCloud, startMs: number) {
    this.cloud = cloud
    this.startMs = startMs
  }

  get now() {
    return this.startMs + this.cloud.nowMs
  }

  lookAtAll() {
    for (const { id } of this.cloud.devices()) this.look(id)
  }

  look(id: DeviceId) {
    const truth = this.cloud.truth(id)
    if (!truth) return
    const kept = this.stages.get(id) ?? []
    this.stages.set(id, kept)
    const last = kept.at(-1)
    if (last && last.status === truth.status) kept[kept.length - 1] = { ...last, seenAt: this.now, message: truth.errMsg || null }
    else {
      if (last) kept[kept.length - 1] = { ...last, to: this.now }
      kept.push({ status: truth.status, message: truth.errMsg || null, from: this.now, exact: last !== undefined, seenAt: this.now, to: null })
    }
  }
}
