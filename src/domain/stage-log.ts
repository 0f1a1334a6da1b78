import { isSameStage, type Snapshot } from './fleet-row'
import { MOST_POINTS, type PercentPoint, type Stage, type StageBrief } from './stage'
import { progressOf, type Upgrade } from './upgrade'

export interface StageStep {
  /** What the answer ended, oldest first; its `to` is set. */
  readonly ended: readonly Stage[]
  readonly open: Stage
}

/**
 * The stages after an answer: `open` is the stage that lasted until then, `before` the snapshot that the answer follows.
 * A stage that nobody noted down yet is taken from `before`.
 */
export function withSnapshot(open: Stage | null, before: Snapshot | null, now: Snapshot): StageStep {
  const last = open ?? (before && stageOf(before))
  if (!last) return { ended: [], open: stageOf(now) }
  const hasMoved = before !== null && before.since.at !== now.since.at
  if (!hasMoved && isSameStage(last, now.upgrade)) return { ended: [], open: continued(last, now) }
  const from = Math.max(last.seenAt, hasMoved ? now.since.at : now.observedAt)
  return { ended: [{ ...last, to: from }], open: { ...stageOf(now), from, exact: now.since.exact || before !== null } }
}

/** What is known of a device from two sources in time, `later` of which is the better one where both tell of a stage. */
export function joinedStages(earlier: readonly Stage[], later: readonly Stage[]): readonly Stage[] {
  return joined(earlier, later, together)
}

/** `joinedStages` of stages without their curves. */
export function joinedBriefs(earlier: readonly StageBrief[], later: readonly StageBrief[]): readonly StageBrief[] {
  return joined(earlier, later, briefTogether)
}

function joined<S extends StageBrief>(earlier: readonly S[], later: readonly S[], together: (earlier: S, later: S) => S): readonly S[] {
  const [first] = later
  const newest = earlier.at(-1)
  if (!first) return earlier
  if (!newest || (newest.to !== null && newest.from < first.from)) return [...earlier, ...later]
  const kept = earlier.filter(({ from }) => from < first.from)
  const twin = earlier.find(({ from }) => from === first.from) ?? null
  const last = kept.at(-1)
  if (twin) return [...closed(kept, first.from), together(twin, first), ...later.slice(1)]
  if (last?.to === null && !first.exact && isSameStage(last, first)) return [...kept.slice(0, -1), together(last, first), ...later.slice(1)]
  return [...closed(kept, first.from), ...later]
}

/** The stage with every time before `beforeMs` moved by `byMs`: the clock was set. */
export function withStageMoved(stage: Stage, byMs: number, beforeMs: number): Stage {
  const curve = stage.curve.map(([at, percent]) => [at < beforeMs ? at + byMs : at, percent] as const)
  return Object.freeze<Stage>({ ...withBriefMoved(stage, byMs, beforeMs), curve })
}

/** `withStageMoved` of a stage whose curve is not looked at. */
export function withBriefMoved<S extends StageBrief>(stage: S, byMs: number, beforeMs: number): S {
  const move = (at: number) => (at < beforeMs ? at + byMs : at)
  return { ...stage, from: move(stage.from), seenAt: move(stage.seenAt), to: stage.to === null ? null : move(stage.to) }
}

/** The curve with one more point, where it moved. Of too many points the one goes that bends the curve least; first, last and falls stay. */
export function withPoint(curve: readonly PercentPoint[], at: number, percent: number): readonly PercentPoint[] {
  const last = curve.at(-1)
  if (last && last[1] === percent) return curve
  return thinned([...curve, [Math.max(at, last?.[0] ?? at), percent] as const])
}

function thinned(curve: readonly PercentPoint[]): readonly PercentPoint[] {
  let left = curve
  while (left.length > MOST_POINTS) {
    const place = flattest(left, false) ?? flattest(left, true) ?? 1
    left = left.filter((_point, index) => index !== place)
  }
  return left
}

/** The inner point that bends the curve least; one of a fall only where there is no other. */
function flattest(curve: readonly PercentPoint[], fallsToo: boolean): number | null {
  let place: number | null = null
  let least = Infinity
  for (let index = 1; index < curve.length - 1; index += 1) {
    const [before, point, after] = [curve[index - 1], curve[index], curve[index + 1]]
    if (!before || !point || !after) continue
    const isOfFall = before[1] > point[1] || point[1] > after[1]
    const bend = Math.abs((point[0] - before[0]) * (after[1] - before[1]) - (after[0] - before[0]) * (point[1] - before[1]))
    if (bend < least && (fallsToo || !isOfFall)) [place, least] = [index, bend]
  }
  return place
}

function stageOf({ upgrade, since, observedAt, requestId, firstPercent, changedAt }: Snapshot): Stage {
  const { status, sourceVersion, targetVersion, message } = upgrade
  const began: readonly PercentPoint[] = firstPercent === null ? [] : [[since.at, firstPercent]]
  const curve = pointOf(upgrade, began, Math.max(since.at, changedAt))
  return { status, sourceVersion, targetVersion, message, from: since.at, exact: since.exact, seenAt: Math.max(since.at, observedAt), to: null, curve, requestId }
}

function continued(stage: Stage, { upgrade, observedAt }: Snapshot): Stage {
  const seenAt = Math.max(stage.seenAt, observedAt)
  return {
    ...stage,
    sourceVersion: upgrade.sourceVersion ?? stage.sourceVersion,
    targetVersion: upgrade.targetVersion ?? stage.targetVersion,
    message: upgrade.message ?? stage.message,
    seenAt,
    curve: pointOf(upgrade, stage.curve, seenAt),
  }
}

function pointOf(upgrade: Upgrade, curve: readonly PercentPoint[], at: number): readonly PercentPoint[] {
  const progress = progressOf(upgrade)
  return progress.kind === 'percent' ? withPoint(curve, at, progress.percent) : curve
}

/** One stage that was noted down twice, the second time from later on. */
function together(earlier: Stage, later: Stage): Stage {
  const sourceVersion = later.sourceVersion ?? earlier.sourceVersion
  return { ...briefTogether(earlier, later), sourceVersion, requestId: earlier.requestId, curve: curvesTogether(earlier.curve, later.curve) }
}

/** Each may have points that the other lacks: who begins anew from a row knows its first and its last one only. */
function curvesTogether(earlier: readonly PercentPoint[], later: readonly PercentPoint[]): readonly PercentPoint[] {
  const points = [...new Map([...earlier, ...later])].toSorted(([a], [b]) => a - b)
  return thinned(points.filter(([, percent], index) => percent !== points[index - 1]?.[1]))
}

function briefTogether<S extends StageBrief>(earlier: S, later: S): S {
  const { from, exact } = earlier
  return { ...later, targetVersion: later.targetVersion ?? earlier.targetVersion, message: later.message ?? earlier.message, from, exact }
}

/** With an end for the last one: it is over, for another began. */
function closed<S extends StageBrief>(stages: readonly S[], to: number): readonly S[] {
  const last = stages.at(-1)
  return last?.to === null ? [...stages.slice(0, -1), { ...last, to }] : stages
}
