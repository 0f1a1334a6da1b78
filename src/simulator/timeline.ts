import type { DeviceId } from '../domain/device'
import type { DeviceRun } from './device-run'
import { EventQueue } from './event-queue'
import type { SimulatedDevice } from './fleet'

export interface SimulatedTransition {
  readonly id: DeviceId
  /** Simulated ms since the creation. */
  readonly atMs: number
  readonly from: number | null
  readonly to: number | null
}

type Listener = (transition: SimulatedTransition) => void

/** Simulated time: lets each device move on when its stage has run out, in order, and touches no other device. */
export class Timeline {
  nowMs: number
  transitions = 0
  private readonly devices: readonly SimulatedDevice[]
  private readonly runs: readonly DeviceRun[]
  private readonly events = new EventQueue()
  private readonly listeners = new Set<Listener>()

  constructor(devices: readonly SimulatedDevice[], runs: readonly DeviceRun[], startMs: number) {
    this.devices = devices
    this.runs = runs
    this.nowMs = startMs
    for (const place of runs.keys()) this.expect(place)
  }

  /** Takes note of when the stage of a device ends; to be called after each change of the stage. */
  expect(place: number): void {
    const run = this.runs[place]
    if (!run?.stage.next || !Number.isFinite(run.stage.endsAtMs)) return
    this.events.push({ atMs: run.stage.endsAtMs, device: place, generation: run.generation })
  }

  advance(durationMs: number): void {
    const untilMs = this.nowMs + Math.max(0, durationMs)
    for (let event = this.events.popUntil(untilMs); event; event = this.events.popUntil(untilMs)) {
      if (this.runs[event.device]?.generation !== event.generation) continue
      this.nowMs = event.atMs
      this.move(event.device)
    }
    this.nowMs = untilMs
  }

  onTransition(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  private move(place: number): void {
    const run = this.runs[place]
    const device = this.devices[place]
    if (!run || !device) return
    const from = run.stage.status
    run.stage.next?.(run, this.nowMs)
    this.transitions += 1
    this.expect(place)
    const transition = { id: device.id, atMs: this.nowMs, from, to: run.stage.status }
    for (const tell of this.listeners) tell(transition)
  }
}
