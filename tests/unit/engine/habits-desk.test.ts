import { describe, expect, it } from 'vitest'
import { createDevice, deviceIdOf, type DeviceId } from '@/domain/device'
import { createRow, withAnswer, type FleetRow } from '@/domain/fleet-row'
import type { Stage } from '@/domain/stage'
import { HabitsDesk } from '@/engine/habits-desk'
import { Historian } from '@/engine/historian'
import type { TimelineVisit } from '@/storage/repository'
import { upgrade } from '../../support/rows'

const DEVICES = Array.from({ length: 12 }, (_, place) => createDevice('P1', `d${place}`))
const HOUR_MS = 3_600_000

type Seen = readonly [atMs: number, status: number, percent?: number]

/** Every device answers like this, at its own hour. */
function show(desk: HabitsDesk, seen: readonly Seen[], between: (place: number) => void = () => undefined): void {
  for (const [hour, device] of DEVICES.entries()) {
    let row: FleetRow = createRow(device, 0)
    for (const [place, [atMs, status, percent]] of seen.entries()) {
      const at = hour * 24 * HOUR_MS + atMs
      const before = row
      row = withAnswer(before, { upgrade: upgrade({ status, percent: percent ?? null }), requestId: `r${at}`, at, expectedIntervalMs: 20_000 })
      desk.rowChanged(row, before)
      between(place)
    }
  }
}

const writing = (desk: HabitsDesk) => desk.habitFor({ productId: 'P1' }, upgrade({ status: 4 }))
const loading = (desk: HabitsDesk) => desk.habitFor({ productId: 'P1' }, upgrade({ status: 3 }))

const GOOD: readonly Seen[] = [[0, 1], [20_000, 3, 0], [40_000, 3, 30], [100_000, 3, 90], [120_000, 4], [140_000, 4], [180_000, 4], [200_000, 6]]

/** A history of some devices; tells which were read. */
function keptBy(devices: number) {
  const seen: DeviceId[] = []
  const shelf = {
    timeline: () => Promise.resolve([]),
    eachBrief: () => Promise.resolve(),
    oldest: () => Promise.resolve(null),
    async each(visit: TimelineVisit, signal?: AbortSignal) {
      for (let device = 0; device < devices; device += 1) {
        const id = deviceIdOf('P1', `kept${device}`)
        seen.push(id)
        await visit(id, [])
        if (signal?.aborted) return
      }
    },
  }
  return { historian: new Historian({ shelf }), seen }
}

describe('the desk for habits', () => {
  it('learns from answers what is usual, once devices were watched to their end', () => {
    const desk = new HabitsDesk()
    expect(writing(desk)).toBeNull()
    show(desk, GOOD)
    expect(writing(desk)).toMatchObject({ usualQuietMs: 80_000, learnedFrom: 12, scope: 'product', restMs: { low: 80_000, high: 80_000 } })
    expect(loading(desk)).toMatchObject({ usualQuietMs: 60_000, restMs: { low: 180_000, high: 180_000 } })
  })

  it('learns no silence from a night in which nobody looked, nor how long a stage lasts that ended in it', () => {
    const desk = new HabitsDesk()
    show(desk, [[0, 1], [20_000, 3, 0], [40_000, 3, 30], [8 * HOUR_MS, 3, 31], [8 * HOUR_MS + 20_000, 4], [16 * HOUR_MS, 6]])
    expect(loading(desk)?.usualQuietMs ?? null).toBeNull()
    expect(writing(desk)).toBeNull()
  })

  it('measures nothing over a clock that was set', () => {
    const desk = new HabitsDesk()
    show(desk, GOOD, (place) => place === 5 && desk.clockWasSet())
    expect(writing(desk)).toBeNull()
  })

  it('learns at once from what was kept, but not twice from what it sees itself', async () => {
    const stage = (status: number, from: number, to: number | null): Stage => ({
      status, sourceVersion: null, targetVersion: '2', message: null, from, exact: true, seenAt: (to ?? from) - 1000, to, curve: [], requestId: 'r',
    })
    const stages = [stage(1, 0, 10_000), stage(4, 10_000, 70_000), stage(6, 70_000, null)]
    const kept = { eachTimeline: async (visit: (id: DeviceId, stages: readonly Stage[]) => void) => DEVICES.forEach(({ id }) => visit(id, stages)) }
    const desk = new HabitsDesk()
    await desk.learnFrom(kept, 100_000)
    expect(writing(desk)).toMatchObject({ usualQuietMs: 60_000, learnedFrom: 12 })
    const later = new HabitsDesk()
    await later.learnFrom(kept, 60_000)
    expect(writing(later)).toBeNull()
  })

  it('learns device by device, lets others go first after each, and no further once it is called off', async () => {
    const { historian, seen } = keptBy(3)
    const calling = new AbortController()
    const turns: number[] = []
    await new HabitsDesk().learnFrom(historian, 0, async () => {
      await Promise.resolve()
      turns.push(seen.length)
      if (turns.length === 2) calling.abort()
    }, calling.signal)
    expect([turns, seen.length]).toEqual([[1, 2], 2])
  })

  it('goes on without a history that cannot be read', async () => {
    const desk = new HabitsDesk()
    await desk.learnFrom({ eachTimeline: () => Promise.reject(new Error('disk')) }, 0)
    show(desk, GOOD)
    expect(writing(desk)?.learnedFrom).toBe(12)
  })
})
