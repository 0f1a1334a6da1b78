import { clairvoyant } from './clairvoyant'
import { POLICIES } from './policies'
import type { PolicyName } from './policy'
import { replay, type Replay } from './replay'
import { openWorkload, WORKLOADS, type Workload } from './workloads'

export const CALLS_PER_SECOND = 20
export const DURATION_MS = 2 * 3_600_000
export const SEED = 1

export type Candidate = PolicyName | 'clairvoyant'
export const CANDIDATES: readonly Candidate[] = ['round-robin', 'all-every-n', 'per-kind', 'lookout', 'clairvoyant']

export interface Measured {
  readonly fleet: number
  readonly workload: Workload
  readonly policy: Candidate
  readonly replay: Replay
}

/** Every candidate on every workload with a fleet of each size; the same seed gives the same figures. */
export function* measure(fleets: readonly number[], workloads: readonly Workload[] = WORKLOADS, candidates = CANDIDATES, seed = SEED): Generator<Measured> {
  const span = { callsPerSecond: CALLS_PER_SECOND, durationMs: DURATION_MS }
  for (const fleet of fleets) {
    for (const workload of workloads) {
      for (const policy of candidates) {
        const cloud = openWorkload(workload, fleet, seed)
        yield { fleet, workload, policy, replay: policy === 'clairvoyant' ? clairvoyant(cloud, span) : replay(cloud, POLICIES[policy], span) }
      }
    }
  }
}
