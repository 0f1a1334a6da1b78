import { describe, expect, it } from 'vitest'
import { fullJitterMs } from '@/polling/backoff'
import { MinHeap } from '@/polling/min-heap'
import * as fc from 'fast-check'

describe('full jitter', () => {
  it('is uniform below a doubling, capped bound', () => {
    const options = { baseMs: 100, capMs: 1000 }
    expect([1, 2, 3, 4, 5, 50].map((attempt) => fullJitterMs(attempt, options, () => 1))).toEqual([100, 200, 400, 800, 1000, 1000])
    expect(fullJitterMs(3, options, () => 0)).toBe(0)
  })
})

describe('the heap', () => {
  it('gives the earliest first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (times) => {
        const heap = new MinHeap<number>()
        for (const atMs of times) heap.push(atMs, atMs)
        const order: number[] = []
        for (let item = heap.pop(); item; item = heap.pop()) order.push(item.key)
        expect(order).toEqual(times.toSorted((a, b) => a - b))
      }),
    )
  })
})
