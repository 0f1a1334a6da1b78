import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRow, withAnswer, type FleetRow } from '@/domain/fleet-row'
import { actionIn, HEARD_WITHIN_MS, isPending, OLD_ENDS_MS, phaseOf, SENDING_LASTS_MS, UNSURE_WITHIN_MS, type PendingOrder } from '@/domain/order'
import { actionFor, hindranceOf, planOrders, withOrder, type OrderTarget } from '@/domain/order-plan'
import { createDevice } from '@/domain/device'
import { KNOWN_STATUSES } from '@/domain/upgrade'
import { answeredRow, upgrade } from '../../support/rows'

const SENT_AT = 100_000
/** Every documented status, none, and one that nobody knows. */
const STATUSES = [...KNOWN_STATUSES, null, 99]
const UNDER_WAY: readonly (number | null)[] = [0, 1, 2, 3, 4, 7, 20]

const orderUpon = (status: number | null, part: Partial<PendingOrder> = {}): PendingOrder => ({
  action: status === 8 ? 'confirm' : 'retry', state: 'sent', at: SENT_AT, requestId: 'w-1', status, since: 1000, targetVersion: '2.0', ...part,
})
const orderedRow = (status: number | null, part: Partial<PendingOrder> = {}) => withOrder(answeredRow('d', { status }), orderUpon(status, part))
const read = (row: FleetRow, status: number | null, at: number, targetVersion: string | null = '2.0') =>
  withAnswer(row, { upgrade: upgrade({ status, targetVersion }), requestId: `r-${at}`, at, expectedIntervalMs: null })

describe('what may be ordered', () => {
  it('is to confirm in 8, to retry in 5 and 10, and nothing else', () => {
    const offered = Object.fromEntries(STATUSES.map((status) => [String(status), actionIn(status)]).filter(([, action]) => action !== null))
    expect(offered).toEqual({ 5: 'retry', 8: 'confirm', 10: 'retry' })
  })

  it('is nothing while an order is pending, and something again once that has waited too long', () => {
    const row = orderedRow(8)
    expect(actionFor(row, SENT_AT + HEARD_WITHIN_MS - 1)).toBeNull()
    expect(actionFor(row, SENT_AT + HEARD_WITHIN_MS)).toBe('confirm')
    expect(actionFor(orderedRow(5, { state: 'unsure' }), SENT_AT + UNSURE_WITHIN_MS - 1)).toBeNull()
    expect(actionFor(orderedRow(5, { state: 'unsure' }), SENT_AT + UNSURE_WITHIN_MS)).toBe('retry')
  })

  it('is planned for each device once, with the reason where it cannot be', () => {
    const confirm = answeredRow('a', { status: 8 })
    const rows = [confirm, answeredRow('b', { status: 10 }), answeredRow('c', { status: 3 }), createRow(createDevice('P1', 'e'), 0), confirm, orderedRow(5)]
    const { targets, obstacles } = planOrders(rows, SENT_AT)
    expect(targets.map(({ device, action, status, since, targetVersion }) => [device.deviceName, action, status, since, targetVersion])).toEqual([
      ['a', 'confirm', 8, 1000, '2.0'],
      ['b', 'retry', 10, 1000, '2.0'],
    ])
    expect(obstacles.map(({ row, why }) => [row.device.deviceName, why])).toEqual([['c', 'status'], ['e', 'never-seen'], ['d', 'pending']])
  })
})

describe('an order decided upon what was seen', () => {
  const target = (row: FleetRow): OrderTarget => {
    const [planned] = planOrders([row], SENT_AT).targets
    if (!planned) throw new Error('nothing to order')
    return planned
  }

  it('is not sent once the device shows anything else: status, version, or the same status reached anew', () => {
    const row = answeredRow('d', { status: 5 })
    const decided = target(row)
    expect(hindranceOf(decided, read(row, 5, 2000), 3000)).toBeNull()
    expect(hindranceOf(decided, read(row, 5, 2000, null), 3000)).toBeNull()
    expect(hindranceOf(decided, read(row, 10, 2000), 3000)).toBe('changed')
    expect(hindranceOf(decided, read(row, 5, 2000, '3.0'), 3000)).toBe('changed')
    expect(hindranceOf(decided, read(read(row, 3, 2000), 5, 3000), 4000)).toBe('changed')
    expect(hindranceOf(decided, undefined, 3000)).toBe('gone')
    expect(hindranceOf(decided, withOrder(row, orderUpon(5)), SENT_AT)).toBe('pending')
    expect(hindranceOf({ ...decided, action: 'confirm' }, row, 3000)).toBe('changed')
  })
})

