import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallFailure } from '@/domain/call-failure'
import { createDevice } from '@/domain/device'
import { createRow, withAnswer, withFailure, type FleetRow } from '@/domain/fleet-row'
import { progressOf } from '@/domain/upgrade'
import { upgrade } from '../../support/rows'

const FAILURES: CallFailure[] = [
  { kind: 'aborted' },
  { kind: 'timeout', timeoutMs: 10_000 },
  { kind: 'network' },
  { kind: 'rate-limited', code: 'RequestLimitExceeded', message: '', retryAfterMs: 1 },
  { kind: 'unauthorized', code: 'InvalidParameterValue.InvalidAccessToken', message: '' },
  { kind: 'denied', code: 'InvalidParameterValue.NoPermission', message: '' },
  { kind: 'rejected', code: 'InternalError', message: '' },
  { kind: 'malformed', reason: 'html' },
  { kind: 'unavailable', httpStatus: 503, reason: null, retryAfterMs: null },
]
const calls = fc.array(
  fc.oneof(
    fc.record({ status: fc.constantFrom<(number | null)[]>(0, 1, 3, 4, 5, 6, 20, 99, null), percent: fc.option(fc.integer({ min: 0, max: 4 })) }),
    fc.constantFrom(...FAILURES).map((failure) => ({ failure })),
  ),
  { maxLength: 30 },
)

describe('a row through any calls', () => {
  it('keeps its last good answer, dates each status by its first sight, and counts failures in a row', () => {
    fc.assert(
      fc.property(calls, (all) => {
        let row: FleetRow = createRow(createDevice('P1', 'd1'), 0)
        for (const [index, call] of all.entries()) {
          const before = row
          const at = 1000 * (index + 1)
          if ('failure' in call) {
            row = withFailure(before, { failure: call.failure, requestId: `f${index}`, at })
            expect(row.snapshot).toBe(before.snapshot)
            expect(row.call).toEqual({ kind: 'failed', failure: call.failure, requestId: `f${index}`, at, attempts: before.call.kind === 'failed' ? before.call.attempts + 1 : 1 })
          } else {
            row = withAnswer(before, { upgrade: upgrade(call), requestId: `r${index}`, at, expectedIntervalMs: 2000 })
            const old = before.snapshot
            const stays = old !== null && old.upgrade.status === call.status
            const still = stays && JSON.stringify(progressOf(old.upgrade)) === JSON.stringify(progressOf(upgrade(call)))
            expect(row.snapshot).toMatchObject({
              observedAt: at,
              requestId: `r${index}`,
              since: stays ? old.since : { at, exact: old !== null },
              changedAt: still ? old.changedAt : at,
            })
            expect(row.call).toEqual({ kind: 'answered', at, requestId: `r${index}` })
          }
          expect([row.device, row.addedAt, Object.isFrozen(row)]).toEqual([before.device, 0, true])
        }
      }),
      { numRuns: 500 },
    )
  })
})
