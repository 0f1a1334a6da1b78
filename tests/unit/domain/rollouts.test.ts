import { describe, expect, it } from 'vitest'
import { createDevice, type DeviceId } from '@/domain/device'
import { Extreme } from '@/domain/extreme'
import { causeOf } from '@/domain/failure-cause'
import { createRow, kindOf, withAnswer, type FleetRow, type Snapshot } from '@/domain/fleet-row'
import { rolloutKey, Rollouts, type Rollout } from '@/domain/rollout'
import { steadyOrder } from '@/domain/rollout-order'
import { withTimesMoved } from '@/domain/row-times'
import { UPGRADE_KINDS, zeroByKind } from '@/domain/upgrade'
import { createSimulatedCloud } from '@/simulator/cloud'
import { createRandom } from '@/simulator/random'
import { upgrade } from '../../support/rows'

const MOMENTS = 3_000
const START_MS = Date.UTC(2026, 0, 1)

/** The same by counting all rows, the slow and simple way. */
function fromScratch(rows: Iterable<FleetRow>): Record<string, Rollout> {
  const groups: Record<string, { productId: string; targetVersion: string; snapshots: Snapshot[]; rows: FleetRow[] }> = {}
  for (const row of rows) {
    const targetVersion = row.snapshot?.upgrade.targetVersion
    if (!row.snapshot || !targetVersion) continue
    const key = `${row.device.productId}/${targetVersion}`
    const group = (groups[key] ??= { productId: row.device.productId, targetVersion, snapshots: [], rows: [] })
    group.snapshots.push(row.snapshot)
    group.rows.push(row)
  }
  return Object.fromEntries(Object.entries(groups).map(([key, { productId, targetVersion, snapshots, rows: members }]) => {
    const byKind = zeroByKind()
    for (const row of members) byKind[kindOf(row)] += 1
    const at = Math.min(...snapshots.map(({ since }) => since.at))
    const moved = snapshots.filter(({ since, changedAt }) => since.exact || changedAt > since.at).map(({ changedAt }) => changedAt)
    const failed = members.flatMap((row) => causeOf(row.snapshot?.upgrade) ?? [])
    const causes = [...new Set(failed)].map((cause) => ({ cause, count: failed.filter((other) => other === cause).length }))
    const exact = snapshots.filter(({ since }) => since.at === at).every(({ since }) => since.exact)
    return [key, { productId, targetVersion, total: members.length, byKind, firstActivity: { at, exact }, lastActivityAt: moved.length === 0 ? null : Math.max(...moved), causes }]
  }))
}

const comparable = (rollouts: Record<string, Rollout>) =>
  JSON.stringify(Object.entries(rollouts).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, rollout]) => [key, { ...rollout, causes: rollout.causes.toSorted((a, b) => (a.cause < b.cause ? -1 : 1)) }]))

/** Plays a fleet's upgrades, asked about at random; returns at how many of the moments `rollouts` was wrong, and what it saw. */
function wrongMoments(rollouts: Rollouts, seed: number) {
  const cloud = createSimulatedCloud({ scenario: 'flapping', seed, devices: 150 })
  const random = createRandom(seed)
  const rows = new Map<DeviceId, FleetRow>()
  const put = (row: FleetRow, before: FleetRow | undefined) => {
    if (before) rollouts.remove(before)
    rollouts.add(row)
    rows.set(row.device.id, row)
  }
  const seen = { wrong: 0, causes: new Set<string>(), failed: 0, rollouts: 0 }
  for (let moment = 0; moment < MOMENTS; moment += 1) {
    cloud.advance(random.int(1, 20_000))
    const now = START_MS + cloud.nowMs
    for (let call = random.int(1, 6); call > 0; call -= 1) {
      const { id, productId, deviceName } = random.pick(cloud.devices())
      const truth = cloud.truth(id)
      const before = rows.get(id)
      if (!truth) continue
      if (before && random.chance(0.05)) {
        rollouts.remove(before)
        rows.delete(id)
      } else if (before && random.chance(0.02)) put(withTimesMoved(before, random.int(-90_000, 90_000)), before)
      else put(withAnswer(before ?? createRow(createDevice(productId, deviceName), now), { upgrade: upgrade({ ...truth, message: truth.errMsg }), requestId: 'r', at: now, expectedIntervalMs: null }), before)
    }
    const listed = rollouts.list()
    if (comparable(Object.fromEntries(listed.map((rollout) => [rolloutKey(rollout), rollout]))) !== comparable(fromScratch(rows.values()))) seen.wrong += 1
    for (const { causes, byKind } of listed) {
      for (const { cause } of causes) seen.causes.add(cause)
      seen.failed += byKind.failed
    }
    seen.rollouts = Math.max(seen.rollouts, listed.length)
  }
  return seen
}

