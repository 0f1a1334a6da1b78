import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { ageMs, createRow, withAnswer, withFailure, type FleetRow } from '@/domain/fleet-row'
import { aheadMs, withTimesMoved } from '@/domain/row-times'
import { ServerTime } from '@/engine/server-time'
import { createWakeWatch, type ClockWatch } from '@/engine/wake'
import type { Repository, StoredRow } from '@/storage/repository'
import { createMemoryRepository } from '@/storage/memory-repository'
import { FakeClock } from '../../support/fake-clock'
import { upgrade } from '../../support/rows'
import { told } from '../../support/told'
import { watching } from './life'

/** So many that the calls of 5 s reach only a part of them. */
const FLEET = Array.from({ length: 300 }, (_, index) => createDevice('P1', `d${index}`))
const ON_SCREEN = FLEET.slice(270, 290).map(({ id }) => id)

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const BLIND: ClockWatch = { look: () => null }

interface Fault {
  /** What really happened: how much time went by, and what it did to the clocks. */
  readonly realMs: number
  readonly strike: (clock: FakeClock) => void
}

const FAULTS: Record<string, Fault> = {
  'sleep of 8 h, monotonic clock stands still': { realMs: 8 * HOUR, strike: (clock) => clock.setWall(8 * HOUR) },
  'sleep of 8 h, monotonic clock goes on': { realMs: 8 * HOUR, strike: (clock) => clock.freeze(8 * HOUR) },
  'freeze of 10 min': { realMs: 10 * MINUTE, strike: (clock) => clock.freeze(10 * MINUTE) },
  'clock set forward by 1 day': { realMs: 0, strike: (clock) => clock.setWall(DAY) },
  'clock set back by 1 day': { realMs: 0, strike: (clock) => clock.setWall(-DAY) },
}

/** Strikes, watches the 5 s that follow, and measures every row against what really happened. */
async function figuresOf({ realMs, strike }: Fault, watch?: ClockWatch) {
  const { clock, cloud, tab } = await watching({ devices: FLEET, ...(watch ? { watch } : {}) })
  tab.command({ kind: 'visible', ids: ON_SCREEN })
  await clock.advance(200)
  // The server's time is the real one: the faults move only what is on this machine.
  let reallyPassedMs = clock.nowMs()
  let countedMs = clock.nowMs()
  cloud.realMs = () => {
    reallyPassedMs += clock.nowMs() - countedMs
    countedMs = clock.nowMs()
    return reallyPassedMs
  }
  const seenAtMs = new Map([...tab.rows].map(([id, row]) => [id, cloud.realMs() - (clock.wallMs() - (row.snapshot?.observedAt ?? 0))]))
  const calls = cloud.askedAtMs.length
  const requestIds = new Map([...tab.rows].map(([id, row]) => [id, row.snapshot?.requestId]))
  strike(clock)
  const struckAtMs = clock.nowMs()
  countedMs = clock.nowMs()
  reallyPassedMs += realMs
  await clock.advance(5 * SECOND)
  const errors = [...tab.rows].flatMap(([id, row]) => {
    if (row.snapshot?.requestId !== requestIds.get(id)) return []
    const trueAgeMs = cloud.realMs() - (seenAtMs.get(id) ?? 0)
    return [Math.abs(clock.wallMs() - (row.snapshot?.observedAt ?? 0) - trueAgeMs)]
  })
  const ages = [...tab.rows.values()].flatMap((row) => (row.snapshot ? [row.snapshot.observedAt, row.snapshot.changedAt, row.snapshot.since.at, row.addedAt] : []))
  const asked = cloud.askedAtMs.slice(calls)
  const perSecond = asked.map((atMs) => asked.filter((other) => other >= atMs && other < atMs + SECOND).length)
  return {
    rows: tab.rows.size,
    negativeAges: ages.filter((at) => clock.wallMs() - at < 0).length,
    greatestErrorMs: Math.max(0, ...errors),
    calls: asked.length,
    mostPerSecond: Math.max(0, ...perSecond),
    firstCallMs: (asked[0] ?? Infinity) - struckAtMs,
    screenAsked: ON_SCREEN.filter((id) => tab.rows.get(id)?.snapshot?.requestId !== requestIds.get(id)).length,
  }
}

