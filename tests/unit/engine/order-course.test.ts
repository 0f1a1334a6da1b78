import { describe, expect, it } from 'vitest'
import { CloudError } from '@/cloud/errors'
import type { CallFailure } from '@/domain/call-failure'
import { withAnswer, type FleetRow } from '@/domain/fleet-row'
import { planOrders } from '@/domain/order-plan'
import { LOOK_HOLDS_MS, MOST_LOOKS, OrderCourse, type OrderAccount } from '@/engine/order-course'
import { FakeClock } from '../../support/fake-clock'
import { answeredRow, upgrade } from '../../support/rows'

const START_MS = 1_000_000

/** An account of one device in 8 whose looks and orders end as the test says; it counts what goes out. */
function stand() {
  const clock = new FakeClock(START_MS)
  const world = { row: answeredRow('d', { status: 8 }, START_MS) as FleetRow | undefined, looks: 0, orders: 0, read: 0 }
  const script = {
    look: (): void => undefined,
    /** Before the order's turn comes. */
    queue: (_signal: AbortSignal): Promise<void> => Promise.resolve(),
    order: (_signal: AbortSignal): Promise<void> => Promise.resolve(),
  }
  const account: OrderAccount = {
    row: () => world.row,
    update: (_id, change) => world.row && (world.row = change(world.row)),
    async lookAgain() {
      world.looks += 1
      script.look()
      answers(8)
      return world.row
    },
    async call(_action, _request, signal = new AbortController().signal, onStart) {
      await script.queue(signal)
      if (!signal.aborted) onStart?.()
      if (signal.aborted) throw new CloudError({ kind: 'aborted' }, '')
      world.orders += 1
      await script.order(signal)
      return { fields: {}, requestId: `w-${world.orders}`, text: '', serverDateMs: null }
    },
  }
  function answers(status: number) {
    world.read += 1
    world.row = world.row && withAnswer(world.row, { upgrade: upgrade({ status }), requestId: `r-${world.read}`, at: clock.wallMs(), expectedIntervalMs: null })
  }
  const [target] = planOrders(world.row ? [world.row] : [], START_MS).targets
  if (!target) throw new Error('nothing to order')
  return { clock, world, script, answers, course: new OrderCourse(target, account, clock) }
}

