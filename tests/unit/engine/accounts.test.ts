import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import type { Upstream } from '@/domain/upstream'
import { CLOUD_LIMITS, type CloudAccess } from '@/engine/cloud-access'
import type { Command, EngineEvent, Reply } from '@/engine/protocol'
import { createMemoryRepository } from '@/storage/memory-repository'
import type { Repository } from '@/storage/repository'
import { FakeClock } from '../../support/fake-clock'
import { connectInProcess } from '../../support/in-process-engine'

const TOKEN = 'canary-access-token-7f3e'
const MAINLAND: Upstream = { kind: 'mainland' }
const CUSTOM: Upstream = { kind: 'custom', path: '/proxy' }
const DEVICES = ['a', 'b', 'c'].map((name) => createDevice('P1', name))

interface Sent {
  atMs: number
  action: string
  token: string
}

interface WorldOptions {
  repository?: Partial<Repository>
  answer?: (action: string, sent: number) => { fields?: object; response?: Response }
  openCloud?: (upstream: Upstream, access: CloudAccess) => Promise<CloudAccess>
}

function world({ repository = {}, answer = () => ({}), openCloud = (_upstream, access) => Promise.resolve(access) }: WorldOptions = {}) {
  const clock = new FakeClock()
  const sent: Sent[] = []
  const events: EngineEvent[] = []
  const access: CloudAccess = {
    endpoint: '/api',
    limits: CLOUD_LIMITS,
    devices: [],
    kept: true,
    async fetch(_input, init) {
      const { Action, RequestId, AccessToken } = JSON.parse(String(init?.body))
      sent.push({ atMs: clock.nowMs(), action: Action, token: AccessToken })
      const { fields = { Status: 3, Percent: sent.length % 100 }, response } = answer(Action, sent.length)
      return response ?? Response.json({ Response: { ...fields, RequestId } })
    },
  }
  const { engine, connection } = connectInProcess({
    clock,
    openCloud: (upstream) => openCloud(upstream, { ...access, kept: upstream.kind !== 'demo' }),
    openRepository: () => Promise.resolve({ repository: { ...createMemoryRepository(), ...repository }, state: { kind: 'persistent' } }),
  })
  connection.onEvent((event) => void events.push(event))
  const send = async (command: Command): Promise<Reply> => {
    const reply = connection.send(command)
    await clock.advance(10)
    return reply
  }
  const connect = async () => {
    await clock.advance(10)
    await send({ kind: 'open', upstream: MAINLAND, token: TOKEN })
    await send({ kind: 'add', devices: DEVICES })
  }
  const account = () => events.findLast((event) => 'account' in event)?.account
  const storage = () => events.findLast((event) => 'account' in event)?.storage
  return { clock, sent, events, engine, connection, send, connect, account, storage }
}

/** A promise that a test keeps when it wants to. */
function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

describe('an edit of the list', () => {
  it.each<[Command['kind'], keyof Repository]>([
    ['add', 'addRows'],
    ['remove', 'removeRows'],
  ])('%s is acknowledged after the write, not before', async (kind, write) => {
    const disk = gate()
    const { clock, connection, connect, send } = world({ repository: { [write]: () => disk.opened } })
    await clock.advance(10)
    if (kind === 'remove') await connect()
    else await send({ kind: 'open', upstream: MAINLAND, token: TOKEN })
    let acknowledged = false
    const reply = connection.send(kind === 'add' ? { kind, devices: DEVICES } : { kind: 'remove', ids: DEVICES.map(({ id }) => id) })
    void reply.then(() => (acknowledged = true))
    await clock.advance(60_000)
    expect(acknowledged).toBe(false)
    disk.open()
    expect(await reply).toEqual({ kind: 'done', count: DEVICES.length })
  })
})

describe('a disk that fails', () => {
  it.each<keyof Repository>(['loadActive', 'loadRows', 'saveActive', 'addRows', 'saveSnapshots', 'removeRows', 'forget'])(
    'at %s is told, and the work goes on in memory',
    async (method) => {
      const { clock, sent, connect, send, storage, account } = world({ repository: { [method]: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) } })
      await connect()
      await clock.advance(5000)
      expect(await send({ kind: 'remove', ids: DEVICES.slice(0, 1).map(({ id }) => id) })).toEqual({ kind: 'done', count: 1 })
      if (method === 'forget') await send({ kind: 'forget' })
      await clock.advance(5000)
      expect(storage()).toEqual({ kind: 'memory', why: 'failed' })
      const calls = sent.length
      await send({ kind: 'open', upstream: MAINLAND, token: TOKEN })
      await send({ kind: 'add', devices: DEVICES })
      await clock.advance(5000)
      expect(account()?.polling.kind).toBe('running')
      expect(sent.length).toBeGreaterThan(calls)
    },
  )
})

