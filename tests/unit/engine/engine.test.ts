import { packDevices } from '@/domain/device-pack'
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CommonFields, DeviceFields } from '@/cloud/actions'
import { createDevice } from '@/domain/device'
import type { FleetRow } from '@/domain/fleet-row'
import { accountIdOf, type Upstream } from '@/domain/upstream'
import { CLOUD_LIMITS, type CloudAccess } from '@/engine/cloud-access'
import { Engine } from '@/engine/engine'
import type { OpenRepository } from '@/engine/keeper'
import { openRepository } from '@/engine/open-repository'
import type { AccountStatus, Command, EngineEvent, FromEngine, Reply } from '@/engine/protocol'
import { createMemoryRepository } from '@/storage/memory-repository'
import { FakeClock } from '../../support/fake-clock'

const TOKEN = 'canary-access-token-7f3e'
const MAINLAND: Upstream = { kind: 'mainland' }
const DEVICES = Array.from({ length: 20 }, (_, index) => createDevice('P1', `d${index}`))

type Asked = CommonFields & Partial<DeviceFields>
type Answer = (asked: Asked) => object | Promise<object>

const answered = (fields: object): Answer => ({ RequestId }) => ({ Response: { ...fields, RequestId } })
const refused = (code: string, message = ''): Answer => ({ RequestId }) => ({ Response: { Error: { Code: code, Message: message }, RequestId } })
const slowly =
  (clock: FakeClock, answer: Answer): Answer =>
  (asked) =>
    new Promise((resolve) => clock.after(200, () => resolve(answer(asked))))
const INVALID_TOKEN = refused('InvalidParameterValue.InvalidAccessToken', 'Token无效')

class Tab {
  readonly events: EngineEvent[] = []
  readonly messages: FromEngine[] = []
  readonly rows = new Map<string, FleetRow>()
  account: AccountStatus | null = null
  private readonly line: ReturnType<Engine['join']>
  private readonly replies = new Map<number, Reply>()
  private readonly clock: FakeClock
  private lastId = 0

  constructor(engine: Engine, clock: FakeClock) {
    this.clock = clock
    this.line = engine.join((message) => this.receive(structuredClone(message)))
  }

  private receive(message: FromEngine) {
    this.messages.push(message)
    if (message.kind === 'reply') return void this.replies.set(message.id, message.reply)
    if (message.kind !== 'event') return
    this.events.push(message.event)
    const { event } = message
    if (event.kind === 'snapshot') this.rows.clear()
    if ('account' in event) this.account = event.account
    if (event.kind === 'rows') for (const id of event.removed) this.rows.delete(id)
    const changed = event.kind === 'rows' ? event.changed : event.kind === 'snapshot' ? event.rows : []
    for (const row of changed) this.rows.set(row.device.id, row)
  }

  async send(command: Command): Promise<Reply | undefined> {
    this.lastId += 1
    const id = this.lastId
    this.line.receive({ kind: 'command', id, command })
    for (let step = 0; step < 1000 && !this.replies.has(id); step += 1) await this.clock.advance(0)
    // The rows of a long list go before it, part by part.
    for (let part = 0; part < 100 && !this.replies.has(id); part += 1) await this.clock.advance(16)
    return this.replies.get(id)
  }

  close() {
    this.line.receive({ kind: 'bye' })
  }

  statusOf(name: string) {
    return this.rows.get(`P1/${name}`)?.snapshot?.upgrade.status
  }
}