const fails = (failure: CallFailure, requestId = 'w-x') => () => Promise.reject(new CloudError(failure, requestId))
/** A promise that ends with the signal, as a call under way does. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(new CloudError({ kind: 'aborted' }, 'w-cut'))))

describe('one device’s order', () => {
  it('is sent once upon a look that shows what was seen, and stays with the row', async () => {
    const { course, world } = stand()
    expect(await course.run()).toMatchObject({ kind: 'sent', action: 'confirm', requestId: 'w-1', at: START_MS, failure: null })
    expect(world).toMatchObject({ looks: 1, orders: 1 })
    expect(world.row?.order).toEqual({ action: 'confirm', state: 'sent', at: START_MS, requestId: 'w-1', status: 8, since: START_MS, targetVersion: '2.0' })
  })

  it('is not sent when an answer shows another status while it waits for its turn', async () => {
    const { course, world, script, answers } = stand()
    script.queue = async () => answers(1)
    expect(await course.run()).toMatchObject({ kind: 'changed', requestId: 'r-1' })
    expect(world).toMatchObject({ orders: 0 })
  })

  it('is not sent when the device is taken off the list while it waits', async () => {
    const { course, world, script } = stand()
    script.queue = async () => void (world.row = undefined)
    expect(await course.run()).toMatchObject({ kind: 'gone' })
    expect(world.orders).toBe(0)
  })

  it('looks again when its turn comes long after the look', async () => {
    const { course, world, script, clock } = stand()
    script.queue = async () => (world.looks === 1 ? clock.freeze(LOOK_HOLDS_MS + 1) : undefined)
    expect(await course.run()).toMatchObject({ kind: 'sent' })
    expect(world).toMatchObject({ looks: 2, orders: 1 })
  })

  it('asks again when the look fails, and is given up after some looks, never sent', async () => {
    const { course, world, script } = stand()
    script.look = () => {
      throw new CloudError({ kind: 'network' }, `look-${world.looks}`)
    }
    expect(await course.run()).toMatchObject({ kind: 'unreachable', requestId: `look-${MOST_LOOKS}`, failure: { kind: 'network' } })
    expect(world).toMatchObject({ looks: MOST_LOOKS, orders: 0 })
  })

  it('is never sent again, whatever its answer', async () => {
    const { course, world, script } = stand()
    script.order = fails({ kind: 'timeout', timeoutMs: 10_000 })
    expect(await course.run()).toMatchObject({ kind: 'uncertain', requestId: 'w-x', failure: { kind: 'timeout' } })
    expect(world).toMatchObject({ orders: 1 })
    expect(world.row?.order).toMatchObject({ state: 'unsure', requestId: 'w-x' })
  })

  it('leaves nothing with the row when the cloud says that nothing was done', async () => {
    const { course, world, script } = stand()
    script.order = fails({ kind: 'rejected', code: 'FailedOperation.DeviceOffline', message: '' })
    expect(await course.run()).toMatchObject({ kind: 'offline', requestId: 'w-x' })
    expect(world.row?.order).toBeNull()
  })

  it('is not brought back by its answer when the device was seen to move before that came', async () => {
    const { course, world, script, answers } = stand()
    script.order = async () => answers(1)
    expect(await course.run()).toMatchObject({ kind: 'sent' })
    expect(world.row?.order).toBeNull()
  })

  it('stopped while it waits is not sent; stopped on its way is awaited', async () => {
    const waiting = stand()
    waiting.script.queue = async () => waiting.course.stop()
    expect(await waiting.course.run()).toMatchObject({ kind: 'stopped' })
    expect(waiting.world.orders).toBe(0)
    const out = stand()
    out.script.order = async () => out.course.stop()
    expect(await out.course.run()).toMatchObject({ kind: 'sent', requestId: 'w-1' })
    const before = stand()
    before.course.stop()
    expect(await before.course.run()).toMatchObject({ kind: 'stopped', requestId: null })
    expect(before.world).toMatchObject({ looks: 0, orders: 0 })
  })

  it('cut off on its way by an account that closes is uncertain, and its row is left as it is', async () => {
    const { course, world, script } = stand()
    script.order = async () => {
      course.close()
      throw new CloudError({ kind: 'aborted' }, 'w-cut')
    }
    expect(await course.run()).toMatchObject({ kind: 'uncertain', requestId: 'w-cut' })
    expect(world.row?.order).toMatchObject({ state: 'sending' })
  })

  it('has a result even if something throws that should not: uncertain once it is out', async () => {
    const out = stand()
    out.script.order = () => Promise.reject(new Error('a bug'))
    expect(await out.course.run()).toMatchObject({ kind: 'uncertain' })
    const before = stand()
    before.script.look = () => {
      throw new Error('a bug')
    }
    expect(await before.course.run()).toMatchObject({ kind: 'unreachable' })
    expect(before.world.orders).toBe(0)
  })

  it('is still what was seen when the wall clock is set', async () => {
    const { course, world, script, clock } = stand()
    script.look = () => {
      course.moveTimes(3_600_000, Infinity)
      clock.setWall(3_600_000)
      const { row } = world
      if (row?.snapshot) world.row = { ...row, snapshot: { ...row.snapshot, since: { ...row.snapshot.since, at: row.snapshot.since.at + 3_600_000 } } }
    }
    expect(await course.run()).toMatchObject({ kind: 'sent' })
  })

  it('cannot be held up for ever by an account that lets go of its calls', async () => {
    const { course, script } = stand()
    script.queue = untilAborted
    const result = course.run()
    await new Promise<void>((resolve) => setImmediate(resolve))
    course.stop()
    expect(await result).toMatchObject({ kind: 'stopped' })
  })
})