/** Takes off what a row is now, where it should take off what it was: right as long as nothing changes. */
class Careless extends Rollouts {
  private readonly latest = new Map<DeviceId, FleetRow>()

  override add(row: FleetRow) {
    this.latest.set(row.device.id, row)
    super.add(row)
  }

  override remove(row: FleetRow) {
    const { device, snapshot } = row
    const stale = snapshot?.upgrade.kind === 'failed' ? { ...row, snapshot: { ...snapshot, upgrade: upgrade({ ...snapshot.upgrade, status: 5, percent: null, message: 'time_out' }) } } : row
    this.latest.delete(device.id)
    super.remove(stale)
  }
}

describe('the rollouts of a fleet', () => {
  it('hold at every moment what counting all devices anew would give, and a careless count would be noticed', () => {
    const runs = [1, 2].map((seed) => wrongMoments(new Rollouts(), seed))
    const careless = wrongMoments(new Careless(), 1)
    const wrong = runs.reduce((sum, run) => sum + run.wrong, 0)
    const causes = new Set(runs.flatMap((run) => [...run.causes]))
    console.log(`rollouts: moments ${2 * MOMENTS}, wrong ${wrong}, rollouts up to ${Math.max(...runs.map((run) => run.rollouts))}, causes ${causes.size}; careless count: wrong ${careless.wrong} of ${MOMENTS}`)
    expect(wrong).toBe(0)
    expect(causes.size).toBeGreaterThan(3)
    expect(careless.wrong).toBeGreaterThan(MOMENTS / 10)
  }, 60_000)

  it('name a cause for each failure: the counts sum to the failed', () => {
    const rollouts = new Rollouts()
    for (const [index, message] of ['time_out', 'TIME_OUT', null, 'block 1', 'block 22', 'time_out'].entries()) {
      const row = createRow(createDevice('P1', `d${index}`), 0)
      rollouts.add(withAnswer(row, { upgrade: upgrade({ status: index === 5 ? 10 : 5, message }), requestId: 'r', at: 5, expectedIntervalMs: null }))
    }
    expect(rollouts.list()[0]?.causes).toEqual([{ cause: 'block #', count: 2 }, { cause: 'time_out', count: 2 }, { cause: '10', count: 1 }, { cause: '5', count: 1 }])
  })

  it('do not take the first look at a device for a movement of it', () => {
    const rollouts = new Rollouts()
    const answer = (percent: number, at: number) => ({ upgrade: upgrade({ status: 3, percent }), requestId: 'r', at, expectedIntervalMs: null })
    const first = withAnswer(createRow(createDevice('P1', 'd1'), 0), answer(10, 1000))
    rollouts.add(first)
    expect(rollouts.list()[0]).toMatchObject({ firstActivity: { at: 1000, exact: false }, lastActivityAt: null })
    const second = withAnswer(first, answer(20, 2000))
    rollouts.remove(first)
    rollouts.add(second)
    expect(rollouts.list()[0]).toMatchObject({ firstActivity: { at: 1000, exact: false }, lastActivityAt: 2000 })
  })

  it('stay the very same object while nothing of theirs changes', () => {
    const rollouts = new Rollouts()
    const row = (name: string, targetVersion: string) => withAnswer(createRow(createDevice('P1', name), 0), { upgrade: upgrade({ status: 3, targetVersion }), requestId: 'r', at: 5, expectedIntervalMs: null })
    rollouts.add(row('a', '2.0'))
    rollouts.add(row('b', '3.0'))
    const [first, second] = rollouts.list().toSorted((a, b) => (a.targetVersion < b.targetVersion ? -1 : 1))
    rollouts.add(row('c', '3.0'))
    const next = rollouts.list().toSorted((a, b) => (a.targetVersion < b.targetVersion ? -1 : 1))
    expect(next[0]).toBe(first)
    expect(next[1]).not.toBe(second)
  })
})

