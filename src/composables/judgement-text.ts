import { doubtsOf, type Doubt } from '../domain/doubt'
import { etaOf, type Eta } from '../domain/eta'
import { isStalled, quietMs, STALL_AFTER_MS, type FleetRow } from '../domain/fleet-row'
import { visibleText } from '../domain/visible-text'
import type { Words } from './row-text'

const NONE = '—'
const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Why the row counts as stalled, as of `now` (epoch ms); `null` while it does not. */
export function describeStall(row: FleetRow, now: number, { messages, format }: Words): string | null {
  const { snapshot } = row
  if (!snapshot || !isStalled(row, now)) return null
  const quiet = format.duration(quietMs(snapshot, now))
  const { habit } = snapshot
  if (!habit || habit.usualQuietMs === null) return messages.stalledPlatform(quiet, format.shortDuration(STALL_AFTER_MS))
  const say = habit.scope === 'product' ? messages.stalledLearned : messages.stalledLikeAll
  return say(quiet, format.duration(habit.usualQuietMs), format.count(habit.learnedFrom))
}

/** All that is to be verified about the row, a sentence each. */
export function describeDoubts(row: FleetRow, now: number, words: Words): readonly string[] {
  return doubtsOf(row, now).map((doubt) => describeDoubt(doubt, words))
}

/** What is left until the upgrade is done, as a range; a dash where that is not known. */
export function describeEta(row: FleetRow, now: number, { messages, format }: Words): string {
  const eta = etaOf(row, now)
  if (eta.kind === 'unknown') return NONE
  if (eta.kind === 'stage') return eta.endAt <= now ? messages.etaDue : messages.eta(format.shortDuration(eta.endAt - now))
  return eta.highAt <= now ? messages.etaDue : describeRange(Math.max(0, eta.lowAt - now), eta.highAt - now, { messages, format })
}

/** What the time that is left was worked out from, or why there is none. */
export function describeEtaBasis(row: FleetRow, now: number, { messages, format }: Words): string {
  const eta = etaOf(row, now)
  switch (eta.kind) {
    case 'unknown':
      return describeUnknown(row, now, { messages, format })
    case 'stage':
      return eta.endAt <= now ? messages.etaDueHint : messages.etaHint(format.clock(eta.endAt))
    case 'done':
      return [
        eta.highAt <= now ? messages.etaOverdueHint : messages.etaDoneHint(format.clock(Math.max(now, eta.lowAt)), format.clock(eta.highAt)),
        eta.bySpeed ? messages.etaByPace : messages.etaByUse,
        describeLearned(eta, { messages, format }),
      ].join('\n')
  }
}

function describeUnknown(row: FleetRow, now: number, { messages }: Words): string {
  if (isStalled(row, now)) return messages.etaStalled
  const kind = row.snapshot?.upgrade.kind
  return row.snapshot?.habit?.rest && (kind === 'running' || kind === 'queued') ? messages.etaBeyond : messages.etaUnknown
}

function describeLearned({ rest }: Extract<Eta, { kind: 'done' }>, { messages, format }: Words): string {
  const count = format.count(rest.learnedFrom)
  return rest.scope === 'product' ? messages.etaLearned(count) : messages.etaLikeAll(count)
}

/** In one unit and rounded outwards, so that it does not sound more exact than it is. */
function describeRange(lowMs: number, highMs: number, { messages, format }: Words): string {
  const [unitMs, unit] = highMs < 90 * SECOND_MS ? [10 * SECOND_MS, messages.unit.second] : highMs < 2 * HOUR_MS ? [MINUTE_MS, messages.unit.minute] : [HOUR_MS, messages.unit.hour]
  const low = Math.floor(lowMs / unitMs) * unitMs
  const high = Math.ceil(highMs / unitMs) * unitMs
  if (low === 0) return messages.etaWithin(format.shortDuration(high))
  const inUnit = (ms: number) => format.count(unit === messages.unit.second ? ms / SECOND_MS : ms / unitMs)
  return low === high ? messages.eta(format.shortDuration(high)) : messages.etaRange(inUnit(low), inUnit(high), unit)
}

function describeDoubt(doubt: Doubt, { messages, format }: Words): string {
  switch (doubt.kind) {
    case 'full':
      return messages.doubtFull(format.duration(doubt.forMs))
    case 'falling':
      return messages.doubtFalling(format.count(doubt.times), format.clock(doubt.at))
    case 'still-offered':
      return messages.doubtStillOffered(visibleText(doubt.version), visibleText(doubt.current || NONE), format.clock(doubt.checkedAt))
    case 'other-version':
      return messages.doubtOtherVersion(visibleText(doubt.version), visibleText(doubt.current), format.clock(doubt.checkedAt))
    default:
      return doubt satisfies never
  }
}
