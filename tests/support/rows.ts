import { createDevice } from '@/domain/device'
import { createRow, withAnswer, type FleetRow } from '@/domain/fleet-row'
import type { StageHabit } from '@/domain/stage-habit'
import { upgradeFromWire, type Upgrade, type WireUpgrade } from '@/domain/upgrade'

export function upgrade(wire: Partial<WireUpgrade> = {}): Upgrade {
  return upgradeFromWire({ status: null, percent: null, sourceVersion: '1.0', targetVersion: '2.0', message: null, ...wire })
}

/** A row that was answered for once, at `at`. */
export function answeredRow(name: string, wire: Partial<WireUpgrade> = {}, at = 1000): FleetRow {
  return withAnswer(createRow(createDevice('P1', name), 0), { upgrade: upgrade(wire), requestId: `r-${name}`, at, expectedIntervalMs: 1000 })
}

/** A row that was answered for the same at `at` and at `until`. */
export function stillRow(name: string, wire: Partial<WireUpgrade>, at: number, until: number): FleetRow {
  return withAnswer(answeredRow(name, wire, at), { upgrade: upgrade(wire), requestId: `s-${name}`, at: until, expectedIntervalMs: 1000 })
}

export function habit(part: Partial<StageHabit> = {}): StageHabit {
  return { stallAfterMs: 180_000, usualQuietMs: 60_000, learnedFrom: 20, scope: 'product', restMs: null, rest: null, ...part }
}