describe('after', () => {
  it.each(Object.entries(FAULTS))('%s: right ages, none negative, and a first sweep that is spread out', async (name, fault) => {
    const figures = await figuresOf(fault)
    console.log(`L7 ${name}: ${told(figures)}`)
    expect(figures).toMatchObject({ rows: FLEET.length, negativeAges: 0 })
    expect(figures.greatestErrorMs).toBeLessThan(SECOND)
    expect(figures.mostPerSecond).toBeLessThanOrEqual(11)
    expect(figures.firstCallMs).toBeLessThan(5 * SECOND)
    if (fault.realMs > 0) expect(figures.screenAsked).toBe(ON_SCREEN.length)
  })

  it('the same faults, an engine that does not look at its clocks fails this check', async () => {
    const back = await figuresOf(FAULTS['clock set back by 1 day'] as Fault, BLIND)
    const forward = await figuresOf(FAULTS['clock set forward by 1 day'] as Fault, BLIND)
    const asleep = await figuresOf(FAULTS['sleep of 8 h, monotonic clock stands still'] as Fault, BLIND)
    console.log(`L7 control, blind engine: back ${told(back)}, forward ${told(forward)}, asleep ${told(asleep)}`)
    expect(back.negativeAges).toBeGreaterThan(0)
    expect(forward.greatestErrorMs).toBeGreaterThan(DAY / 2)
    expect(asleep.screenAsked).toBeLessThan(ON_SCREEN.length)
  })

  it('a sleep without a Date header in the answers: ages grow, as nobody can know better', async () => {
    const { clock, tab } = await watching({ tellsTime: false })
    clock.setWall(DAY)
    await clock.advance(0)
    const row = tab.rows.get('P1/d0')
    expect(row && ageMs(row, clock.wallMs())).toBeGreaterThan(DAY - MINUTE)
  })

  it('a sleep of 8 h in which the clock was set back by 1 day: ages are right with the first answer', async () => {
    const { clock, cloud, tab } = await watching({ devices: FLEET })
    const [latest] = [...tab.rows.values()].toSorted((a, b) => (b.snapshot?.observedAt ?? 0) - (a.snapshot?.observedAt ?? 0))
    const observedAt = () => tab.rows.get(latest?.device.id ?? '')?.snapshot?.observedAt ?? 0
    const before = clock.wallMs() - observedAt()
    clock.setWall(8 * HOUR - DAY)
    cloud.realMs = () => clock.nowMs() + 8 * HOUR
    tab.command({ kind: 'refresh', ids: ['P1/d0' as FleetRow['device']['id']] })
    await clock.advance(SECOND)
    const age = clock.wallMs() - observedAt()
    expect(Math.abs(age - (before + SECOND + 8 * HOUR))).toBeLessThan(SECOND)
  })

  it('a pause that the cloud asked for, sleep does not shorten what is left of it on the monotonic clock', async () => {
    const { clock, cloud, tab } = await watching()
    cloud.limited = true
    tab.command({ kind: 'refresh', ids: 'all' })
    await clock.advance(2 * SECOND)
    cloud.limited = false
    const calls = cloud.askedAtMs.length
    clock.setWall(8 * HOUR)
    await clock.advance(60 * SECOND)
    expect(cloud.askedAtMs.length).toBe(calls)
    await clock.advance(70 * SECOND)
    expect(cloud.askedAtMs.length).toBeGreaterThan(calls)
  })

  it('a clock set back, the moved times are on disk too', async () => {
    const kept = new Map<string, StoredRow>()
    const repository: Repository = {
      ...createMemoryRepository(),
      saveSnapshots: (_id, rows) => Promise.resolve(rows.forEach((row) => kept.set(row.device.id, row))),
    }
    const { clock } = await watching({ repository, devices: FLEET })
    clock.setWall(-DAY)
    await clock.advance(5 * SECOND)
    expect(kept.size).toBe(FLEET.length)
    expect([...kept.values()].filter(({ snapshot }) => (snapshot?.observedAt ?? 0) > clock.wallMs())).toEqual([])
  })

  it('a clock set back, an undone removal comes back with moved times', async () => {
    const { clock, tab } = await watching()
    tab.command({ kind: 'remove', ids: ['P1/d0' as FleetRow['device']['id']] })
    await clock.advance(SECOND)
    clock.setWall(-DAY)
    await clock.advance(SECOND)
    tab.command({ kind: 'undo-remove' })
    await clock.advance(200)
    expect(tab.rows.get('P1/d0')?.snapshot?.since.at).toBeLessThanOrEqual(clock.wallMs())
  })
})