async function world({ answer = answered({ Status: 3, Percent: 10 }), repository = openRepository }: { answer?: Answer; repository?: OpenRepository } = {}) {
  const clock = new FakeClock()
  const asked: Asked[] = []
  const cloud = { answer }
  const openCloud = (upstream: Upstream): Promise<CloudAccess> =>
    Promise.resolve({
      fetch: async (_input, init) => {
        const body: Asked = JSON.parse(String(init?.body))
        asked.push(body)
        const answer = await cloud.answer(body)
        init?.signal?.throwIfAborted()
        return Response.json(answer)
      },
      endpoint: '/api',
      limits: CLOUD_LIMITS,
      devices: upstream.kind === 'demo' ? DEVICES.slice(0, 3) : [],
      kept: upstream.kind !== 'demo',
    })
  const start = async () => {
    const engine = new Engine({ clock, random: () => 0.5, openCloud, openRepository: repository })
    const tab = new Tab(engine, clock)
    for (let step = 0; step < 1000 && tab.events.length === 0; step += 1) await clock.advance(0)
    return { engine, tab }
  }
  return { clock, asked, cloud, start, statusCalls: () => asked.filter(({ Action }) => Action === 'AppDescribeFirmwareUpdateStatus').length, ...(await start()) }
}

async function connected(options?: Parameters<typeof world>[0]) {
  const setting = await world(options)
  await setting.tab.send({ kind: 'open', upstream: MAINLAND, token: TOKEN })
  await setting.tab.send({ kind: 'add', devices: DEVICES })
  return setting
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

describe('the engine', () => {
  it('opens on the demo when nothing was kept', async () => {
    const { tab } = await world()
    expect(tab.account).toMatchObject({ upstream: { kind: 'demo' }, session: { kind: 'open', tokenTail: null } })
    expect(tab.rows.size).toBe(3)
  })

  it('watches an account: acknowledged list, statuses, and no more of the token than its last 4 characters', async () => {
    const { tab, clock } = await connected()
    expect(await tab.send({ kind: 'add', devices: DEVICES })).toEqual({ kind: 'done', count: 0 })
    await clock.advance(5000)
    expect(tab.account?.session).toEqual({ kind: 'open', tokenTail: '7f3e' })
    expect(DEVICES.map(({ deviceName }) => tab.statusOf(deviceName))).toEqual(DEVICES.map(() => 3))
  })

  it('watches a packed list with its aliases, over a restart too, and takes no text that is none', async () => {
    const { tab, start } = await connected()
    const devices = Array.from({ length: 300 }, (_device, index) => createDevice('P9', `new${index}`, `网关 ${index}`))
    expect(await tab.send({ kind: 'add-packed', pack: packDevices([...devices, ...DEVICES]) })).toEqual({ kind: 'done', count: 300 })
    for (const pack of ['', '[1]', `["P9","late",null,"P9","",null]`]) expect(await tab.send({ kind: 'add-packed', pack: new TextEncoder().encode(pack) })).toEqual({ kind: 'refused', why: 'failed' })
    const again = await start()
    for (const rows of [tab.rows, again.tab.rows]) {
      expect(rows.size).toBe(DEVICES.length + 300)
      expect(rows.get('P9/new7')?.device.alias).toBe('网关 7')
    }
  })

  it('starts again with list and last statuses, locked, because a token is never kept', async () => {
    const first = await connected()
    await first.clock.advance(10_000)
    const { tab } = await first.start()
    expect(tab.account).toMatchObject({ id: accountIdOf(MAINLAND), session: { kind: 'locked', reason: { kind: 'restarted' } }, polling: { kind: 'locked' } })
    expect(DEVICES.map(({ deviceName }) => tab.statusOf(deviceName))).toEqual(DEVICES.map(() => 3))
  })

  it.each(['', '   ', 'two words', '令牌', 'x'.repeat(5000)])('refuses %j for a token and changes nothing', async (token) => {
    const { tab } = await world()
    expect(await tab.send({ kind: 'open', upstream: MAINLAND, token })).toEqual({ kind: 'refused', why: 'bad-token' })
    expect(tab.account?.upstream.kind).toBe('demo')
  })
})

describe('an engine whose cloud cannot be opened', () => {
  it('says so in its snapshot and still answers commands', async () => {
    const clock = new FakeClock()
    const engine = new Engine({ clock, random: () => 0.5, openCloud: () => Promise.reject(new Error('chunk is gone')), openRepository })
    const tab = new Tab(engine, clock)
    expect(await tab.send({ kind: 'refresh', ids: 'all' })).toEqual({ kind: 'refused', why: 'no-account' })
    expect(tab.events[0]).toMatchObject({ kind: 'snapshot', account: null })
    expect(await tab.send({ kind: 'open', upstream: MAINLAND, token: TOKEN })).toEqual({ kind: 'refused', why: 'failed' })
  })
})

describe('an invalid token', () => {
  it('locks in mid-sweep: no call more, list and statuses kept, code and RequestId told, a new token goes on', async () => {
    const { tab, clock, cloud, statusCalls } = await connected()
    await clock.advance(5000)
    cloud.answer = INVALID_TOKEN
    await clock.advance(3000)
    expect(tab.account?.session).toMatchObject({
      kind: 'locked',
      reason: { kind: 'refused', code: 'InvalidParameterValue.InvalidAccessToken', message: 'Token无效', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/u) },
    })
    const calls = statusCalls()
    await tab.send({ kind: 'refresh', ids: 'all' })
    await clock.advance(600_000)
    console.log(`S3: calls after the lock ${statusCalls() - calls}`)
    expect(statusCalls()).toBe(calls)
    expect(DEVICES.map(({ deviceName }) => tab.statusOf(deviceName))).toEqual(DEVICES.map(() => 3))
    cloud.answer = answered({ Status: 6 })
    await tab.send({ kind: 'open', upstream: MAINLAND, token: 'another-access-token' })
    await clock.advance(10_000)
    expect(tab.rows.size).toBe(DEVICES.length)
    expect(DEVICES.map(({ deviceName }) => tab.statusOf(deviceName))).toEqual(DEVICES.map(() => 6))
  })

  it('shows before any device is watched; any other answer to the token check is no matter', async () => {
    const wrong = await world({ answer: INVALID_TOKEN })
    await wrong.tab.send({ kind: 'open', upstream: MAINLAND, token: TOKEN })
    await wrong.clock.advance(100)
    expect(wrong.tab.account?.session.kind).toBe('locked')
    const odd = await world({ answer: refused('InvalidAction') })
    await odd.tab.send({ kind: 'open', upstream: MAINLAND, token: TOKEN })
    await odd.clock.advance(100)
    expect(odd.tab.account?.session.kind).toBe('open')
  })

  it('of an earlier session, answered late, does not lock the present one', async () => {
    const late: (() => void)[] = []
    const { tab, clock, cloud } = await connected()
    cloud.answer = (asked) => new Promise((resolve) => late.push(() => resolve(INVALID_TOKEN(asked) as object)))
    await clock.advance(5000)
    expect(late.length).toBeGreaterThan(0)
    cloud.answer = slowly(clock, answered({ Status: 6 }))
    await tab.send({ kind: 'open', upstream: MAINLAND, token: 'another-access-token' })
    for (const answer of late) answer()
    await clock.advance(5000)
    expect(tab.account?.session).toMatchObject({ kind: 'open', tokenTail: 'oken' })
    expect(tab.events.flatMap((event) => (event.kind === 'rows' ? event.changed : [])).filter(({ call }) => call.kind === 'failed')).toEqual([])
  })
})

