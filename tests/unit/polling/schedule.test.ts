import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Schedule } from '@/polling/schedule'

function takeAll(schedule: Schedule<string>, nowMs: number): string[] {
  const taken: string[] = []
  for (let id = schedule.take(nowMs); id !== undefined; id = schedule.take(nowMs)) taken.push(id)
  return taken
}

describe('the schedule', () => {
  it('takes the device due the earliest first, and none before it is due', () => {
    const schedule = new Schedule<string>()
    for (const [id, atMs] of [['c', 30], ['a', 10], ['d', 40], ['b', 20]] as const) schedule.plan(id, atMs)
    expect(schedule.nextAtMs()).toBe(10)
    expect(schedule.take(9)).toBeUndefined()
    expect(takeAll(schedule, 30)).toEqual(['a', 'b', 'c'])
    expect(schedule.nextAtMs()).toBe(40)
    expect(schedule.size).toBe(1)
  })

  it('takes a device on the screen every second time, the others in their order between', () => {
    const schedule = new Schedule<string>()
    for (let device = 0; device < 8; device += 1) schedule.plan(`d${device}`, device)
    schedule.setVisible(['d7', 'd5', 'unknown'])
    expect(takeAll(schedule, 100)).toEqual(['d5', 'd0', 'd7', 'd1', 'd2', 'd3', 'd4', 'd6'])
  })

  it('does not take a device on the screen before it is due', () => {
    const schedule = new Schedule<string>()
    schedule.plan('shown', 50)
    schedule.plan('other', 10)
    schedule.setVisible(['shown'])
    expect(takeAll(schedule, 49)).toEqual(['other'])
  })

  it('follows a plain list of due times through any plans, removals and takes', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('plan', 'plan', 'plan', 'remove', 'take'), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 50 })), { maxLength: 400 })
    fc.assert(
      fc.property(steps, (all) => {
        const schedule = new Schedule<string>()
        const due = new Map<string, number>()
        for (const [step, device, atMs] of all) {
          const id = `d${device}`
          if (step === 'plan') {
            schedule.plan(id, atMs)
            due.set(id, atMs)
          } else if (step === 'remove') {
            schedule.remove(id)
            due.delete(id)
          } else {
            const ripe = [...due.values()].filter((time) => time <= atMs)
            const taken = schedule.take(atMs)
            if (taken === undefined) expect(ripe).toEqual([])
            else {
              expect(due.get(taken)).toBe(Math.min(...ripe))
              due.delete(taken)
            }
          }
          expect(schedule.size).toBe(due.size)
          expect(schedule.nextAtMs()).toBe(due.size === 0 ? Infinity : Math.min(...due.values()))
        }
      }),
      { numRuns: 300 },
    )
  })
})
