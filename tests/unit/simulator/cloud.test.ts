import { describe, expect, it } from 'vitest'
import { createSimulatedCloud, type SimulatedCloud } from '@/simulator/cloud'
import type { SimulatedTransition } from '@/simulator/timeline'
import { deviceIn, HOUR_MS, truthOf, wholeTruth } from './world'

function record(cloud: SimulatedCloud): SimulatedTransition[] {
  const seen: SimulatedTransition[] = []
  cloud.onTransition((transition) => void seen.push(transition))
  return seen
}

/** The order of cloud-api §3, with its skips and backward moves; 0, 5 and 10 may come from anywhere. */
const LEGAL_NEXT: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 3, 7],
  1: [2, 3],
  2: [3],
  3: [3, 20, 4, 6, 2],
  4: [6, 3],
  5: [1, 7, 2, 8],
  6: [1, 7, 8],
  7: [2, 3],
  8: [1, 7],
  10: [1, 7, 2, 8],
  20: [4],
}

const fleetAfterAnHour = (seed: number) => {
  const cloud = createSimulatedCloud({ scenario: 'demo', seed, devices: 200 })
  cloud.advance(HOUR_MS)
  return { devices: cloud.devices(), truth: wholeTruth(cloud) }
}

describe('the simulated cloud', () => {
  it('does the same for the same seed and something else for another', () => {
    expect(fleetAfterAnHour(7)).toEqual(fleetAfterAnHour(7))
    expect(fleetAfterAnHour(7).devices).not.toEqual(fleetAfterAnHour(8).devices)
  })

  it('comes to the same state in many small steps as in one large one', () => {
    const [small, large] = [1, 2].map(() => createSimulatedCloud({ scenario: 'demo', seed: 7, devices: 200 }))
    if (!small || !large) throw new Error('two clouds')
    for (let step = 0; step < 7_200; step += 1) small.advance(1_000)
    large.advance(2 * HOUR_MS)
    expect(wholeTruth(small)).toEqual(wholeTruth(large))
    expect(small.transitions).toBe(large.transitions)
    expect(small.nowMs).toBe(2 * HOUR_MS)
  })

  it('moves only in the order of the protocol', () => {
    const cloud = createSimulatedCloud({ scenario: 'demo', seed: 7 })
    const seen = record(cloud)
    cloud.advance(12 * HOUR_MS)
    const strange = seen.filter(({ from, to }) => {
      if (from === null || to === null) return true
      return ![0, 5, 10].includes(to) && !LEGAL_NEXT[from]?.includes(to)
    })
    expect(strange).toEqual([])
    expect(seen.length).toBeGreaterThan(100_000)
  })

  it('shows skips, backward moves, restarts, offline interludes, failures and time-outs', () => {
    const cloud = createSimulatedCloud({ scenario: 'demo', seed: 7 })
    const seen = record(cloud)
    cloud.advance(12 * HOUR_MS)
    const moves = new Set(seen.map(({ from, to }) => `${from}>${to}`))
    const expected = ['3>6', '3>4', '1>3', '3>2', '4>3', '3>3', '3>0', '0>3', '3>5', '4>5', '3>10', '4>10', '5>2', '10>2', '8>1']
    expect(expected.filter((move) => !moves.has(move))).toEqual([])
  })

  it('fails one to three upgrades of a hundred, mostly with time_out', () => {
    const cloud = createSimulatedCloud({ scenario: 'demo', seed: 7 })
    const texts: string[] = []
    let ended = 0
    cloud.onTransition(({ id, to }) => {
      if (to === 5 || to === 6 || to === 10) ended += 1
      if (to === 5 || to === 10) texts.push(truthOf(cloud, id).errMsg)
    })
    cloud.advance(12 * HOUR_MS)
    expect(texts.length / ended).toBeGreaterThan(0.01)
    expect(texts.length / ended).toBeLessThan(0.03)
    expect(texts.filter((text) => text === 'time_out').length / texts.length).toBeGreaterThan(0.4)
    expect(new Set(texts)).toEqual(
      new Set([
        'time_out', 'file_not_exist', 'sign invalid', 'Same version received', 'Project Name mismatch',
        'ESP HTTPS OTA Begin failed', 'md5sum not matched', 'Image validation failed', 'Failed to read image decryption',
      ]),
    )
  })

  it('has a percent in 3 and 20 only, which rises, and falls when the download starts again', () => {
    const cloud = createSimulatedCloud({ scenario: 'demo', seed: 7, devices: 300 })
    const last = new Map<string, number>()
    const wrong: object[] = []
    let rises = 0
    let falls = 0
    for (let step = 0; step < 720; step += 1) {
      cloud.advance(5_000)
      for (const { id } of cloud.devices()) {
        const { status, percent } = truthOf(cloud, id)
        const isExpected = status === 3 || status === 20
        const isRight = percent === null ? !isExpected : isExpected && percent >= 0 && percent <= 100
        if (!isRight) wrong.push({ id, status, percent })
        if (percent === null) continue
        const before = last.get(id)
        if (before !== undefined && percent > before) rises += 1
        if (before !== undefined && status === 3 && percent < before && before < 95) falls += 1
        last.set(id, percent)
      }
    }
    expect(wrong).toEqual([])
    expect(rises).toBeGreaterThan(1_000)
    expect(falls).toBeGreaterThan(10)
  })

  it('takes each version from the one before it', () => {
    const cloud = createSimulatedCloud({ scenario: 'demo', seed: 7 })
    const pairs = new Set(Object.values(wholeTruth(cloud)).map((truth) => `${truth.sourceVersion}→${truth.targetVersion}`))
    expect(pairs).toContain('1.4.2→2.0.0')
    expect(pairs).toContain('3.0.1→3.1.0')
    expect(pairs).toContain('2.2.0→2.3.5')
  })

  it('costs the transitions on the way, however large the fleet and the step', () => {
    const settled = createSimulatedCloud({ scenario: 'settled', seed: 7, devices: 10_000 })
    for (let step = 0; step < 100_000; step += 1) settled.advance(60_000)
    expect(settled.transitions).toBe(0)
    const busy = createSimulatedCloud({ scenario: 'demo', seed: 7 })
    const seen = record(busy)
    busy.advance(HOUR_MS)
    expect(busy.transitions).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(10_000)
    expect(seen.length).toBeLessThan(30_000)
  })

  it('stops telling a listener that has left', () => {
    const cloud = createSimulatedCloud({ scenario: 'demo', seed: 7, devices: 50 })
    let told = 0
    const leave = cloud.onTransition(() => void (told += 1))
    leave()
    cloud.advance(HOUR_MS)
    expect(told).toBe(0)
  })
})