describe('an order that was sent', () => {
  it('stays while the status stands that stood, however often that is read', () => {
    let row = orderedRow(5)
    for (let at = SENT_AT; at < SENT_AT + 2 * HEARD_WITHIN_MS; at += 30_000) row = read(row, 5, at)
    expect(row.order).not.toBeNull()
  })

  it.each([5, 6, 8, 10].flatMap((stood) => [5, 6, 8, 10].map((old) => [stood, old] as const)))('upon %i does not take a %i read right after for the result', (stood, old) => {
    expect(read(orderedRow(stood), old, SENT_AT + OLD_ENDS_MS - 1).order).not.toBeNull()
    expect(read(orderedRow(stood), old, SENT_AT + OLD_ENDS_MS).order === null).toBe(stood !== old)
  })

  it('is not taken for heard when an old end of another version shows for a moment', () => {
    const row = read(read(orderedRow(8), 6, SENT_AT + 500, '1.0'), 8, SENT_AT + 2500)
    expect(row.order).not.toBeNull()
    expect(read(row, 8, SENT_AT + 60_000).order).not.toBeNull()
  })

  it.each(UNDER_WAY)('is heard once the device is under way with %j, at once', (status) => {
    expect(read(orderedRow(8), status, SENT_AT + 1).order).toBeNull()
  })

  it('is heard as well where the next version stands under way', () => {
    expect(read(orderedRow(3), 3, SENT_AT + 1, '3.0').order).toBeNull()
    expect(read(orderedRow(3), 3, SENT_AT + 1, null).order).not.toBeNull()
  })

  it('lets a device fail again and be told again', () => {
    const row = read(read(orderedRow(5), 2, SENT_AT + 3000), 5, SENT_AT + 4000)
    expect(row.order).toBeNull()
    expect(actionFor(row, SENT_AT + 5000)).toBe('retry')
  })

  it('is told in phases that end honestly', () => {
    expect(phaseOf(orderUpon(8, { state: 'sending' }), SENT_AT + 1)).toBe('sending')
    expect(phaseOf(orderUpon(8, { state: 'sending' }), SENT_AT + SENDING_LASTS_MS)).toBe('unsure')
    expect(phaseOf(orderUpon(8), SENT_AT + 1)).toBe('waiting')
    expect(phaseOf(orderUpon(8), SENT_AT + HEARD_WITHIN_MS)).toBe('unheard')
    expect(phaseOf(orderUpon(8, { state: 'unsure' }), SENT_AT + HEARD_WITHIN_MS)).toBe('unsure')
    expect(isPending(null, SENT_AT)).toBe(false)
  })

  it('is never taken for heard before the device moved, and always once a fresh answer shows it, in 20,000 lives with old answers', () => {
    const figures = { lives: 0, answers: 0, old: 0, settled: 0, early: 0, missed: 0, naiveEarly: 0 }
    const lives = fc.record({
      stood: fc.constantFrom(5, 8, 10),
      /** How the task before ended: what the cloud may still tell for a while. */
      earlier: fc.constantFrom(5, 6, 10),
      movesAfterMs: fc.integer({ min: 200, max: 20_000 }),
      stageMs: fc.integer({ min: 500, max: 9_000 }),
      end: fc.constantFrom(5, 6, 10),
      reads: fc.array(fc.record({ afterMs: fc.integer({ min: 100, max: 4_000 }), isOld: fc.boolean(), isEarlier: fc.boolean() }), { minLength: 1, maxLength: 12 }),
    })
    fc.assert(
      fc.property(lives, ({ stood, earlier, movesAfterMs, stageMs, end, reads }) => {
        const truthAt = (ms: number) => (ms < movesAfterMs ? stood : ([1, 3, 4][Math.floor((ms - movesAfterMs) / stageMs)] ?? end))
        let row = orderedRow(stood)
        let ms = 0
        let isShown = false
        figures.lives += 1
        for (const { afterMs, isOld, isEarlier } of reads) {
          ms += afterMs
          const truth = truthAt(ms)
          const old = isOld && ms < OLD_ENDS_MS ? (isEarlier ? earlier : stood) : null
          row = read(row, old ?? truth, SENT_AT + ms)
          figures.answers += 1
          if (old !== null) figures.old += 1
          if (ms < movesAfterMs && row.order === null) figures.early += 1
          // One that takes the first answer for the result, and one that takes any other status for movement.
          if (ms < movesAfterMs && old !== null && old !== stood) figures.naiveEarly += 1
          isShown ||= old === null && ms >= movesAfterMs && truth !== stood && (UNDER_WAY.includes(truth) || ms >= OLD_ENDS_MS)
        }
        if (row.order === null) figures.settled += 1
        if (isShown && row.order !== null) figures.missed += 1
      }),
      { numRuns: 20_000, seed: 5 },
    )
    console.log(`orders settled: ${JSON.stringify(figures)}`)
    expect(figures).toMatchObject({ early: 0, missed: 0 })
    expect(figures.settled).toBeGreaterThan(5_000)
    expect(figures.naiveEarly).toBeGreaterThan(5_000)
  })
})
