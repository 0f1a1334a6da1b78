import { CHATTY_NOTE, type ProductPlan } from './products'
import type { Random } from './random'

/** How a device stands before the simulation moves it. */
export interface FirstState {
  readonly status: number | null
  readonly percent: number | null
  readonly errMsg: string
  /** A device of a wave scenario that gets tasks; the others stay as they are. */
  readonly isMoving: boolean
}

const sample = (status: number | null, percent: number | null = null, errMsg = ''): FirstState => ({
  status,
  percent,
  errMsg,
  isMoving: false,
})

/** Every documented status, 10, none, unknown numbers, and the texts seen in the field (cloud-api §3). */
export const EVERY_STATUS: readonly FirstState[] = [
  sample(0),
  sample(1),
  sample(2),
  sample(3, 0),
  sample(3, 42),
  sample(3, 100),
  sample(3, null),
  sample(4),
  sample(5, null, 'time_out'),
  sample(5, null, 'md5sum not matched'),
  sample(5, null, ''),
  sample(6),
  sample(6, null, CHATTY_NOTE),
  sample(7),
  sample(8),
  sample(10, null, 'time_out'),
  sample(20, 100),
  sample(null),
  sample(99),
  sample(-1),
  sample(9),
  sample(5, null, 'Failed to read image decryption'),
  sample(8),
  sample(3, 7),
]

const UNKNOWN_SHARE = 0.011

/** A fleet whose first rollouts are over; a few devices never had a task, or have a status that nobody knows. */
export function firstWaveState(random: Random): FirstState {
  if (random.chance(UNKNOWN_SHARE)) return sample(random.weighted([[null, 8], [9, 1], [11, 1]] as const))
  return { ...sample(6), isMoving: true }
}

export function settledState(random: Random): FirstState {
  const status = random.weighted([[6, 975], [5, 14], [10, 5], [null, 6]] as const)
  if (status === 5) return sample(5, null, random.pick(['time_out', 'time_out', 'md5sum not matched', 'file_not_exist', 'sign invalid']))
  return sample(status, null, status === 10 ? 'time_out' : '')
}

/** What the device sends as ErrMsg while nothing fails. */
export function noteOf(product: ProductPlan, random: Random): string {
  return random.chance(product.chattyShare) ? CHATTY_NOTE : ''
}