describe('a switch to another account', () => {
  it('keeps each status under the account that it is of, even while the disk is slow', async () => {
    const saved: { accountId: string; percent: unknown }[] = []
    const disk = gate()
    let percent = 1
    const { clock, connection, connect, send } = world({
      answer: () => ({ fields: { Status: 3, Percent: percent } }),
      repository: {
        async saveSnapshots(accountId, rows) {
          for (const { snapshot } of rows) saved.push({ accountId, percent: snapshot?.upgrade.kind === 'running' ? snapshot.upgrade.percent : null })
          await disk.opened
        },
      },
    })
    await connect()
    await clock.advance(1000)
    const opened = connection.send({ kind: 'open', upstream: CUSTOM, token: TOKEN })
    percent = 2
    await clock.advance(2500)
    disk.open()
    await clock.advance(10)
    await opened
    percent = 50
    await send({ kind: 'add', devices: DEVICES })
    await clock.advance(20_000)
    expect(saved.filter(({ accountId, percent: kept }) => kept === 50 && accountId !== 'custom:/proxy')).toEqual([])
    expect(saved.filter(({ accountId, percent: kept }) => kept !== 50 && accountId !== 'mainland')).toEqual([])
    expect(saved.some(({ percent: kept }) => kept === 50)).toBe(true)
  })

  it('that fails leaves the present account at work', async () => {
    const { clock, sent, connect, send, account } = world({
      openCloud: (upstream, access) => (upstream.kind === 'custom' ? Promise.reject(new TypeError('chunk is gone')) : Promise.resolve(access)),
    })
    await connect()
    await clock.advance(5000)
    expect(await send({ kind: 'open', upstream: CUSTOM, token: TOKEN })).toEqual({ kind: 'refused', why: 'failed' })
    expect(account()).toMatchObject({ id: 'mainland', session: { kind: 'open' }, polling: { kind: 'running' } })
    const calls = sent.length
    await clock.advance(10_000)
    expect(sent.length).toBeGreaterThan(calls)
    expect(new Set(sent.filter(({ action }) => action !== 'AppGetUser').slice(-3).map(({ token }) => token))).toEqual(new Set([TOKEN]))
  })

  it('refuses a path of another origin and changes nothing', async () => {
    const { connect, send, account } = world()
    await connect()
    for (const path of ['//evil.example/x', 'https://evil.example/', '/a/../b', '/a?b', '\\\\evil']) {
      expect(await send({ kind: 'open', upstream: { kind: 'custom', path }, token: TOKEN })).toEqual({ kind: 'refused', why: 'bad-path' })
    }
    expect(account()?.id).toBe('mainland')
  })
})

describe('a limit of the cloud', () => {
  const until = (ms: number) => new Date(new FakeClock().wallMs() + ms).toUTCString()
  it.each<[form: string, response: () => Response]>([
    ['HTTP 429 and seconds', () => new Response('', { status: 429, headers: { 'retry-after': '30' } })],
    ['HTTP 429 and a date', () => new Response('', { status: 429, headers: { 'retry-after': until(40_000) } })],
    ['HTTP 503 and seconds', () => new Response('', { status: 503, headers: { 'retry-after': '30' } })],
  ])('told by %s is kept by the whole engine: no status call inside it, not even by hand', async (form, response) => {
    let limitedAtMs = Infinity
    const { clock, sent, connect, send } = world({
      answer: () => {
        if (clock.nowMs() < 5000 || limitedAtMs < Infinity) return {}
        limitedAtMs = clock.nowMs()
        return { response: response() }
      },
    })
    await connect()
    await clock.advance(9000)
    expect(limitedAtMs).toBeLessThan(9000)
    await send({ kind: 'refresh', ids: 'all' })
    await send({ kind: 'pause' })
    await send({ kind: 'resume' })
    await clock.advance(60_000)
    const inside = sent.filter(({ atMs }) => atMs > limitedAtMs + 1 && atMs < limitedAtMs + 29_900).length
    console.log(`L1, ${form}: calls inside the window ${inside}`)
    expect(inside).toBe(0)
    expect(sent.at(-1)?.atMs).toBeGreaterThan(limitedAtMs + 30_000)
  })
})

describe('tabs', () => {
  it('all five together cost no call more than one, and one that closes changes nothing', async () => {
    const callsWith = async (tabs: number) => {
      const { clock, sent, engine, connect } = world()
      await connect()
      const lines = Array.from({ length: tabs - 1 }, () => engine.join(() => undefined))
      for (const line of lines) line.receive({ kind: 'command', id: 1, command: { kind: 'visible', ids: [DEVICES[0]?.id ?? createDevice('x', 'y').id] } })
      await clock.advance(30_000)
      for (const line of lines) line.receive({ kind: 'bye' })
      await clock.advance(30_000)
      return sent.length
    }
    const [one, five] = [await callsWith(1), await callsWith(5)]
    console.log(`L5: calls in 60 s with one tab ${one}, with five ${five}`)
    expect(five).toBeLessThanOrEqual(1.05 * one)
    expect(five).toBeGreaterThanOrEqual(0.95 * one)
  })
})

describe('a token that is a piece of our own words', () => {
  it.each(['a', 'unauthorized', 'running'])('%s is locked out like any other when the cloud refuses it', async (token) => {
    let refuse = false
    const { clock, sent, connect, send, account } = world({
      answer: (action) => (refuse && action !== 'AppGetUser' ? { fields: { Error: { Code: 'InvalidParameterValue.InvalidAccessToken', Message: 'no' } } } : {}),
    })
    await connect()
    await send({ kind: 'open', upstream: MAINLAND, token })
    await clock.advance(5000)
    refuse = true
    await clock.advance(5000)
    expect(account()?.session).toMatchObject({ kind: 'locked', reason: { kind: 'refused' } })
    const calls = sent.length
    await clock.advance(600_000)
    expect(sent.length).toBe(calls)
  })
})
