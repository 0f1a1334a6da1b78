import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import type { CloudAccess } from '@/engine/cloud-access'
import type { Command, EngineEvent } from '@/engine/protocol'
import { createMemoryRepository } from '@/storage/memory-repository'
import type { Repository } from '@/storage/repository'
import { FakeClock } from '../../support/fake-clock'
import { connectInProcess } from '../../support/in-process-engine'

const TOKEN = 'canary-access-token-7f3e'
const DEVICES = Array.from({ length: 30 }, (_, index) => createDevice('P1', `d${index}`))
const FIRST = DEVICES.slice(0, 3).map(({ id }) => id)

type Way = 'fine' | 'down' | 'limited'

async function watch({ repository = createMemoryRepository(), kept = true }: { repository?: Repository; kept?: boolean } = {}) {
  const clock = new FakeClock()
  const cloud = { way: 'fine' as Way, status: 3, askedAtMs: [] as number[] }
  const access: CloudAccess = {
    endpoint: '/api',
    limits: { callsPerSecond: 10, maxInFlight: 6, burst: 1 },
    devices: [],
    kept,
    async fetch(_input, init) {
      cloud.askedAtMs.push(clock.nowMs())
      const { RequestId } = JSON.parse(String(init?.body))
      await new Promise<void>((resolve) => clock.after(20, resolve))
      if (cloud.way === 'down') throw new TypeError('Failed to fetch')
      if (cloud.way === 'limited') return new Response('', { status: 429, headers: { 'retry-after': '30' } })
      return Response.json({ Response: { Status: cloud.status, RequestId } })
    },
  }
  const { connection } = connectInProcess({
    clock,
    openCloud: () => Promise.resolve(access),
    openRepository: () => Promise.resolve({ repository, state: { kind: 'persistent' } }),
  })
  const events: EngineEvent[] = []
  connection.onEvent((event) => void events.push(event))
  const send = async (command: Command) => {
    const reply = connection.send(command)
    await clock.advance(10)
    return reply
  }
  await clock.advance(10)
  await send({ kind: 'open', upstream: { kind: 'mainland' }, token: TOKEN })
  const polling = () => events.findLast((event) => 'account' in event)?.account?.polling
  return { clock, cloud, send, polling, add: () => send({ kind: 'add', devices: DEVICES }) }
}

describe('the budget', () => {
  it('is spent as set, at once, and never exceeded', async () => {
    const { clock, cloud, send, polling, add } = await watch()
    await add()
    await clock.advance(10_000)
    expect(await send({ kind: 'set-budget', callsPerSecond: 3 })).toEqual({ kind: 'done', count: 0 })
    const before = cloud.askedAtMs.length
    await clock.advance(10_000)
    expect(polling()?.budgetPerSecond).toBe(3)
    expect(cloud.askedAtMs.length - before).toBeGreaterThanOrEqual(28)
    expect(cloud.askedAtMs.length - before).toBeLessThanOrEqual(31)
  })

  it.each([0, 0.5, 51, NaN, Infinity, -1])('of %s is refused and changes nothing', async (callsPerSecond) => {
    const { send, polling } = await watch()
    expect(await send({ kind: 'set-budget', callsPerSecond })).toEqual({ kind: 'refused', why: 'bad-budget' })
    expect(polling()?.budgetPerSecond).toBe(10)
  })

  it('is the account’s own when the engine starts anew', async () => {
    let saved: number | null = null
    const repository: Repository = {
      ...createMemoryRepository(),
      loadBudget: () => Promise.resolve(saved),
      saveBudget: (_account, callsPerSecond) => Promise.resolve(void (saved = callsPerSecond)),
    }
    const first = await watch({ repository })
    await first.send({ kind: 'set-budget', callsPerSecond: 42 })
    expect((await watch({ repository })).polling()?.budgetPerSecond).toBe(42)
    saved = 4_000
    expect((await watch({ repository })).polling()?.budgetPerSecond).toBe(10)
  })

  it('of the demo is fixed', async () => {
    const { send, polling } = await watch({ kept: false })
    expect(polling()?.budgetIsFixed).toBe(true)
    expect(await send({ kind: 'set-budget', callsPerSecond: 5 })).toEqual({ kind: 'refused', why: 'bad-budget' })
  })
})

describe('why nothing is asked', () => {
  it('is a limit of the cloud, until when it said', async () => {
    const { clock, cloud, polling, add } = await watch()
    cloud.way = 'limited'
    await add()
    await clock.advance(1_000)
    const hold = polling()?.hold
    expect(polling()?.kind).toBe('running')
    expect(hold?.kind).toBe('limited')
    expect(hold && 'untilMs' in hold ? hold.untilMs - clock.wallMs() : NaN).toBeGreaterThan(28_000)
    expect(hold && 'untilMs' in hold ? hold.untilMs - clock.wallMs() : NaN).toBeLessThan(31_000)
  })

  it('is a cloud out of reach, with the time of the next probe, and over with its first answer', async () => {
    const { clock, cloud, polling, add } = await watch()
    cloud.way = 'down'
    await add()
    await clock.advance(20_000)
    expect(polling()).toMatchObject({ kind: 'offline', hold: { kind: 'outage' } })
    cloud.way = 'fine'
    await clock.advance(60_000)
    expect(polling()).toMatchObject({ kind: 'running', hold: null })
  })

  it('is a person, and then no plan is told', async () => {
    const { clock, send, polling, add } = await watch()
    await add()
    await send({ kind: 'visible', ids: FIRST })
    await clock.advance(5_000)
    await send({ kind: 'pause' })
    expect(polling()).toMatchObject({ kind: 'paused', hold: null, nextAskAt: new Map() })
  })
})

describe('the plan', () => {
  it('is told for what is on a screen, about right, and not before the end of a limit', async () => {
    const { clock, cloud, send, polling, add } = await watch()
    await add()
    await send({ kind: 'visible', ids: FIRST })
    await clock.advance(20_000)
    const plan = polling()?.nextAskAt ?? new Map<string, number>()
    expect([...plan.keys()].every((id) => FIRST.some((first) => first === id))).toBe(true)
    expect(plan.size).toBeGreaterThan(0)
    for (const atMs of plan.values()) {
      expect(atMs - clock.wallMs()).toBeGreaterThan(-1_500)
      expect(atMs - clock.wallMs()).toBeLessThan(10_000)
    }
    cloud.way = 'limited'
    await clock.advance(2_000)
    for (const atMs of polling()?.nextAskAt.values() ?? []) expect(atMs - clock.wallMs()).toBeGreaterThan(20_000)
  })

  it('tells the time of a round and the age of the oldest running device', async () => {
    const { clock, cloud, polling, add } = await watch()
    expect(polling()).toMatchObject({ sweepMs: null, oldestRunningMs: null })
    await add()
    await clock.advance(30_000)
    expect(polling()?.sweepMs).toBeGreaterThan(2_000)
    expect(polling()?.sweepMs).toBeLessThan(10_000)
    expect(polling()?.oldestRunningMs).toBeLessThan(10_000)
    cloud.way = 'down'
    await clock.advance(60_000)
    expect(polling()?.oldestRunningMs).toBeGreaterThan(50_000)
    cloud.way = 'fine'
    cloud.status = 6
    await clock.advance(120_000)
    expect(polling()?.oldestRunningMs).toBeNull()
  })
})
