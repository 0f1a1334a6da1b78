import type { FleetRow } from '../domain/fleet-row'
import type { Upstream } from '../domain/upstream'
import type { Clock } from '../polling/clock'
import type { CloudAccess } from './cloud-access'

/** All that an account has of the engine around it. */
export interface AccountOptions {
  upstream: Upstream
  access: CloudAccess
  clock: Clock
  random: () => number
  rows: readonly FleetRow[]
  onRow: (row: FleetRow) => void
  /** Session or polling state changed. */
  onStatus: () => void
  /** A call ended; called before its end is noted down. `serverDateMs`: the server's time, epoch ms; `startedAtMs`: monotonic. */
  onAnswered?: (serverDateMs: number | null, startedAtMs: number) => void
}