const openFrozen = () => createSimulatedCloud({ scenario: 'every-status', seed: 3 })

describe('publishing', () => {
  it.each([8, 5, 10])('starts a device in %i after some seconds with the old status, and brings it to an end', (status) => {
    const cloud = openFrozen()
    const { id } = deviceIn(cloud, status)
    expect(cloud.publish(id)).toBe('told')
    expect(cloud.publish(id)).toBe('told')
    expect(truthOf(cloud, id).status).toBe(status)
    cloud.advance(3_000)
    expect([1, 2, 7]).toContain(truthOf(cloud, id).status)
    cloud.advance(4 * HOUR_MS)
    expect([5, 6, 10]).toContain(truthOf(cloud, id).status)
  })

  it('clears the message of the failure that it starts again', () => {
    const cloud = openFrozen()
    const { id } = deviceIn(cloud, 5)
    cloud.publish(id)
    expect(truthOf(cloud, id).errMsg).toBe('time_out')
    cloud.advance(3_000)
    expect(truthOf(cloud, id).errMsg).toBe('')
  })

  it.each([
    [0, 'offline'],
    [null, 'no-firmware'],
    [3, 'refused'],
    [6, 'refused'],
    [1, 'refused'],
    [99, 'refused'],
  ] as const)('is refused for a device in %s', (status, result) => {
    const cloud = openFrozen()
    const { id } = deviceIn(cloud, status)
    expect(cloud.publish(id)).toBe(result)
    cloud.advance(HOUR_MS)
    expect(truthOf(cloud, id).status).toBe(status)
  })

  it('leaves every other device where it stands', () => {
    const cloud = openFrozen()
    const before = wholeTruth(cloud)
    const { id } = deviceIn(cloud, 8)
    cloud.publish(id)
    cloud.advance(HOUR_MS)
    expect({ ...wholeTruth(cloud), [id]: null }).toEqual({ ...before, [id]: null })
  })
})