describe('the token', () => {
  it('is in no message to the page, even when the cloud sends it back everywhere', async () => {
    const echoes: Answer[] = [
      answered({ Status: 5, ErrMsg: `bad ${TOKEN}`, OriVersion: TOKEN, DstVersion: `${TOKEN}.1` }),
      refused('FailedOperation', `cannot use ${TOKEN}`),
      refused('InvalidParameterValue.NoPermission', TOKEN),
      refused('InvalidParameterValue.InvalidAccessToken', `${TOKEN} is invalid`),
    ]
    for (const echo of echoes) {
      const { tab, clock, cloud } = await connected()
      cloud.answer = echo
      await tab.send({ kind: 'open', upstream: MAINLAND, token: TOKEN })
      await clock.advance(10_000)
      const told = JSON.stringify(tab.messages)
      expect(told).toContain('••••')
      expect(told).not.toContain(TOKEN)
      globalThis.indexedDB = new IDBFactory()
    }
  })
})

describe('the list', () => {
  it('gives back removed devices with their last statuses', async () => {
    const { tab, clock } = await connected()
    await clock.advance(5000)
    const { id } = DEVICES[4] ?? createDevice('P1', 'none')
    expect(await tab.send({ kind: 'remove', ids: [id] })).toEqual({ kind: 'done', count: 1 })
    expect(tab.rows.has(id)).toBe(false)
    expect(await tab.send({ kind: 'undo-remove' })).toEqual({ kind: 'done', count: 1 })
    expect(tab.statusOf('d4')).toBe(3)
    expect(await tab.send({ kind: 'undo-remove' })).toEqual({ kind: 'done', count: 0 })
  })

  it('applies no answer to a device that was removed and added again meanwhile (T4)', async () => {
    const late: (() => void)[] = []
    const { tab, clock, cloud } = await connected({ answer: answered({ Status: 1 }) })
    await clock.advance(5000)
    cloud.answer = (asked) => new Promise((resolve) => late.push(() => resolve(answered({ Status: 5 })(asked) as object)))
    await clock.advance(7000)
    const ids = DEVICES.map(({ id }) => id)
    await tab.send({ kind: 'remove', ids })
    cloud.answer = slowly(clock, answered({ Status: 6 }))
    await tab.send({ kind: 'add', devices: DEVICES })
    await clock.advance(5000)
    for (const answer of late) answer()
    await clock.advance(5000)
    const old = tab.events.flatMap((event) => (event.kind === 'rows' ? event.changed : [])).filter((row) => row.snapshot?.upgrade.status === 5).length
    console.log(`T4: late answers ${late.length}, applied ${old}`)
    expect(late.length).toBeGreaterThan(0)
    expect(old).toBe(0)
  })

  it('goes on in memory when the disk fails, and says so', async () => {
    const failing: OpenRepository = () =>
      Promise.resolve({
        repository: { ...createMemoryRepository(), addRows: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) },
        state: { kind: 'persistent' },
      })
    const { tab, clock } = await connected({ repository: failing })
    await clock.advance(5000)
    expect(tab.events.findLast((event) => event.kind === 'status')).toMatchObject({ storage: { kind: 'memory', why: 'failed' } })
    expect(tab.rows.size).toBe(DEVICES.length)
    expect(tab.statusOf('d0')).toBe(3)
  })

  it('is gone from this browser when the account is forgotten', async () => {
    const first = await connected()
    await first.tab.send({ kind: 'forget' })
    expect(first.tab.account?.upstream.kind).toBe('demo')
    await first.tab.send({ kind: 'open', upstream: MAINLAND, token: TOKEN })
    expect(first.tab.rows.size).toBe(0)
  })
})

describe('tabs', () => {
  it('get one full snapshot when they join, then at most 10 batches a second, and leave without a trace', async () => {
    const { engine, tab, clock } = await connected()
    await clock.advance(5000)
    const second = new Tab(engine, clock)
    expect(second.events.map(({ kind }) => kind)).toEqual(['snapshot', 'orders'])
    expect(second.rows.size).toBe(DEVICES.length)
    await clock.advance(10_000)
    expect(second.events.filter(({ kind }) => kind === 'rows').length).toBeLessThanOrEqual(100)
    second.close()
    const seen = second.messages.length
    await clock.advance(5000)
    expect(second.messages.length).toBe(seen)
    expect(tab.account?.polling.kind).toBe('running')
  })

  it('pause and resume for all', async () => {
    const { engine, tab, clock, statusCalls } = await connected()
    const second = new Tab(engine, clock)
    await tab.send({ kind: 'pause' })
    await clock.advance(100)
    const calls = statusCalls()
    await clock.advance(60_000)
    expect(statusCalls()).toBe(calls)
    expect(second.account?.polling.kind).toBe('paused')
    await second.send({ kind: 'resume' })
    await clock.advance(5000)
    expect(statusCalls()).toBeGreaterThan(calls)
  })
})
