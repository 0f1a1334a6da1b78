import { kindOf, type FleetRow } from '../domain/fleet-row'
import { UPGRADE_KINDS, zeroByKind, type UpgradeKind } from '../domain/upgrade'
import { expectedLatenessMs } from '../polling/intervals'
import { INTERVAL_MS } from './ask-again'

/** In which time (ms) a device of each kind is expected to be asked again, for this fleet at this pace. */
export function expectedIntervals(rows: Iterable<FleetRow>, callsPerSecond: number): Record<UpgradeKind, number> {
  const devices = zeroByKind()
  for (const row of rows) devices[kindOf(row)] += 1
  const loads = UPGRADE_KINDS.map((kind) => ({ intervalMs: INTERVAL_MS[kind], devices: devices[kind] }))
  const latenessMs = expectedLatenessMs(loads, callsPerSecond)
  const expected = { ...devices }
  for (const kind of UPGRADE_KINDS) expected[kind] = INTERVAL_MS[kind] + latenessMs
  return expected
}
