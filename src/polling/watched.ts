import type { ChangeClass } from './change-rates'
import type { Place } from './fifo'
import type { ProgressMark } from './forecast'
import type { Lane } from './lanes'

/** What the schedule keeps about one device. Times are of the monotonic clock. */
export interface Watched<Id> {
  readonly id: Id
  /** When the present stage began, as far as can be told; `-Infinity` when long ago. */
  enteredMs: number
  askedMs: number
  mark: ProgressMark | null
  changeClass: ChangeClass | null
  /** Asked then whatever its lane says: the foretold end of its progress, or the repeat of a failed call. */
  appointmentMs: number
  /** The last call was made because its progress was to have ended. */
  byForecast: boolean
  lane: Lane<Watched<Id>> | null
  lanePlace: Place<Watched<Id>> | null
  agePlace: Place<Watched<Id>> | null
}

export function createWatched<Id>(id: Id): Watched<Id> {
  return {
    id,
    enteredMs: 0,
    askedMs: -Infinity,
    mark: null,
    changeClass: null,
    appointmentMs: Infinity,
    byForecast: false,
    lane: null,
    lanePlace: null,
    agePlace: null,
  }
}
