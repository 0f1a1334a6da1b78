import type { DeviceId } from '../../../src/domain/device'
import { MinHeap } from '../../../src/polling/min-heap'
import { Schedule } from '../../../src/polling/schedule'
import type { UpgradeKind } from '../../../src/domain/upgrade'
import { createRandom, type Random } from '../../../src/simulator/random'
import type { CreatePolicy, PolicyName } from './policy'

const ignore = () => undefined

/** One device after the other, for ever, at the budget's pace. */
const roundRobin: CreatePolicy = (fleet, callsPerSecond) => {
  const ids = [...fleet.keys()]
  let turn = -1
  return {
    everyMs: 1000 / callsPerSecond,
    next: () => ids[(turn = (turn + 1) % ids.length)],
    answered: ignore,
    refused: ignore,
  }
}

const SWEEP_EVERY_MS = 10_000
const CONNECTIONS = 6
const CALL_MS = 60

/**
 * What one writes first: every 10 s all devices, over 6 connections, as fast as these are free, which ends in no fixed
 * order. What the cloud refused waits for the next time.
 */
const allEveryN: CreatePolicy = (fleet) => {
  const ids = [...fleet.keys()]
  const random = createRandom(1)
  let turn = ids.length
  let sweepAtMs = 0
  return {
    everyMs: CALL_MS / CONNECTIONS,
    next(nowMs) {
      if (turn === ids.length) {
        if (nowMs < sweepAtMs) return undefined
        turn = 0
        sweepAtMs = nowMs + SWEEP_EVERY_MS
        shuffle(ids, random)
      }
      return ids[turn++]
    },
    answered: ignore,
    refused: ignore,
  }
}

function shuffle<T>(items: T[], random: Random): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = random.int(0, last)
    const item = items[last]
    const swapped = items[other]
    if (item === undefined || swapped === undefined) continue
    items[last] = swapped
    items[other] = item
  }
}

const INTERVAL_MS = {
  running: 2_000,
  queued: 10_000,
  confirm: 10_000,
  offline: 60_000,
  unknown: 60_000,
  done: 300_000,
  failed: 300_000,
} as const satisfies Record<UpgradeKind, number>

/** A fixed interval for each kind of status, the one due the earliest first. */
const perKind: CreatePolicy = (fleet, callsPerSecond) => {
  const due = new MinHeap<DeviceId>()
  let started = 0
  for (const [id, { kind }] of fleet) {
    started += 1
    due.push(id, (INTERVAL_MS[kind] * started) / fleet.size)
  }
  return {
    everyMs: 1000 / callsPerSecond,
    next: (nowMs) => ((due.first?.key ?? Infinity) <= nowMs ? due.pop()?.item : undefined),
    answered: (id, { kind }, nowMs) => due.push(id, nowMs + INTERVAL_MS[kind]),
    refused: (id, nowMs) => due.push(id, nowMs + 1000),
  }
}

const lookout: CreatePolicy = (fleet, callsPerSecond) => {
  const schedule = new Schedule<DeviceId>(callsPerSecond)
  for (const [id, { observation }] of fleet) {
    schedule.add(id)
    schedule.answered(id, observation, 0)
  }
  return {
    everyMs: 1000 / callsPerSecond,
    next: (nowMs) => schedule.take(nowMs),
    answered: (id, { observation }, nowMs) => void schedule.answered(id, observation, nowMs),
    refused: (id, nowMs) => schedule.failed(id, nowMs + 1000),
  }
}

export const POLICIES = {
  'round-robin': roundRobin,
  'all-every-n': allEveryN,
  'per-kind': perKind,
  lookout,
} as const satisfies Record<PolicyName, CreatePolicy>
