import type { Insight } from '../domain/insight'

const HOUR_MS = 3_600_000
const at = Array.from({ length: 48 }, (_moment, place) => place * HOUR_MS)
const some = at.map((_moment, place) => place % 7)

/** An insight with something of everything, of nobody's fleet: to draw charts with before there is a real one. */
export const SAMPLE_INSIGHT: Insight = {
  from: 0,
  to: at.length * HOUR_MS,
  devices: 1,
  stages: 1,
  since: 0,
  fleet: { at, byKind: { failed: some, confirm: some, running: some, queued: some, offline: some, done: some, unknown: some }, unobserved: some },
  failures: [{ cause: 'sample', fresh: 2, standing: 1 }],
  durations: [3, 4].map((status) => ({ status, count: 9, min: 1000, q1: 2000, median: 3000, q3: 4000, max: 60_000 })),
  done: { barMs: HOUR_MS, at, seen: some, late: some },
}
