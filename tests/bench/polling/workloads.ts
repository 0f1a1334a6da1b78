import { createDevice, type DeviceId } from '../../../src/domain/device'
import { upgradeFromWire } from '../../../src/domain/upgrade'
import { observationOf } from '../../../src/engine/observe'
import { createSimulatedCloud, type SimulatedCloud } from '../../../src/simulator/cloud'
import type { ScenarioName } from '../../../src/simulator/scenarios'
import type { Seen } from './policy'

export type Workload = 'quiet' | 'overlapping' | 'flapping'

const SCENARIO = { quiet: 'one-wave', overlapping: 'overlapping', flapping: 'flapping' } as const satisfies Record<Workload, ScenarioName>

export const WORKLOADS = Object.keys(SCENARIO) as readonly Workload[]

export function openWorkload(workload: Workload, devices: number, seed: number): SimulatedCloud {
  return createSimulatedCloud({ scenario: SCENARIO[workload], seed, devices })
}

/** What an answer about the device says now. */
export function see(cloud: SimulatedCloud, id: DeviceId): Seen {
  const device = cloud.device(id)
  const truth = cloud.truth(id)
  if (!device || !truth) throw new Error(`no device ${id}`)
  const { status, percent, sourceVersion, targetVersion, errMsg } = truth
  const upgrade = upgradeFromWire({ status, percent, sourceVersion, targetVersion, message: errMsg })
  return { kind: upgrade.kind, observation: observationOf(createDevice(device.productId, device.deviceName), upgrade) }
}
