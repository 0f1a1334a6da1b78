import type { DeviceId } from '../domain/device'
import { ageMs, kindOf, type FleetRow } from '../domain/fleet-row'
import type { Clock } from '../polling/clock'
import type { PaceHold } from '../polling/pace'
import type { PollingHold, PollingStatus } from './protocol'

export interface PollingFacts {
  readonly clock: Clock
  readonly locked: boolean
  readonly paused: boolean
  readonly online: boolean
  /** Monotonic ms. */
  readonly hold: PaceHold | null
}

/** Whether an account is polled, and why not. */
export function pollingKindOf({ locked, paused, online, hold }: PollingFacts): PollingStatus['kind'] {
  if (locked) return 'locked'
  if (paused) return 'paused'
  return !online || hold?.kind === 'outage' ? 'offline' : 'running'
}

/** What keeps calls waiting, in the page's time; `null` while nothing is to be asked anyway. */
export function pollingHoldOf(facts: PollingFacts): PollingHold | null {
  if (facts.locked || facts.paused) return null
  if (!facts.online) return { kind: 'no-network' }
  return facts.hold && { kind: facts.hold.kind, untilMs: wallOf(facts.clock, facts.hold.untilMs) }
}

export function pollingStateOf(facts: PollingFacts): Pick<PollingStatus, 'kind' | 'hold'> {
  return { kind: pollingKindOf(facts), hold: pollingHoldOf(facts) }
}

/** When each of `ids` is asked next, epoch ms, as far as anything is asked. */
export function nextAsks(ids: readonly DeviceId[], facts: PollingFacts, expectedAtMs: (id: DeviceId) => number | undefined): Map<DeviceId, number> {
  const next = new Map<DeviceId, number>()
  if (facts.locked || facts.paused || !facts.online) return next
  const earliestMs = Math.max(facts.clock.nowMs(), facts.hold?.untilMs ?? -Infinity)
  for (const id of ids) {
    const atMs = expectedAtMs(id)
    if (atMs !== undefined) next.set(id, wallOf(facts.clock, Math.max(earliestMs, atMs)))
  }
  return next
}

/** Age of the oldest answer about a running device, ms; `null` when none runs. */
export function oldestRunningMs(rows: Iterable<FleetRow>, wallMs: number): number | null {
  let oldestMs: number | null = null
  for (const row of rows) if (kindOf(row) === 'running') oldestMs = Math.max(oldestMs ?? 0, ageMs(row, wallMs) ?? 0)
  return oldestMs
}

function wallOf(clock: Clock, monotonicMs: number): number {
  return Math.round(clock.wallMs() + monotonicMs - clock.nowMs())
}
