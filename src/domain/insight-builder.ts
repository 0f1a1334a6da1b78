import { normalise, TIMED_OUT, type FailureCause } from './failure-cause'
import { FleetCounter } from './fleet-over-time'
import type { CauseInsight, Insight, InsightRules, StageDurations } from './insight'
import { barOf } from './insight-window'
import { quartilesOf } from './quartiles'
import type { Stage } from './stage'
import { kindOfStatus } from './upgrade'

/** What is asked of a stage here. */
export type SeenStage = Pick<Stage, 'status' | 'message' | 'from' | 'exact' | 'seenAt' | 'to'>

/** Stages that end by themselves, in the order in which a device goes through them. */
export const TIMED_STATUSES: readonly number[] = [8, 0, 1, 7, 2, 3, 20, 4]

/** Gathers what stages tell of a period, device by device, each stage looked at once. */
export class InsightBuilder {
  private readonly rules: InsightRules
  private readonly fleet: FleetCounter
  private readonly causeOfText = new Map<string, FailureCause>()
  private readonly causes = new Map<FailureCause, { fresh: number; standing: number }>()
  private readonly durations = new Map<number, number[]>(TIMED_STATUSES.map((status) => [status, []]))
  private readonly seen: number[]
  private readonly late: number[]
  private devices = 0
  private stages = 0
  private since: number | null = null

  constructor(rules: InsightRules) {
    this.rules = rules
    this.fleet = new FleetCounter(rules.window)
    const bars = Array.from({ length: barOf(rules.window, rules.window.to) + 1 }, () => 0)
    this.seen = [...bars]
    this.late = [...bars]
  }

  /** Takes in a device's stages, oldest first. One that is watched no more left the fleet when it was seen last. */
  add(stages: readonly SeenStage[], isWatched: boolean): void {
    const first = stages[0]
    if (!first) return
    this.devices += 1
    this.stages += stages.length
    this.since = Math.min(this.since ?? Infinity, first.from)
    let knownUntil = first.from
    let before: SeenStage | undefined
    for (let place = 0; place < stages.length; place += 1) {
      const stage = stages[place]
      if (!stage) continue
      knownUntil = Math.max(knownUntil, this.take(stage, before, stages[place + 1]))
      before = stage
    }
    this.fleet.addDevice(first.from, isWatched ? Infinity : knownUntil)
  }

  /** What was taken in so far. */
  build(): Insight {
    const { rules, devices, stages, since, seen, late } = this
    const { from, to, barMs } = rules.window
    const at = seen.map((_, bar) => from + bar * barMs)
    return { from, to, devices, stages, since, fleet: this.fleet.build(), failures: this.failures(), durations: this.boxes(), done: { barMs, at, seen, late } }
  }

  /** Returns until when the device may be taken to have been in the stage. */
  private take(stage: SeenStage, before: SeenStage | undefined, after: SeenStage | undefined): number {
    const { toleranceMs } = this.rules
    const { status, from, seenAt, to } = stage
    const until = Math.min(to ?? Infinity, after?.from ?? Infinity, seenAt + toleranceMs)
    const kind = kindOfStatus(status)
    const isVague = before !== undefined && from - before.seenAt > toleranceMs
    this.fleet.addStay(kind, from, until)
    if (kind === 'failed') this.takeFailure(stage)
    else if (kind === 'done') this.takeDone(stage, isVague)
    else if (!isVague) this.takeDuration(stage)
    return until
  }

  private takeFailure({ status, message, from, exact, seenAt }: SeenStage): void {
    const { window } = this.rules
    if (seenAt < window.from || from > window.to) return
    const cause = this.causeOf(status, message)
    let count = this.causes.get(cause)
    if (!count) this.causes.set(cause, (count = { fresh: 0, standing: 0 }))
    count[exact && from >= window.from ? 'fresh' : 'standing'] += 1
  }

  private takeDone({ from, exact }: SeenStage, isVague: boolean): void {
    const { window } = this.rules
    if (!exact || from < window.from || from > window.to) return
    const bars = isVague ? this.late : this.seen
    const bar = barOf(window, from)
    bars[bar] = (bars[bar] ?? 0) + 1
  }

  private takeDuration({ status, from, exact, seenAt, to }: SeenStage): void {
    const { window, toleranceMs } = this.rules
    if (status === null || to === null || !exact || to - seenAt > toleranceMs || to < window.from || to > window.to) return
    this.durations.get(status)?.push(Math.max(0, to - from))
  }

  private causeOf(status: number | null, message: string | null): FailureCause {
    if (status === 10) return TIMED_OUT
    const text = message ?? ''
    let cause = this.causeOfText.get(text)
    if (cause === undefined) this.causeOfText.set(text, (cause = normalise(text)))
    return cause
  }

  private failures(): CauseInsight[] {
    const counts = [...this.causes].map(([cause, count]) => ({ cause, ...count }))
    return counts.toSorted((a, b) => b.fresh - a.fresh || b.standing - a.standing || (a.cause < b.cause ? -1 : 1))
  }

  private boxes(): StageDurations[] {
    return [...this.durations].flatMap(([status, values]) => {
      const quartiles = quartilesOf(values)
      return quartiles ? { status, count: values.length, ...quartiles } : []
    })
  }
}