describe('the least of numbers that come and go', () => {
  it('is right at any moment', () => {
    const random = createRandom(3)
    const least = new Extreme('least')
    const greatest = new Extreme('greatest')
    const all: number[] = []
    for (let step = 0; step < 20_000; step += 1) {
      if (all.length > 0 && random.chance(0.5)) {
        const [value] = all.splice(random.int(0, all.length - 1), 1)
        if (value !== undefined) for (const extreme of [least, greatest]) extreme.remove(value)
      } else {
        const value = random.int(0, 50)
        all.push(value)
        for (const extreme of [least, greatest]) extreme.add(value)
      }
      if (random.chance(0.7)) continue
      expect([least.get(), greatest.get()]).toEqual(all.length === 0 ? [null, null] : [Math.min(...all), Math.max(...all)])
    }
  })
})

describe('the order of the cards', () => {
  const rollout = (name: string, running: number): Rollout => ({ productId: name, targetVersion: '2', total: running, byKind: { ...zeroByKind(), running }, firstActivity: { at: 0, exact: true }, lastActivityAt: null, causes: [] })
  const names = (rollouts: readonly Rollout[]) => rollouts.map(({ productId }) => productId).join('')
  const ranked = (...rollouts: Rollout[]) => rollouts.toSorted((a, b) => b.byKind.running - a.byKind.running)

  it('does not change for a few devices, and does for many', () => {
    const shown = ['a/2', 'b/2', 'c/2']
    expect(names(steadyOrder(shown, ranked(rollout('a', 100), rollout('b', 103), rollout('c', 99))))).toBe('abc')
    expect(names(steadyOrder(shown, ranked(rollout('a', 100), rollout('b', 130), rollout('c', 99))))).toBe('bac')
    expect(names(steadyOrder(shown, ranked(rollout('a', 10), rollout('b', 20), rollout('c', 300))))).toBe('cba')
  })

  it('takes new ones in where they belong, and lets go of those that are over', () => {
    expect(names(steadyOrder(['a/2', 'x/2', 'b/2'], ranked(rollout('a', 100), rollout('b', 20), rollout('n', 60))))).toBe('anb')
    expect(names(steadyOrder([], ranked(rollout('a', 1), rollout('b', 20))))).toBe('ba')
  })

  it('holds every rollout once, for any counts', () => {
    const random = createRandom(4)
    let shown: readonly Rollout[] = []
    let moves = 0
    let naiveMoves = 0
    let naive = ''
    for (let step = 0; step < 2_000; step += 1) {
      const all = ranked(...[...'abcdefgh'].map((name, index) => rollout(name, 100 + 4 * index + random.int(0, 8))))
      const next = steadyOrder(shown.map(rolloutKey), all)
      expect([...names(next)].toSorted().join('')).toBe('abcdefgh')
      if (names(next) !== names(shown)) moves += 1
      if (names(all) !== naive) naiveMoves += 1
      ;[shown, naive] = [next, names(all)]
    }
    console.log(`cards: looks 2000, re-ordered ${moves}; by rank alone ${naiveMoves}`)
    expect(moves).toBeLessThan(30)
    expect(naiveMoves).toBeGreaterThan(1_000)
  })

  it('knows every kind', () => expect(Object.keys(rollout('a', 1).byKind).toSorted()).toEqual([...UPGRADE_KINDS].toSorted()))
})
