import { describe, expect, it } from 'vitest'
import { createRandom, deriveSeed } from '@/simulator/random'

const drawsOf = (seed: number) => {
  const random = createRandom(seed)
  return Array.from({ length: 20 }, () => random.next())
}

describe('the random of the simulator', () => {
  it('gives the same draws for the same seed and others for another', () => {
    expect(drawsOf(7)).toEqual(drawsOf(7))
    expect(drawsOf(7)).not.toEqual(drawsOf(8))
    expect(drawsOf(7).every((draw) => draw >= 0 && draw < 1)).toBe(true)
  })

  it('draws whole numbers with both ends included', () => {
    const random = createRandom(3)
    const seen = new Set(Array.from({ length: 500 }, () => random.int(1, 4)))
    expect([...seen].toSorted()).toEqual([1, 2, 3, 4])
  })

  it('keeps durations within their bounds, with the median in the middle', () => {
    const random = createRandom(5)
    const spread = { medianMs: 100, sigma: 0.6, minMs: 20, maxMs: 400 }
    const drawn = Array.from({ length: 2_001 }, () => random.duration(spread)).toSorted((a, b) => a - b)
    expect(drawn[0]).toBeGreaterThanOrEqual(20)
    expect(drawn.at(-1)).toBeLessThanOrEqual(400)
    expect(drawn[1_000]).toBeGreaterThan(90)
    expect(drawn[1_000]).toBeLessThan(110)
  })

  it('weighs what it picks', () => {
    const random = createRandom(9)
    const drawn = Array.from({ length: 1_000 }, () => random.weighted([['often', 9], ['seldom', 1]] as const))
    const often = drawn.filter((value) => value === 'often').length
    expect(often).toBeGreaterThan(860)
    expect(often).toBeLessThan(940)
  })

  it('derives a seed of its own for each part', () => {
    const seeds = new Set(Array.from({ length: 10_000 }, (_, index) => deriveSeed(7, index)))
    expect(seeds.size).toBe(10_000)
  })
})
