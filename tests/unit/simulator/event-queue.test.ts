import { describe, expect, it } from 'vitest'
import { EventQueue } from '@/simulator/event-queue'
import { createRandom } from '@/simulator/random'

describe('the event queue', () => {
  it('gives events by time, then by device, whatever the order in which they came', () => {
    const random = createRandom(4)
    const queue = new EventQueue()
    const events = Array.from({ length: 500 }, (_, device) => ({ atMs: random.int(0, 60), device, generation: 0 }))
    for (const event of events.toSorted(() => random.next() - 0.5)) queue.push(event)
    const given = Array.from({ length: 500 }, () => queue.popUntil(60))
    expect(given).toEqual(events.toSorted((a, b) => a.atMs - b.atMs || a.device - b.device))
    expect(queue.size).toBe(0)
  })

  it('keeps what is not due', () => {
    const queue = new EventQueue()
    queue.push({ atMs: 10, device: 0, generation: 0 })
    expect(queue.popUntil(9)).toBeUndefined()
    expect(queue.popUntil(10)).toMatchObject({ atMs: 10 })
  })
})
