import type { DeviceId } from '@/domain/device'
import { upgradeFromWire, type UpgradeKind } from '@/domain/upgrade'
import { createSimulatedCloud, type SimulatedCloud, type TrueState } from '@/simulator/cloud'
import { createHandler, type HandlerOptions } from '@/simulator/handler'
import { FakeClock } from '../../support/fake-clock'

export const URL_OF_API = 'http://cloud.test/api/exploreropen/tokenapi'

export const HOUR_MS = 3_600_000

export function truthOf(cloud: SimulatedCloud, id: DeviceId): TrueState {
  const truth = cloud.truth(id)
  if (!truth) throw new Error(`no device ${id}`)
  return truth
}

export function wholeTruth(cloud: SimulatedCloud): Record<string, TrueState> {
  return Object.fromEntries(cloud.devices().map(({ id }) => [id, truthOf(cloud, id)]))
}

export function countKinds(cloud: SimulatedCloud): Record<UpgradeKind, number> {
  const counts = { failed: 0, confirm: 0, running: 0, queued: 0, offline: 0, done: 0, unknown: 0 }
  for (const truth of Object.values(wholeTruth(cloud))) counts[upgradeFromWire({ ...truth, message: null }).kind] += 1
  return counts
}

export function deviceIn(cloud: SimulatedCloud, status: number | null) {
  const found = cloud.devices().find(({ id }) => truthOf(cloud, id).status === status)
  if (!found) throw new Error(`no device in ${status}`)
  return { ...found, fields: { ProductId: found.productId, DeviceName: found.deviceName } }
}

/** A handler over `every-status`, unless the options bring another cloud. */
export function openWorld(options: Partial<HandlerOptions> = {}) {
  const clock = new FakeClock()
  const cloud = options.cloud ?? createSimulatedCloud({ scenario: 'every-status', seed: 1 })
  const handler = createHandler({ clock, seed: 1, ...options, cloud })
  return { clock, cloud, handler }
}

export function requestFor(action: string, fields: object = {}, init: RequestInit = {}): Request {
  const body = JSON.stringify({ Action: action, RequestId: 'r-1', AccessToken: 'token', ...fields })
  return new Request(URL_OF_API, { method: 'POST', body, ...init })
}

export interface ResponseBody {
  Response: Record<string, unknown> & { Error?: { Code: string; Message: string }; RequestId: string }
}

export async function responseOf(answer: Promise<Response>): Promise<ResponseBody['Response']> {
  const body = (await (await answer).json()) as ResponseBody
  return body.Response
}

export async function errorCodeOf(answer: Promise<Response>): Promise<string | undefined> {
  return (await responseOf(answer)).Error?.Code
}
