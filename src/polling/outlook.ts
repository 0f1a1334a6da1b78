import { ChangeRates, type ChangeClass } from './change-rates'
import { endOfProgress, type ProgressMark } from './forecast'
import { STEPS_OF_A_TASK, type Observation } from './observation'
import type { Watched } from './watched'

/** What is expected of each device, learned from the answers. Times are of the monotonic clock. */
export class Outlook<Id> {
  private readonly rates = new ChangeRates()

  /** Takes an answer in: what it teaches about devices like this one, and where this one now stands. */
  learn(device: Watched<Id>, seen: Observation, nowMs: number): void {
    const before = device.changeClass
    if (before) this.teach(device, before, seen, nowMs)
    else device.enteredMs = seen.resting ? -Infinity : nowMs
    const endMs = this.endMs(device, seen, nowMs)
    device.changeClass = this.rates.classOf(seen, nowMs - device.enteredMs, endMs !== null)
    device.appointmentMs = endMs ?? Infinity
    device.askedMs = nowMs
  }

  /** Expected weighted changes a ms of a device that was answered for. */
  perMs({ changeClass }: Watched<Id>, nowMs: number): number | null {
    return changeClass && this.rates.perMs(changeClass, nowMs)
  }

  private teach(device: Watched<Id>, before: ChangeClass, seen: Observation, nowMs: number): void {
    const waitedMs = nowMs - device.askedMs
    const changed = before.stage !== seen.stage || before.version !== seen.version
    const foretold = device.byForecast && seen.step > before.step
    const weight = changed && !foretold ? seen.weight + stagesBetween(before.step, seen.step) : 0
    this.rates.observe(before, waitedMs, weight, nowMs)
    if (!changed) return
    device.enteredMs = nowMs - waitedMs / 2
    device.mark = null
  }

  private endMs(device: Watched<Id>, { progress }: Observation, nowMs: number): number | null {
    if (progress === null) return null
    const isBack = device.mark === null || progress < device.mark.progress
    const mark: ProgressMark = isBack ? { atMs: nowMs, progress } : (device.mark ?? { atMs: nowMs, progress })
    device.mark = mark
    return endOfProgress(mark, progress, nowMs)
  }
}

/** How many stages of the usual course went by unseen: each of them was a change that somebody waited for. */
function stagesBetween(from: number, to: number): number {
  const reached = to > 0 ? to : from > 0 ? STEPS_OF_A_TASK : 1
  return Math.max(0, reached - from - 1)
}
