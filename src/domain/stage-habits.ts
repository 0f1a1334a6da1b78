import { STALL_AFTER_MS } from './fleet-row'
import { isSharp, kindOfStatus, type Passage } from './passage'
import { ascend, middleOf, quantile } from './quantiles'
import { Recent } from './recent'
import type { StageHabit, StageRest } from './stage-habit'

/** Fewer stages than this teach nothing. */
export const LEAST_SAMPLES = 8
/** Never called stalled before this: a device may write, verify or restart for minutes without a word. */
export const STALL_FLOOR_MS = 3 * 60_000
const USUAL_SHARE = 0.95
/** How far beyond the usual a stage must be; further where other products' stages stand in for the product's own. */
const BEYOND_USUAL = { product: 2, all: 3 } as const
/** Of those that had lasted as long, so many must be known. */
const LEAST_BEYOND = 4
const ELAPSED_SHARES = [0, 0.25, 0.5, 0.75, 0.9] as const
/** A silence is judged by the same slow answers that it is learned from, and the floor is higher than this. */
const FINE_MS = { quiet: 2 * 60_000, rest: 60_000 } as const
const MOST_PRODUCT_STAGES = 600

type Scope = StageHabit['scope']
type RestSample = readonly [stageMs: number, restMs: number]

/** What was seen of one stage of one product, or of all. */
class Lore {
  readonly quiet = new Recent<number>()
  readonly rest = new Recent<RestSample>()
  /** As composed at `revision`. */
  habit: StageHabit | null = null
  composedAt = -1

  get revision(): number {
    return this.quiet.revision + this.rest.revision
  }
}

/**
 * How long stages usually last, learned from devices that were watched through them. Of each product and status the last
 * stages count; of a product that has shown fewer than 8, those of all products. Deterministic, and bounded in memory.
 */
export class StageHabits {
  private readonly ofProduct = new Map<string, Lore>()
  private readonly ofAll = new Map<number, Lore>()

  /** Learns from the passages of one device, oldest first. What failed, went offline, or was not well seen teaches nothing. */
  learn(productId: string, passages: readonly Passage[]): void {
    let done: Passage | null = null
    for (const [place, passage] of [...passages.entries()].toReversed()) {
      const next = passages[place + 1]
      const followed = next?.from === passage.to ? next : undefined
      if (!followed) done = null
      if (kindOfStatus(passage.status) === 'done') done = passage
      else if (!isOnTheWay(passage)) done = null
      else this.learnOne(productId, passage, followed, done)
    }
  }

  /** What is usual for a stage of that status; `null` before anything is known. The same object as long as nothing new is. */
  habitOf(productId: string, status: number | null): StageHabit | null {
    const all = status === null ? undefined : this.ofAll.get(status)
    if (!all) return null
    const own = this.ofProduct.get(keyOf(productId, status))
    const keeper = own ?? all
    const revision = all.revision + (own?.revision ?? 0)
    if (keeper.composedAt !== revision) {
      keeper.composedAt = revision
      keeper.habit = compose(own, all)
    }
    return keeper.habit
  }

  private learnOne(productId: string, passage: Passage, next: Passage | undefined, done: Passage | null): void {
    const { status, from, to, quietMs } = passage
    if (status === null || to === null) return
    const lores = [this.loreOf(productId, status), this.loreOfAll(status)]
    if (quietMs !== null && !Number.isNaN(quietMs) && isOn(passage, next) && isSharp(passage, to - from, FINE_MS.quiet)) {
      for (const { quiet } of lores) quiet.add(Math.max(0, Math.min(quietMs, STALL_AFTER_MS)))
    }
    if (done && isSharp(passage, done.from - from, FINE_MS.rest)) for (const { rest } of lores) rest.add([to - from, done.from - from])
  }

  private loreOf(productId: string, status: number): Lore {
    const key = keyOf(productId, status)
    const lore = this.ofProduct.get(key) ?? new Lore()
    this.ofProduct.delete(key)
    this.ofProduct.set(key, lore)
    const [oldest] = this.ofProduct.keys()
    if (this.ofProduct.size > MOST_PRODUCT_STAGES && oldest !== undefined) this.ofProduct.delete(oldest)
    return lore
  }

  private loreOfAll(status: number): Lore {
    const lore = this.ofAll.get(status) ?? new Lore()
    this.ofAll.set(status, lore)
    return lore
  }
}

function keyOf(productId: string, status: number | null): string {
  return `${status} ${productId}`
}

function isOnTheWay({ status }: Passage): boolean {
  const kind = kindOfStatus(status)
  return kind === 'queued' || kind === 'running'
}

/** Whether a running stage went on as it should. */
function isOn({ status }: Passage, next: Passage | undefined): boolean {
  const after = next && kindOfStatus(next.status)
  return kindOfStatus(status) === 'running' && (after === 'running' || after === 'done')
}

function compose(own: Lore | undefined, all: Lore): StageHabit | null {
  const [scope, { quiet }] = pick(own, all, (lore) => lore.quiet.size)
  const [restScope, { rest }] = pick(own, all, (lore) => lore.rest.size)
  const usualQuietMs = quiet.size < LEAST_SAMPLES ? null : quantile([...quiet.values].toSorted(ascend), USUAL_SHARE)
  const learnedRest = rest.size < LEAST_SAMPLES ? null : restOf(rest.values, restScope)
  if (usualQuietMs === null && learnedRest === null) return null
  return Object.freeze<StageHabit>({
    stallAfterMs: usualQuietMs === null ? STALL_AFTER_MS : stallAfterMs(usualQuietMs, scope),
    usualQuietMs,
    learnedFrom: usualQuietMs === null ? 0 : quiet.size,
    scope,
    restMs: learnedRest?.from[0] ?? null,
    rest: learnedRest,
  })
}

/** At the most the platform's own longest time-out: what was learned only ever makes a stall show earlier. */
function stallAfterMs(usualQuietMs: number, scope: Scope): number {
  return Math.min(STALL_AFTER_MS, Math.max(STALL_FLOOR_MS, BEYOND_USUAL[scope] * usualQuietMs))
}

function pick(own: Lore | undefined, all: Lore, sizeOf: (lore: Lore) => number): readonly [Scope, Lore] {
  return own && sizeOf(own) >= LEAST_SAMPLES ? ['product', own] : ['all', all]
}

function restOf(samples: readonly RestSample[], scope: Scope): StageRest {
  const durations = samples.map(([stageMs]) => stageMs).toSorted(ascend)
  const from = ELAPSED_SHARES.flatMap((share) => {
    const elapsedMs = share === 0 ? 0 : quantile(durations, share)
    const left = samples.flatMap(([stageMs, restMs]) => (stageMs > elapsedMs ? [restMs - elapsedMs] : []))
    return left.length < LEAST_BEYOND ? [] : [{ elapsedMs, ...middleOf(left) }]
  })
  return { learnedFrom: samples.length, scope, from, after: middleOf(samples.map(([stageMs, restMs]) => restMs - stageMs)) }
}
