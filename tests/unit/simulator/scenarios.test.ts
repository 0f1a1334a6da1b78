import { describe, expect, it } from 'vitest'
import { KNOWN_STATUSES } from '@/domain/upgrade'
import { createSimulatedCloud } from '@/simulator/cloud'
import { isScenarioName, SCENARIO_NAMES, SCENARIOS } from '@/simulator/scenarios'
import { countKinds, HOUR_MS, wholeTruth } from './world'

const MINUTE_MS = 60_000

function expectMidRollout(counts: ReturnType<typeof countKinds>, fleet: number) {
  const share = (count: number) => (count / fleet) * 1_200
  expect(share(counts.done)).toBeGreaterThan(730)
  expect(share(counts.done)).toBeLessThan(890)
  expect(share(counts.running)).toBeGreaterThan(180)
  expect(share(counts.running)).toBeLessThan(280)
  expect(share(counts.queued)).toBeGreaterThan(60)
  expect(share(counts.queued)).toBeLessThan(120)
  expect(share(counts.offline)).toBeGreaterThan(20)
  expect(share(counts.offline)).toBeLessThan(65)
  expect(share(counts.failed)).toBeGreaterThan(3)
  expect(share(counts.failed)).toBeLessThan(25)
  expect(share(counts.confirm)).toBeGreaterThan(1)
  expect(share(counts.confirm)).toBeLessThan(16)
  expect(share(counts.unknown)).toBeGreaterThan(4)
  expect(share(counts.unknown)).toBeLessThan(26)
}

describe('the scenarios', () => {
  it.each(SCENARIO_NAMES)('%s has its number of devices, or the one asked for', (scenario) => {
    expect(createSimulatedCloud({ scenario, seed: 1 }).devices()).toHaveLength(SCENARIOS[scenario].devices)
    expect(createSimulatedCloud({ scenario, seed: 1, devices: 7 }).devices()).toHaveLength(7)
  })

  it('tells its names from others', () => {
    expect(isScenarioName('demo')).toBe(true)
    expect(isScenarioName('toString')).toBe(false)
  })

  it.each([1, 2, 3, 7, 42])('demo starts mid-rollout with seed %i', (seed) => {
    const cloud = createSimulatedCloud({ scenario: 'demo', seed })
    expectMidRollout(countKinds(cloud), 1_200)
    expect(cloud.products.map(({ name }) => name)).toEqual(['智能网关 A2', '云台摄像头', '三相电表'])
  })

  it('demo is still mid-rollout at every quarter of an hour for a day', () => {
    const cloud = createSimulatedCloud({ scenario: 'demo', seed: 7 })
    for (let quarter = 0; quarter < 96; quarter += 1) {
      cloud.advance(15 * MINUTE_MS)
      expectMidRollout(countKinds(cloud), 1_200)
    }
  })

  it('ten-thousand starts mid-rollout', () => {
    const cloud = createSimulatedCloud({ scenario: 'ten-thousand', seed: 1 })
    expectMidRollout(countKinds(cloud), 10_000)
  })

  it('rollout begins with the fleet queued, ends with nearly all done, and begins again', () => {
    const cloud = createSimulatedCloud({ scenario: 'rollout', seed: 7 })
    const start = countKinds(cloud)
    expect(start.queued).toBeGreaterThan(1_080)
    expect(start.done + start.running).toBeLessThan(12)
    cloud.advance(25 * MINUTE_MS)
    const middle = countKinds(cloud)
    expect(middle.running).toBeGreaterThan(60)
    expect(middle.done).toBeGreaterThan(200)
    cloud.advance(48 * MINUTE_MS)
    expect(countKinds(cloud).done).toBeGreaterThan(1_120)
    cloud.advance(4 * MINUTE_MS)
    expect(countKinds(cloud).queued).toBeGreaterThan(1_000)
  })

  it('settled has only ended devices and never moves', () => {
    const cloud = createSimulatedCloud({ scenario: 'settled', seed: 7 })
    const before = wholeTruth(cloud)
    const counts = countKinds(cloud)
    expect(counts.done + counts.failed + counts.unknown).toBe(1_200)
    expect(counts.done).toBeGreaterThan(1_140)
    expect(counts.failed).toBeGreaterThan(5)
    cloud.advance(24 * HOUR_MS)
    expect(wholeTruth(cloud)).toEqual(before)
  })

  it('every-status has each documented status, none, and unknown numbers, and stands still', () => {
    const cloud = createSimulatedCloud({ scenario: 'every-status', seed: 7 })
    const before = wholeTruth(cloud)
    const statuses = new Set(Object.values(before).map(({ status }) => status))
    for (const status of [...KNOWN_STATUSES, null, 99, -1]) expect(statuses).toContain(status)
    cloud.advance(24 * HOUR_MS)
    expect(wholeTruth(cloud)).toEqual(before)
  })
})
