import type { DeviceId } from '../../../src/domain/device'
import type { SimulatedCloud } from '../../../src/simulator/cloud'
import { Delays } from './delays'
import type { CreatePolicy } from './policy'
import { see } from './workloads'

/** From a call's arrival at the cloud to its event at the page: half a round trip, and half of a batch's 100 ms. */
export const SHOWN_AFTER_MS = 80
const ATTENTION = new Set<number | null>([5, 8, 10])
/** As much as the engine believes (src/engine/observe.ts). */
export const ATTENTION_WEIGHT = 10

export interface Change {
  readonly atMs: number
  readonly isAttention: boolean
}

export function changeTo(status: number | null, atMs: number): Change {
  return { atMs, isAttention: ATTENTION.has(status) }
}

export interface Replay {
  readonly delays: Delays
  readonly requests: number
  /** Calls that found nothing new, refused ones included. */
  readonly wasted: number
  readonly decisionUs: number
}

/** Lets one policy watch one cloud for `durationMs` of simulated time. */
export function replay(cloud: SimulatedCloud, createPolicy: CreatePolicy, { callsPerSecond, durationMs }: { callsPerSecond: number; durationMs: number }): Replay {
  const unseen = new Map<DeviceId, Change[]>()
  cloud.onTransition(({ id, atMs, from, to }) => {
    if (from === to) return
    const changes = unseen.get(id)
    if (changes) changes.push(changeTo(to, atMs))
    else unseen.set(id, [changeTo(to, atMs)])
  })
  const policy = createPolicy(new Map(cloud.devices().map(({ id }) => [id, see(cloud, id)])), callsPerSecond)
  const delays = new Delays()
  const showTill = (id: DeviceId, nowMs: number) => {
    const changes = unseen.get(id) ?? []
    for (const change of changes) delays.add(nowMs + SHOWN_AFTER_MS - change.atMs, change.isAttention)
    unseen.delete(id)
    return changes.length > 0
  }
  let requests = 0
  let wasted = 0
  let allowance = callsPerSecond
  let decidingMs = 0
  const steps = Math.floor(durationMs / policy.everyMs)
  for (let step = 1; step <= steps; step += 1) {
    const nowMs = step * policy.everyMs
    cloud.advance(nowMs - cloud.nowMs)
    allowance = Math.min(callsPerSecond, allowance + (callsPerSecond * policy.everyMs) / 1000)
    const startedAt = performance.now()
    const id = policy.next(nowMs)
    decidingMs += performance.now() - startedAt
    if (id === undefined) continue
    requests += 1
    if (allowance < 1 - 1e-6) {
      wasted += 1
      policy.refused(id, nowMs)
      continue
    }
    allowance -= 1
    if (!showTill(id, nowMs)) wasted += 1
    const seen = see(cloud, id)
    const answeredAt = performance.now()
    policy.answered(id, seen, nowMs)
    decidingMs += performance.now() - answeredAt
  }
  for (const id of unseen.keys()) showTill(id, durationMs)
  return { delays, requests, wasted, decisionUs: (decidingMs * 1000) / Math.max(1, requests) }
}
