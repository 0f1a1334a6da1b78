import { createDevice } from '@/domain/device'
import { createRow, withAnswer, type FleetRow } from '@/domain/fleet-row'
import { upgradeFromWire, type Upgrade, type WireUpgrade } from '@/domain/upgrade'

export function upgrade(wire: Partial<WireUpgrade> = {}): Upgrade {
  return upgradeFromWire({ status: null, percent: null, sourceVersion: '1.0', targetVersion: '2.0', message: null, ...wire })
}

/** A row that was answered for once, at `at`. */
export function answeredRow(name: string, wire: Partial<WireUpgrade> = {}, at = 1000): FleetRow {
  return withAnswer(createRow(createDevice('P1', name), 0), { upgrade: upgrade(wire), requestId: `r-${name}`, at, expectedIntervalMs: 1000 })
}
