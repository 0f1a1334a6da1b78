import { quietMs, STALL_AFTER_MS, type FleetRow, type Snapshot } from './fleet-row'

/** Something about a device that does not go together, for a person to look into. */
export type Doubt =
  /** Everything is loaded, and for so long nothing came of it. */
  | { readonly kind: 'full'; readonly forMs: number }
  /** The percentage fell again and again without the status ever changing. Falling once is an ordinary restart of the download. */
  | { readonly kind: 'falling'; readonly times: number; readonly at: number }
  /** Said to be done, but the device runs another version than the target, or the cloud still offers the target. */
  | { readonly kind: 'still-offered'; readonly version: string; readonly current: string | null; readonly checkedAt: number }
  | { readonly kind: 'other-version'; readonly version: string; readonly current: string; readonly checkedAt: number }

/** 20 (downloaded, before writing) lasts for seconds; a large image may take a minute or two to be verified. */
export const FULL_FOR_MS = 5 * 60_000
const FALLS_IN_DOUBT = 2

/** All that is doubtful about the row, as of `now` (ms since the epoch). */
export function doubtsOf(row: FleetRow, now: number): readonly Doubt[] {
  const { snapshot } = row
  if (snapshot === null) return []
  const doubts: Doubt[] = []
  if (isFullTooLong(snapshot, now)) doubts.push({ kind: 'full', forMs: quietMs(snapshot, now) })
  if (isFalling(snapshot)) doubts.push({ kind: 'falling', times: snapshot.fall.times, at: snapshot.fall.at })
  const version = versionDoubt(row)
  return version ? [...doubts, version] : doubts
}

/** The same as whether there are any, without making them: asked of every row each second. */
export function isDoubtful(row: FleetRow, now: number): boolean {
  const { snapshot } = row
  return snapshot !== null && (isFullTooLong(snapshot, now) || isFalling(snapshot) || versionDoubt(row) !== null)
}

function isFullTooLong(snapshot: Snapshot, now: number): boolean {
  const { upgrade, habit } = snapshot
  if (upgrade.kind !== 'running' || upgrade.percent !== 100) return false
  return quietMs(snapshot, now) > Math.min(FULL_FOR_MS, habit?.stallAfterMs ?? STALL_AFTER_MS)
}

function isFalling(snapshot: Snapshot): snapshot is Snapshot & { fall: NonNullable<Snapshot['fall']> } {
  return snapshot.fall !== null && snapshot.fall.times >= FALLS_IN_DOUBT
}

/** Only a check that was made after the device was seen done says something about it (cloud-api §3: 6 proves nothing). */
function versionDoubt({ snapshot, check }: FleetRow): Doubt | null {
  if (snapshot?.upgrade.kind !== 'done' || check === null || check.at < snapshot.since.at) return null
  const version = snapshot.upgrade.targetVersion
  const { currentVersion: current, offeredVersion, at: checkedAt } = check
  if (!version || current === version) return null
  if (offeredVersion === version) return { kind: 'still-offered', version, current, checkedAt }
  return current ? { kind: 'other-version', version, current, checkedAt } : null
}
