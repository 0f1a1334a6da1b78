import type { PercentPoint, Stage } from '../domain/stage'
import { upgradeFromWire, type UpgradeKind } from '../domain/upgrade'
import { visibleText } from '../domain/visible-text'
import { describeStatus } from '../i18n/describe'
import type { Words } from './row-text'

/** What the timeline shows of one stage, in words. */
export interface StageText {
  /** The same for a stage as long as it is kept. */
  readonly key: string
  readonly kind: UpgradeKind
  readonly status: string
  readonly from: string
  readonly fromWhole: string
  readonly duration: string
  /** It already stood when watching began. */
  readonly alreadyStood: string | null
  /** When it may have ended, where that is not known well. */
  readonly unseenEnd: string | null
  readonly isOpen: boolean
  readonly percent: string | null
  readonly curve: readonly PercentPoint[]
  readonly endAt: number
  readonly note: string | null
  /** Source and target, where they are not those of the stage before. */
  readonly versions: string | null
  readonly requestId: string
}

/** An end that is known to within this share of the stage, or these ms, is known well. */
const GOOD_SHARE = 0.1
const GOOD_MS = 15_000

/** The stages newest first, as of `now` (epoch ms); `stages` come oldest first. */
export function describeStages(stages: readonly Stage[], now: number, words: Words): readonly StageText[] {
  return stages.map((stage, place) => describeStage(stage, stages[place - 1], now, words)).toReversed()
}

function describeStage(stage: Stage, before: Stage | undefined, now: number, { messages, format }: Words): StageText {
  const { status, from, to, exact, curve, message, requestId } = stage
  const endAt = Math.max(from, to ?? now)
  const lasted = format.duration(endAt - from)
  return {
    key: `${from} ${requestId}`,
    kind: upgradeFromWire({ status, percent: null, sourceVersion: null, targetVersion: null, message: null }).kind,
    status: describeStatus(messages, status),
    from: format.clock(from),
    fromWhole: format.timestamp(from),
    duration: exact ? lasted : messages.atLeast(lasted),
    alreadyStood: exact ? null : messages.drawer.alreadyStood,
    unseenEnd: describeUnseenEnd(stage, { messages, format }),
    isOpen: to === null,
    percent: describePercent(curve, { messages, format }),
    curve,
    endAt,
    note: message ? visibleText(message) : null,
    versions: versionsOf(stage) === (before && versionsOf(before)) ? null : visibleText(versionsOf(stage)),
    requestId,
  }
}

function describeUnseenEnd({ from, seenAt, to }: Stage, { messages, format }: Words): string | null {
  if (to === null || to - seenAt <= Math.max(GOOD_MS, (to - from) * GOOD_SHARE)) return null
  return messages.drawer.unseenEnd(format.clock(seenAt), format.clock(to))
}

function describePercent(curve: readonly PercentPoint[], { messages, format }: Words): string | null {
  const first = curve[0]?.[1]
  const last = curve.at(-1)?.[1]
  if (first === undefined || last === undefined) return null
  if (first === last) return format.percent(last / 100)
  return messages.drawer.percentFromTo(format.percent(first / 100), format.percent(last / 100))
}

function versionsOf({ sourceVersion, targetVersion }: Stage): string {
  return `${sourceVersion ?? '—'} → ${targetVersion ?? '—'}`
}
