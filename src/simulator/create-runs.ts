import { enter, type DeviceRun } from './device-run'
import { EVERY_STATUS, firstWaveState, noteOf, settledState, type FirstState } from './first-states'
import type { FleetMember } from './fleet'
import { versionAt, type ProductPlan } from './products'
import { createRandom, deriveSeed, type Random } from './random'
import { startFlapping } from './flapping'
import type { Scenario } from './scenarios'
import { rest } from './stages'
import { nextTask, singleTask, versionsBefore } from './waves'

interface RunsPlan {
  readonly plan: Scenario
  readonly seed: number
  readonly startMs: number
}

/** Each device at the moment from which the simulation runs. */
export function createRuns(members: readonly FleetMember[], { plan, seed, startMs }: RunsPlan): DeviceRun[] {
  return members.map(({ product }, place) => {
    const random = createRandom(deriveSeed(seed, place))
    return createRun(product, firstStateOf(plan, place, random), { plan, random, startMs })
  })
}

function firstStateOf(plan: Scenario, place: number, random: Random): FirstState {
  const fixed = EVERY_STATUS[place % EVERY_STATUS.length]
  if (plan.fleet === 'every-status' && fixed) return fixed
  return plan.fleet === 'settled' ? settledState(random) : firstWaveState(random)
}

interface RunContext {
  readonly plan: Scenario
  readonly random: Random
  readonly startMs: number
}

function createRun(product: ProductPlan, first: FirstState, { plan, random, startMs }: RunContext): DeviceRun {
  const { waves, singleWaves } = plan
  const turn = random.next()
  const note = waves ? noteOf(product, random) : ''
  const isAlive = plan.fleet === 'waves' && first.isMoving
  const { source, target } = versionsOf(product, isAlive)
  const run: DeviceRun = {
    random,
    needsConfirm: plan.fleet === 'waves' && random.chance(product.confirmShare),
    note,
    nextTask: (nowMs) => {
      if (!isAlive) return null
      if (waves) return nextTask(waves, product, turn, nowMs)
      return singleWaves && singleTask(singleWaves, product, turn, nowMs)
    },
    stage: { status: null, startedAtMs: startMs, endsAtMs: Infinity, percentFrom: null, percentTo: null, next: null },
    version: first.status === 6 ? target : source,
    sourceVersion: first.status === null ? null : source,
    targetVersion: first.status === null ? null : target,
    errMsg: first.isMoving ? note : first.errMsg,
    downloaded: first.percent ?? 0,
    heldMs: 0,
    isTold: false,
    generation: 0,
  }
  if (isAlive && plan.flapShare > 0 && random.chance(plan.flapShare)) startFlapping(run, startMs)
  else if (first.isMoving && first.status !== null) rest(run, startMs, first.status)
  else if (first.status !== null) stand(run, startMs, first.status, first.percent)
  return run
}

function stand(run: DeviceRun, nowMs: number, status: number, percent: number | null): void {
  const plan = { status, forMs: Infinity, next: null }
  enter(run, nowMs, percent === null ? plan : { ...plan, percent: [percent, percent] })
}

function versionsOf(product: ProductPlan, isBeforeWaves: boolean): { source: string; target: string } {
  if (isBeforeWaves) return versionsBefore(product)
  const newest = product.versions.length - 1
  return { source: versionAt(product.versions, newest - 1), target: versionAt(product.versions, newest) }
}