describe('the watch of the clocks', () => {
  it('is silent while they go on as they should, also when looked at every few seconds', () => {
    const clock = new FakeClock()
    const watch = createWakeWatch(clock)
    for (const passedMs of [1, 1000, 1100, 4900]) {
      clock.freeze(passedMs)
      clock.setWall(passedMs === 1 ? 900 : 0)
      expect(watch.look()).toBeNull()
    }
  })

  it('adds up a slow drift until it counts', () => {
    const clock = new FakeClock()
    const watch = createWakeWatch(clock)
    const news = Array.from({ length: 12 }, () => {
      clock.setWall(-100)
      return watch.look()
    }).filter((found) => found !== null)
    expect(news).toEqual([{ awayMs: 0, wallJumpMs: -1100 }])
  })
})

describe('the server’s time', () => {
  it('of a call that was answered before the machine slept proves nothing', () => {
    const time = new ServerTime()
    time.note(1_000_000, 1_000_000, 0)
    time.doubt(100, 0)
    expect(time.note(1_000_000, 1_000_000 + 8 * HOUR, 50)).toBe(0)
    expect(time.note(1_000_000 + 8 * HOUR, 1_000_000 + 8 * HOUR, 150)).toBe(0)
  })

  it('that was never heard before proves nothing', () => {
    const time = new ServerTime()
    time.doubt(100, 0)
    expect(time.note(1_000_000, 1_000_000 + DAY, 150)).toBe(0)
  })

  it('may be wrong by hours, as long as it is wrong by the same', () => {
    const time = new ServerTime()
    time.note(1_000_000 - 5 * HOUR, 1_000_000, 0)
    time.doubt(100, 0)
    expect(time.note(1_000_000 - 5 * HOUR, 1_000_000 + DAY, 150)).toBe(DAY)
  })
})

describe('kept times', () => {
  const row = withFailure(
    withAnswer(createRow(createDevice('P1', 'd'), 1000), { upgrade: upgrade(), requestId: 'r', at: 2000, expectedIntervalMs: 5 }),
    { failure: { kind: 'network' }, requestId: 's', at: 9000 },
  )

  it('move together, but for those noted later', () => {
    expect(withTimesMoved(row, 100, 5000)).toEqual({
      ...row,
      addedAt: 1100,
      snapshot: { ...row.snapshot, observedAt: 2100, changedAt: 2100, since: { at: 2100, exact: false } },
    })
  })

  it('of the future come back into the past, the newest to now', () => {
    expect([aheadMs([row], 9000), aheadMs([], 0)]).toEqual([0, 0])
    expect(withTimesMoved(row, -aheadMs([row], 4000))).toMatchObject({ addedAt: -4000, snapshot: { observedAt: -3000 }, call: { at: 4000 } })
  })
})
