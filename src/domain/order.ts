import type { Upgrade } from './upgrade'

/** What AppPublishFirmwareUpdateMessage means for the device it is sent to (cloud-api §4). */
export type OrderAction = 'confirm' | 'retry'

/** What a device showed at some moment. Times are ms since the epoch. */
export interface Standing {
  readonly status: number | null
  /** When this status towards this version was first seen. */
  readonly since: number
  readonly targetVersion: string | null
}

/** An order that went out and that the device has not shown to have heard. The standing is the one it was sent upon: seen again, it says nothing. */
export interface PendingOrder extends Standing {
  readonly action: OrderAction
  /** `sending`: its answer is not there yet. `sent`: the cloud took it. `unsure`: whether it arrived is not known. */
  readonly state: 'sending' | 'sent' | 'unsure'
  /** When it came to that state. */
  readonly at: number
  /** Empty while it is being sent. */
  readonly requestId: string
}

/** What an operator is told of an order. `unheard`: the cloud took it, and nothing has moved for long. */
export type OrderPhase = 'sending' | 'waiting' | 'unsure' | 'unheard'

/** A device that heard an order moves in seconds; the platform's own time-out is 15 minutes at most (cloud-api §3). */
export const HEARD_WITHIN_MS = 15 * 60_000
/** An order that may not have arrived does not keep a device from another one for so long. */
export const UNSURE_WITHIN_MS = 2 * 60_000
/** A call ends long before: an order that is still being sent then was left behind by an engine that is gone. */
export const SENDING_LASTS_MS = 60_000
/** So long after an order the cloud may still tell how an earlier task ended (cloud-api §4): as long as a call may take. */
export const OLD_ENDS_MS = 10_000

/** What may be ordered in a status: 8 waits for a person, 5 and 10 ended badly; in all others nothing (cloud-api §4). */
export function actionIn(status: number | null): OrderAction | null {
  if (status === 8) return 'confirm'
  return status === 5 || status === 10 ? 'retry' : null
}

/** Whether a device still shows what it showed. A version that an answer does not name is no other one. */
export function isSameStanding(a: Standing, b: Standing): boolean {
  return a.status === b.status && a.since === b.since && isSameTarget(a.targetVersion, b.targetVersion)
}

/** What is left of an order after an answer of the cloud at `at`: nothing once that shows that something moved. */
export function orderAfter(order: PendingOrder | null, upgrade: Upgrade, at: number): PendingOrder | null {
  return order !== null && showsMovement(order, upgrade, at) ? null : order
}

/** Whether an order keeps the device from another one at `now`. */
export function isPending(order: PendingOrder | null, now: number): boolean {
  if (order === null) return false
  return now - order.at < (order.state === 'sent' ? HEARD_WITHIN_MS : UNSURE_WITHIN_MS)
}

export function phaseOf(order: PendingOrder, now: number): OrderPhase {
  switch (order.state) {
    case 'sending':
      return now - order.at < SENDING_LASTS_MS ? 'sending' : 'unsure'
    case 'sent':
      return isPending(order, now) ? 'waiting' : 'unheard'
    case 'unsure':
      return 'unsure'
  }
}

/**
 * A device under way has heard. An end, or another wait for a person, may for a while be that of an earlier task; the status
 * that stood says nothing however often it is read, even with another between that was itself not believed.
 */
function showsMovement(order: PendingOrder, { kind, status, targetVersion }: Upgrade, at: number): boolean {
  if (status === order.status && isSameTarget(order.targetVersion, targetVersion)) return false
  const isUnderWay = kind === 'queued' || kind === 'running' || kind === 'offline'
  return isUnderWay || at - order.at >= (order.state === 'sending' ? SENDING_LASTS_MS : OLD_ENDS_MS)
}

function isSameTarget(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b
}
