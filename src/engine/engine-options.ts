import type { Upstream } from '../domain/upstream'
import type { Clock } from '../polling/clock'
import type { CloudAccess } from './cloud-access'
import type { OpenRepository } from './keeper'
import type { ClockWatch } from './wake'

/** All that the engine has of the world around it. */
export interface EngineOptions {
  clock: Clock
  random: () => number
  openCloud: (upstream: Upstream, clock: Clock) => Promise<CloudAccess>
  openRepository: OpenRepository
  /** Notices sleep, freezing and clocks that are set; watches `clock` unless given. */
  watch?: ClockWatch
  /** Whether the browser has a network at all; that it says so proves nothing. */
  isOnline?: () => boolean
  /** Tells once the tab that holds this lock of the browser is gone, whether or not it could say so. */
  whenGone?: (lock: string, gone: () => void) => void
}
