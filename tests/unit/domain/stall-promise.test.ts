import { describe, expect, it } from 'vitest'
import type { DeviceId } from '@/domain/device'
import { isStalled, type FleetRow } from '@/domain/fleet-row'
import { ObservedFleet } from '../../support/observed-fleet'

const MINUTE_MS = 60_000
const SEEDS = [1, 2]

type Judge = (row: FleetRow, now: number) => boolean

const fixed = (stallAfterMs: number): Judge => (row, now) => isStalled(withHabit(row, stallAfterMs), now)

function withHabit(row: FleetRow, stallAfterMs: number): FleetRow {
  const habit = { stallAfterMs, usualQuietMs: null, learnedFrom: 0, scope: 'all', restMs: null, rest: null } as const
  return row.snapshot ? { ...row, snapshot: { ...row.snapshot, habit } } : row
}

interface Figures {
  real: number
  found: number
  marked: number
  falseAlarms: number
  meanMs: number
}

/** Marks in running stages, from the first answer on, against how each stage really ended: only a stall makes the simulator time out (10). */
function judge(judges: Record<string, Judge>): Record<string, Figures> {
  const figures = Object.fromEntries(Object.keys(judges).map((name) => [name, { real: 0, found: 0, marked: 0, falseAlarms: 0, meanMs: 0 }]))
  for (const seed of SEEDS) {
    const fleet = new ObservedFleet({ scenario: 'demo', seed, devices: 700 })
    const markedAt = new Map<string, Map<DeviceId, number>>(Object.keys(judges).map((name) => [name, new Map()]))
    fleet.run(120 * MINUTE_MS, ({ row, before, now }) => {
      const { id } = row.device
      const ended = before.snapshot && row.snapshot?.since.at !== before.snapshot.since.at
      for (const [name, isMarked] of Object.entries(judges)) {
        const of = figures[name]
        const marks = markedAt.get(name)
        if (!of || !marks) continue
        if (ended && before.snapshot?.upgrade.kind === 'running' && before.snapshot.since.exact) {
          const at = marks.get(id)
          const isReal = row.snapshot?.upgrade.status === 10
          if (isReal) of.real += 1
          if (at !== undefined) {
            of.marked += 1
            if (isReal) {
              of.found += 1
              of.meanMs += at - before.snapshot.changedAt
            } else of.falseAlarms += 1
          }
        }
        if (ended) marks.delete(id)
        if (isMarked(row, now) && !marks.has(id)) marks.set(id, now)
      }
    })
  }
  for (const of of Object.values(figures)) of.meanMs /= of.found || 1
  return figures
}

describe('a stall', () => {
  it('is found by what is usual for product and stage: sooner than by a fixed time-out, without the false alarms of an impatient one', () => {
    const { learned, patient, impatient } = judge({ learned: isStalled, patient: fixed(15 * MINUTE_MS), impatient: fixed(MINUTE_MS) })
    const say = (of: Figures | undefined) => of && `real ${of.real}, found ${of.found} after ${(of.meanMs / MINUTE_MS).toFixed(1)} min, false alarms ${of.falseAlarms} of ${of.marked}`
    console.log(`stalls, learned: ${say(learned)}; fixed 15 min: ${say(patient)}; fixed 1 min: ${say(impatient)}`)
    if (!learned || !patient || !impatient) throw new Error('not judged')
    expect(learned.real).toBeGreaterThan(20)
    expect(learned.found / learned.real).toBeGreaterThan(0.75)
    expect(learned.falseAlarms).toBeLessThanOrEqual(learned.marked / 20)
    expect(patient.found).toBeLessThan(learned.found / 4)
    expect(impatient.falseAlarms).toBeGreaterThan(10 * learned.marked)
  }, 60_000)
})
