import type { Device } from '../domain/device'
import type { FleetRow } from '../domain/fleet-row'
import type { StageHabit } from '../domain/stage-habit'
import type { Upgrade } from '../domain/upgrade'
import type { Upstream } from '../domain/upstream'
import type { Clock } from '../polling/clock'
import type { CallHooks } from './caller'
import type { CloudAccess } from './cloud-access'

/** All that an account has of the engine around it. */
export interface AccountOptions extends CallHooks {
  upstream: Upstream
  access: CloudAccess
  clock: Clock
  random: () => number
  rows: readonly FleetRow[]
  /** `before`: the row that this one follows. */
  onRow: (row: FleetRow, before: FleetRow) => void
  /** Session or polling state changed. */
  onStatus: () => void
  /** How long the stage that an answer shows usually lasts. */
  habitFor?: (device: Device, upgrade: Upgrade) => StageHabit | null
}
