import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { HISTORY_DAYS } from '@/domain/history-days'
import { CLOUD_LIMITS } from '@/engine/cloud-access'
import { openRepository } from '@/engine/open-repository'
import type { Command } from '@/engine/protocol'
import { FakeClock } from '../../support/fake-clock'
import { connectInProcess } from '../../support/in-process-engine'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

async function open({ kept = true } = {}) {
  const { connection } = connectInProcess({
    clock: new FakeClock(1_700_000_000_000),
    openCloud: () => Promise.resolve({ fetch: () => Promise.reject(new TypeError('Failed to fetch')), endpoint: '/api', limits: CLOUD_LIMITS, devices: [], kept }),
    openRepository,
  })
  const send = (command: Command) => connection.send(command)
  await send({ kind: 'open', upstream: { kind: 'mainland' }, token: 'canary-access-token-7f3e' })
  return { send, days: async () => await send({ kind: 'history-days' }) }
}

const answer = (days: number | null) => ({ kind: 'answer', answer: { kind: 'history-days', days } })

describe('the days that history is kept', () => {
  it('are the usual ones until set, and the account’s own when the engine starts anew', async () => {
    const first = await open()
    expect(await first.days()).toEqual(answer(HISTORY_DAYS.usual))
    expect(await first.send({ kind: 'set-history-days', days: 7 })).toEqual({ kind: 'done', count: 0 })
    expect(await first.days()).toEqual(answer(7))
    expect(await (await open()).days()).toEqual(answer(7))
  })

  it.each([0, -1, 366, 1.5, NaN, Infinity])('of %s are refused and change nothing', async (days) => {
    const engine = await open()
    await engine.send({ kind: 'set-history-days', days: 9 })
    expect(await engine.send({ kind: 'set-history-days', days })).toEqual({ kind: 'refused', why: 'bad-days' })
    expect(await engine.days()).toEqual(answer(9))
  })

  it('are none in the demo, and cannot be set there', async () => {
    const engine = await open({ kept: false })
    expect(await engine.days()).toEqual(answer(null))
    expect(await engine.send({ kind: 'set-history-days', days: 7 })).toEqual({ kind: 'refused', why: 'bad-days' })
  })
})
