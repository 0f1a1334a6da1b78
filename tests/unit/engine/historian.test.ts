import { describe, expect, it } from 'vitest'
import { createDevice, type DeviceId } from '@/domain/device'
import { createRow, withAnswer, withFailure, type FleetRow } from '@/domain/fleet-row'
import { withTimesMoved } from '@/domain/row-times'
import type { Stage } from '@/domain/stage'
import { Historian } from '@/engine/historian'
import { MOST_STAGES_A_DEVICE } from '@/storage/history-bounds'
import { upgrade } from '../../support/rows'

/** A historian, and devices that answer with the statuses they are given, one a second each. */
function watch(mostInMemory?: number) {
  const historian = new Historian(mostInMemory ? { mostInMemory } : {})
  const rows = new Map<string, FleetRow>()
  let calls = 0
  const answer = (name: string, status: number, percent: number | null = null) => {
    const before = rows.get(name) ?? createRow(createDevice('P1', name), 0)
    calls += 1
    const row = withAnswer(before, { upgrade: upgrade({ status, percent }), requestId: `r${calls}`, at: 1000 * calls, expectedIntervalMs: null })
    rows.set(name, row)
    historian.rowChanged(row, before)
    return row
  }
  return { historian, answer }
}

describe('the historian', () => {
  it('notes each stage down once, and hands out each that ended', async () => {
    const { historian, answer } = watch()
    const { device } = answer('d1', 1)
    answer('d1', 3, 10)
    answer('d1', 3, 60)
    answer('d1', 6)
    const stages = await historian.timeline(device.id)
    expect(stages.map(({ status, from, to }) => [status, from, to])).toEqual([[1, 1000, 2000], [3, 2000, 4000], [6, 4000, null]])
    expect(stages[1]?.curve).toEqual([[2000, 10], [3000, 60]])
    expect([...historian.take()]).toEqual([[device.id, stages.slice(0, 2)]])
    expect(historian.take().size).toBe(0)
    expect(await historian.timeline(createDevice('P1', 'other').id)).toEqual([])
  })

  it('learns nothing from a failed call, or from a clock that was set', async () => {
    const { historian, answer } = watch()
    const row = answer('d1', 3, 10)
    historian.rowChanged(withFailure(row, { failure: { kind: 'network' }, requestId: 'f', at: 5000 }), row)
    historian.rowChanged(withTimesMoved(row, -500), row)
    historian.moveTimes(-500, Infinity)
    expect(historian.take().size).toBe(0)
    expect(await historian.timeline(row.device.id)).toMatchObject([{ from: 500, seenAt: 500, curve: [[500, 10]] }])
  })

  it('goes on with the stage of a device that was removed and brought back, as if it had never gone', async () => {
    const { historian, answer } = watch()
    answer('d1', 1)
    answer('d1', 3, 10)
    const { device } = answer('d1', 3, 40)
    historian.removed([device.id])
    answer('d1', 3, 70)
    const [, again] = await historian.timeline(device.id)
    expect(again).toMatchObject({ status: 3, from: 2000, exact: true, to: null, seenAt: 4000, requestId: 'r2', curve: [[2000, 10], [3000, 40], [4000, 70]] })
    answer('d1', 6)
    const stages = await historian.timeline(device.id)
    expect(stages.map(({ status, from, to }) => [status, from, to])).toEqual([[1, 1000, 2000], [3, 2000, 5000], [6, 5000, null]])
    expect(stages[1]).toMatchObject({ exact: true, requestId: 'r2', curve: [[2000, 10], [3000, 40], [4000, 70]] })
  })

  it('visits every device, also one that only just came', async () => {
    const { historian, answer } = watch()
    for (const name of ['a', 'b']) for (const status of [1, 3, 6]) answer(name, status)
    answer('c', 1)
    const seen = new Map<DeviceId, readonly Stage[]>()
    await historian.eachTimeline((id, stages) => void seen.set(id, stages))
    expect([...seen].map(([id, stages]) => [id, stages.length])).toEqual([['P1/a', 3], ['P1/b', 3], ['P1/c', 1]])
  })

  it('holds no more of a device than its bound, the newest', async () => {
    const { historian, answer } = watch()
    for (let index = 0; index < MOST_STAGES_A_DEVICE + 50; index += 1) answer('d1', index % 2 === 0 ? 1 : 3)
    const stages = await historian.timeline(answer('d1', 6).device.id)
    expect([stages.length, stages.at(-1)?.status, stages[0]?.from]).toEqual([MOST_STAGES_A_DEVICE + 1, 6, 51_000])
  })

  it('holds no more in all than its bound, the newest of each device', async () => {
    const { historian, answer } = watch(1000)
    const devices = 10
    for (let round = 0; round < 120; round += 1) for (let index = 0; index < devices; index += 1) answer(`d${index}`, round % 2 === 0 ? 1 : 3)
    let held = 0
    let newest = 0
    await historian.eachTimeline((_id, stages) => {
      held += stages.length - 1
      if (stages.at(-1)?.to === null && stages.length > 80) newest += 1
    })
    expect(held).toBeLessThanOrEqual(1000)
    expect(newest).toBe(devices)
  })
})
