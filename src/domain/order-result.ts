import type { CallFailure } from './call-failure'
import type { Device, DeviceId } from './device'
import type { OrderAction } from './order'
import type { OrderTarget } from './order-plan'

/**
 * What became of one device's order. `sent`: the cloud took it. `uncertain`: it went out, and no answer tells whether it
 * arrived. With all others nothing was done: `limited` and those from `offline` to `refused` are the cloud's own word;
 * `changed`, `pending` and `gone` were found right before and never sent, nor were `unreachable` and `stopped`.
 */
export const ORDER_RESULTS = [
  'sent', 'uncertain', 'offline', 'no-firmware', 'no-permission', 'refused', 'limited', 'changed', 'pending', 'unreachable', 'stopped', 'gone',
] as const
export type OrderResultKind = (typeof ORDER_RESULTS)[number]

export interface OrderResult {
  readonly device: Device
  readonly action: OrderAction
  readonly kind: OrderResultKind
  /** ms since the epoch. */
  readonly at: number
  /** Of the call that it went out with; where none did, of the last question before, `null` without any. */
  readonly requestId: string | null
  readonly failure: CallFailure | null
}

/** One run of orders. Every target gets exactly one result. */
export interface OrderRun {
  readonly id: string
  /** ms since the epoch, as `endedAt`. */
  readonly startedAt: number
  readonly targets: readonly OrderTarget[]
  /** In the order in which they came. */
  readonly results: readonly OrderResult[]
  /** `stopping`: those begun may end, no other begins. `lost`: the engine is gone; what it had not told is `uncertain`. */
  readonly state: 'running' | 'stopping' | 'ended' | 'lost'
}

/** How many devices came to each result. */
export type OrderTotals = Readonly<Record<OrderResultKind, number>>

/** What an order that was not sent came to, by the failure of the question before it (cloud-api §3). */
export function resultOfQuestion(failure: CallFailure): OrderResultKind {
  switch (failure.kind) {
    case 'aborted':
      return 'stopped'
    case 'denied':
      return deniedAs(failure.code)
    case 'unauthorized':
      return 'refused'
    default:
      return 'unreachable'
  }
}

/** What an order that went out came to, by its failure. Only an answer of the cloud that says so proves that nothing was done. */
export function resultOfOrder(failure: CallFailure): OrderResultKind {
  switch (failure.kind) {
    case 'rate-limited':
      return 'limited'
    case 'denied':
      return deniedAs(failure.code)
    case 'unauthorized':
      return 'refused'
    case 'rejected':
      if (failure.code === 'FailedOperation.DeviceOffline') return 'offline'
      return TELLS_NOTHING.test(failure.code) ? 'uncertain' : 'refused'
    default:
      return 'uncertain'
  }
}

/** Whether nothing was done, so that it may be tried again without a second order going out. */
export function mayGoAgain(kind: OrderResultKind): boolean {
  return kind !== 'sent' && kind !== 'uncertain' && kind !== 'pending' && kind !== 'gone'
}

export function orderTotals(results: Iterable<OrderResult>): OrderTotals {
  const totals = Object.fromEntries(ORDER_RESULTS.map((kind) => [kind, 0])) as Record<OrderResultKind, number>
  for (const { kind } of results) totals[kind] += 1
  return totals
}

/** The run with its results from the `from`-th on. */
export function withResults(run: OrderRun, { from, results, state }: { from: number; results: readonly OrderResult[]; state: OrderRun['state'] }): OrderRun {
  return { ...run, state, results: [...run.results.slice(0, from), ...results] }
}

/** The run that a tab holds once an engine told which one it has: one that is on and that the engine knows nothing of is lost. */
export function presentRun(known: OrderRun | null, told: { run: OrderRun | null; dismissed: string | null }, at: number): OrderRun | null {
  if (told.run || known === null || told.dismissed === known.id) return told.run
  return lostRun(known, at)
}

/** The run once its engine is gone, at `at`: what had no result may or may not have been sent. */
export function lostRun(run: OrderRun, at: number): OrderRun {
  if (run.state === 'ended' || run.state === 'lost') return run
  const known = new Set<DeviceId>(run.results.map(({ device }) => device.id))
  const open = run.targets.filter(({ device }) => !known.has(device.id))
  const lost = open.map(({ device, action }): OrderResult => ({ device, action, kind: 'uncertain', at, requestId: null, failure: null }))
  return { ...run, state: 'lost', results: [...run.results, ...lost] }
}

/** Codes after which something may have been done all the same: an error inside the cloud, or a bare number. */
const TELLS_NOTHING = /^InternalError(\.|$)|^-?\d+$/u

function deniedAs(code: string): OrderResultKind {
  if (code === 'ResourceNotFound.DeviceHasNoFirmware') return 'no-firmware'
  return 'no-permission'
}
