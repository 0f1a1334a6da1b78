import { describe, expect, it } from 'vitest'
import { KNOWN_STATUSES } from '@/domain/upgrade'
import { observationOf } from '@/engine/observe'
import { STEPS_OF_A_TASK } from '@/polling/observation'
import { upgrade } from '../../support/rows'

const seen = (status: number | null, percent: number | null = null) => observationOf({ productId: 'P1' }, upgrade({ status, percent }))

describe('an answer in the scheduler’s words', () => {
  it('is worth ten times as much where it needs a person', () => {
    const weights = Object.fromEntries([...KNOWN_STATUSES, 99, null].map((status) => [String(status), seen(status).weight]))
    expect(weights).toEqual({ 0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 10, 6: 1, 7: 1, 8: 10, 10: 10, 20: 1, 99: 1, null: 1 })
  })

  it('rests when nothing but a new task moves the device', () => {
    expect([...KNOWN_STATUSES, 99, null].filter((status) => seen(status).resting)).toEqual([6, 99, null])
  })

  it('takes the steps of a task in the order of the documents', () => {
    const course = [1, 2, 3, 20, 4].map((status) => seen(status).step)
    expect(course).toEqual([1, 2, 3, 4, 5])
    expect(Math.max(...course)).toBe(STEPS_OF_A_TASK - 1)
    expect([8, 0, 5, 10, 6, null].map((status) => seen(status).step)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('has progress only where the cloud tells it', () => {
    expect([seen(3, 42).progress, seen(20, 100).progress, seen(4, 42).progress, seen(6, 100).progress, seen(3).progress]).toEqual([42, 100, null, null, null])
  })

  it('belongs to its product, and rests at its target version', () => {
    expect(seen(6)).toMatchObject({ family: 'P1', stage: '6', version: '2.0' })
    expect(seen(6).usualMs).toBeGreaterThan(1_000 * seen(3).usualMs)
  })
})
