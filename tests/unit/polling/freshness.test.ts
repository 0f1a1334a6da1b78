import { describe, expect, it } from 'vitest'
import { measure, type Candidate } from '../../bench/polling/measure'
import { WORKLOADS } from '../../bench/polling/workloads'

const FLEET = 10_000
const NEAR_ENOUGH = 1.25

function meansOf(workload: (typeof WORKLOADS)[number], candidates: readonly Candidate[]): ReadonlyMap<Candidate, number> {
  return new Map([...measure([FLEET], [workload], candidates)].map(({ policy, replay }) => [policy, replay.delays.weightedMeanMs]))
}

describe('the mean weighted delay of 10,000 devices at 20 calls a second', () => {
  it.each(WORKLOADS)('is at most 1.25 × the clairvoyant bound: %s', (workload) => {
    const means = meansOf(workload, ['lookout', 'round-robin', 'clairvoyant'])
    const of = (policy: Candidate) => means.get(policy) ?? NaN
    const ratio = of('lookout') / of('clairvoyant')
    const naive = of('round-robin') / of('clairvoyant')
    console.log(`freshness, ${workload}: ${ratio.toFixed(2)} × the bound; control, a round robin, ${naive.toFixed(1)} ×`)
    expect(ratio).toBeLessThanOrEqual(NEAR_ENOUGH)
    expect(naive).toBeGreaterThan(NEAR_ENOUGH)
    if (workload === 'quiet') expect(of('round-robin') / of('lookout')).toBeGreaterThanOrEqual(5)
  }, 60_000)
})
