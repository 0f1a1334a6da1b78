import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { CLOUD_LIMITS } from '@/engine/cloud-access'
import { Engine } from '@/engine/engine'
import type { Reply } from '@/engine/protocol'
import { CHECK_WITHIN_MS } from '@/engine/version-desk'
import { createMemoryRepository } from '@/storage/memory-repository'
import { FakeClock } from '../../support/fake-clock'
import { joinTab, TOKEN } from './life'

const DEVICE = createDevice('P1', 'd1')
const STATUS = { Status: 3, Percent: 10 }

type Answers = (action: string) => object | 'silent' | 'unreachable'

/** One device, and a cloud that answers each action as told. */
async function start(answers: Answers, isOnline = () => true) {
  const clock = new FakeClock()
  const asked: string[] = []
  const engine = new Engine({
    clock,
    random: () => 0.5,
    isOnline,
    openCloud: () =>
      Promise.resolve({
        endpoint: '/api',
        limits: CLOUD_LIMITS,
        devices: [],
        kept: true,
        fetch: (_input, init) => {
          const { Action, RequestId } = JSON.parse(String(init?.body))
          asked.push(Action)
          const answer = answers(Action)
          if (answer === 'unreachable') return Promise.reject(new TypeError('Failed to fetch'))
          if (answer === 'silent') return new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))))
          return Promise.resolve(Response.json({ Response: { ...answer, RequestId } }))
        },
      }),
    openRepository: () => Promise.resolve({ repository: createMemoryRepository(), state: { kind: 'persistent' } }),
  })
  const tab = joinTab(engine)
  await clock.advance(10)
  tab.command({ kind: 'open', upstream: { kind: 'mainland' }, token: TOKEN })
  tab.command({ kind: 'add', devices: [DEVICE] })
  await clock.advance(2000)
  let lastId = 1000
  async function reply(command: Parameters<typeof tab.command>[0], withinMs = 2000): Promise<Reply | undefined> {
    const id = (lastId += 1)
    tab.send({ kind: 'command', id, command })
    await clock.advance(withinMs)
    const found = tab.messages.find((message) => message.kind === 'reply' && message.id === id)
    return found?.kind === 'reply' ? found.reply : undefined
  }
  return { clock, tab, asked, reply, check: (withinMs?: number) => reply({ kind: 'check-version', id: DEVICE.id }, withinMs), row: () => tab.rows.get(DEVICE.id) }
}

const good: Answers = (action) => (action === 'AppCheckFirmwareUpdate' ? { CurrentVersion: '1.4.2', DstVersion: '2.0.0' } : STATUS)
const isCheck = (action: string) => action === 'AppCheckFirmwareUpdate'

describe('a check of the version', () => {
  it('is one call, answered with both versions, and every tab’s row has them with RequestId and time', async () => {
    const { check, row, asked, clock } = await start(good)
    const before = clock.wallMs()
    const reply = await check()
    expect(reply).toMatchObject({ kind: 'answer', answer: { kind: 'version-checked', check: { currentVersion: '1.4.2', offeredVersion: '2.0.0', at: before } } })
    expect(row()?.check).toMatchObject({ currentVersion: '1.4.2', offeredVersion: '2.0.0' })
    expect(row()?.snapshot?.upgrade.status).toBe(3)
    expect(asked.filter(isCheck)).toHaveLength(1)
  })

  it('works while polling is paused', async () => {
    const { check, reply } = await start(good)
    await reply({ kind: 'pause' })
    expect(await check()).toMatchObject({ answer: { kind: 'version-checked' } })
  })

  it('that the cloud refuses says so with code and RequestId, keeps the version known before, and is not sent again', async () => {
    let isBad = false
    const { check, row, asked, clock } = await start((action) => (isCheck(action) && isBad ? { Error: { Code: 'FailedOperation.DeviceInfoOutdated', Message: 'old' } } : good(action)))
    await check()
    isBad = true
    const reply = await check()
    expect(reply).toMatchObject({ answer: { kind: 'version-not-checked', failure: { kind: 'rejected', code: 'FailedOperation.DeviceInfoOutdated' }, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/u) } })
    expect(row()?.check?.currentVersion).toBe('1.4.2')
    await clock.advance(60_000)
    expect(asked.filter(isCheck)).toHaveLength(2)
  })

  it('answered with nothing readable is malformed, and no version is invented', async () => {
    const { check, row } = await start((action) => (isCheck(action) ? { CurrentVersion: 7 } : STATUS))
    expect(await check()).toMatchObject({ answer: { kind: 'version-not-checked', failure: { kind: 'malformed', reason: 'bad-field' } } })
    expect(row()?.check).toBeNull()
  })

  it('keeps no later command waiting', async () => {
    const { tab, clock, reply } = await start((action) => (isCheck(action) ? 'silent' : STATUS))
    tab.send({ kind: 'command', id: 7, command: { kind: 'check-version', id: DEVICE.id } })
    expect(await reply({ kind: 'pause' }, 100)).toEqual({ kind: 'done', count: 0 })
    expect(tab.messages.some((message) => message.kind === 'reply' && message.id === 7)).toBe(false)
    await clock.advance(CHECK_WITHIN_MS)
    expect(tab.messages.some((message) => message.kind === 'reply' && message.id === 7)).toBe(true)
  })

  it('is refused while locked, and for a device that is not watched', async () => {
    const { check, reply, asked } = await start(good)
    expect(await reply({ kind: 'check-version', id: createDevice('P1', 'other').id })).toEqual({ kind: 'refused', why: 'no-device' })
    await reply({ kind: 'lock' })
    expect(await check()).toEqual({ kind: 'refused', why: 'locked' })
    expect(asked.filter(isCheck)).toHaveLength(0)
  })

  it('that cannot be sent for want of a network ends in time, and is not sent afterwards', async () => {
    let online = true
    const { check, asked, clock } = await start(good, () => online)
    online = false
    await clock.advance(2000)
    expect(await check(1000)).toBeUndefined()
    await clock.advance(CHECK_WITHIN_MS)
    online = true
    await clock.advance(5000)
    expect(asked.filter(isCheck)).toHaveLength(0)
  })
})
