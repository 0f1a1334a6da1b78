import { describe, expect, it } from 'vitest'
import type { DeviceId } from '@/domain/device'
import { etaOf, stageEndAt } from '@/domain/eta'
import { ObservedFleet } from '../../support/observed-fleet'

const MINUTE_MS = 60_000

interface Range {
  readonly at: number
  readonly status: number | null
  readonly lowAt: number
  readonly highAt: number
}

interface Judged {
  said: number
  covered: number
  widths: number[]
}

const none = (): Judged => ({ said: 0, covered: 0, widths: [] })

/** What was said of devices that then went to their end without failing or going offline, against the simulator's own clock. */
function judge(devices: number, minutes: number) {
  const fleet = new ObservedFleet({ scenario: 'demo', seed: 5, devices })
  const ranges = new Map<DeviceId, Range[]>()
  const points = new Map<DeviceId, Range[]>()
  const learned = new Map<string, Judged>()
  const bySpeed = none()
  const start = fleet.now - fleet.cloud.nowMs
  const add = (of: Map<DeviceId, Range[]>, id: DeviceId, range: Range) => of.set(id, [...(of.get(id) ?? []), range])
  fleet.cloud.onTransition(({ id, atMs, to }) => {
    const doneAt = start + atMs
    if (to === 6) {
      for (const range of ranges.get(id) ?? []) score(stageOf(learned, range.status), range, doneAt)
      for (const point of points.get(id) ?? []) score(bySpeed, point, doneAt)
    }
    if (to === 6 || to === 0 || to === 5 || to === 10) {
      ranges.delete(id)
      points.delete(id)
    }
  })
  let unknown = 0
  fleet.run(minutes * MINUTE_MS, ({ row, now }) => {
    const { snapshot, device } = row
    if (!snapshot || (snapshot.upgrade.kind !== 'running' && snapshot.upgrade.kind !== 'queued')) return
    const { status } = snapshot.upgrade
    const eta = etaOf(row, now)
    if (eta.kind === 'done') add(ranges, device.id, { at: now, status, lowAt: eta.lowAt, highAt: eta.highAt })
    else unknown += 1
    const endAt = stageEndAt(snapshot)
    if (endAt !== null) add(points, device.id, { at: now, status, lowAt: now + (endAt - now) * 0.8, highAt: now + (endAt - now) * 1.25 })
  })
  return { learned, bySpeed, unknown }
}

function stageOf(all: Map<string, Judged>, status: number | null): Judged {
  const judged = all.get(String(status)) ?? none()
  all.set(String(status), judged)
  return judged
}

function score(judged: Judged, { at, lowAt, highAt }: Range, doneAt: number): void {
  judged.said += 1
  if (doneAt >= lowAt && doneAt <= highAt) judged.covered += 1
  judged.widths.push((highAt - lowAt) / Math.max(1, doneAt - at))
}

const share = ({ said, covered }: Judged) => covered / said
const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

describe('the time that is left', () => {
  it('lies within the range that was said in most cases, in every stage; the pace of the percentage alone says too little', () => {
    const { learned, bySpeed, unknown } = judge(700, 90)
    const all = none()
    for (const of of learned.values()) {
      all.said += of.said
      all.covered += of.covered
      all.widths.push(...of.widths)
    }
    const percent = (of: Judged) => `${(100 * share(of)).toFixed(1)} % of ${of.said}, ${middle(of.widths).toFixed(2)} wide`
    console.log(`time left, in the range: ${percent(all)} (${[...learned].map(([status, of]) => `${status}: ${percent(of)}`).join('; ')}; not said ${unknown}); by pace alone ±: ${percent(bySpeed)}`)
    expect(all.said).toBeGreaterThan(1000)
    expect(share(all)).toBeGreaterThan(0.75)
    for (const status of [1, 3, 4, 20]) expect(share(stageOf(learned, status)), `status ${status}`).toBeGreaterThan(0.65)
    expect(middle(all.widths)).toBeLessThan(1.2)
    expect(share(bySpeed)).toBeLessThan(0.4)
  }, 60_000)
})
