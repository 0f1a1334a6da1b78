import { accountIdOf } from '@/domain/upstream'
import { createDevice, type Device } from '@/domain/device'
import type { FleetRow } from '@/domain/fleet-row'
import type { CloudAccess } from '@/engine/cloud-access'
import { CLOUD_LIMITS } from '@/engine/cloud-access'
import { Engine } from '@/engine/engine'
import type { EngineOptions } from '@/engine/engine-options'
import type { AccountStatus, Command, FromEngine, StorageState, ToEngine } from '@/engine/protocol'
import { createMemoryRepository } from '@/storage/memory-repository'
import type { Repository } from '@/storage/repository'
import { FakeClock } from '../../support/fake-clock'

export const TOKEN = 'canary-access-token-7f3e'
export const DEVICES = Array.from({ length: 40 }, (_, index) => createDevice('P1', `d${index}`))
/** Where the server's own time begins; it runs on by itself and knows nothing of the clocks here. */
const SERVER_START_MS = Date.UTC(2026, 0, 1, 0, 0, 20)

export interface LifeOptions extends Partial<Pick<EngineOptions, 'watch' | 'isOnline' | 'whenGone'>> {
  clock?: FakeClock
  /** Whether answers carry a `Date` header. */
  tellsTime?: boolean
  repository?: Repository
}

/** One engine with an open account, one tab that mirrors it, and a cloud that notes when it is asked. */
export async function startLife(options: LifeOptions = {}) {
  const { clock = new FakeClock(), tellsTime = true, repository = createMemoryRepository(), ...ports } = options
  const cloud = { askedAtMs: [] as number[], realMs: () => clock.nowMs(), reachable: true, limited: false, status: 6 }
  const access: CloudAccess = {
    fetch: async (_input, init) => {
      cloud.askedAtMs.push(clock.nowMs())
      const { RequestId } = JSON.parse(String(init?.body))
      await new Promise<void>((resolve) => clock.after(50, resolve))
      if (!cloud.reachable) throw new TypeError('Failed to fetch')
      if (cloud.limited) return new Response('', { status: 429, headers: { 'retry-after': '120' } })
      const date = new Date(SERVER_START_MS + cloud.realMs()).toUTCString()
      return Response.json({ Response: { Status: cloud.status, RequestId } }, tellsTime ? { headers: { date } } : {})
    },
    endpoint: '/api',
    limits: CLOUD_LIMITS,
    devices: [],
    kept: true,
  }
  const engine = new Engine({
    clock,
    random: () => 0.5,
    openCloud: async ({ kind }) => {
      if (kind === 'overseas') await new Promise<void>((resolve) => clock.after(100, resolve))
      return access
    },
    openRepository: () => Promise.resolve({ repository, state: { kind: 'persistent' } }),
    ...ports,
  })
  const tab = joinTab(engine)
  await clock.advance(0)
  tab.command({ kind: 'open', upstream: { kind: 'mainland' }, token: TOKEN })
  await clock.advance(0)
  return { clock, cloud, engine, tab, accountId: accountIdOf({ kind: 'mainland' }) }
}

/** A tab that keeps what the engine tells it. */
export function joinTab(engine: Engine) {
  const rows = new Map<string, FleetRow>()
  const messages: FromEngine[] = []
  const tab = {
    rows,
    messages,
    account: null as AccountStatus | null,
    storage: null as StorageState | null,
    send: (message: ToEngine) => line.receive(structuredClone(message)),
    command: (command: Command) => tab.send({ kind: 'command', id: messages.length, command }),
    receive(message: FromEngine) {
      messages.push(message)
      if (message.kind !== 'event') return
      const { event } = message
      if (event.kind === 'snapshot') rows.clear()
      if ('account' in event) [tab.account, tab.storage] = [event.account, event.storage]
      for (const row of event.kind === 'rows' ? event.changed : event.kind === 'snapshot' ? event.rows : []) rows.set(row.device.id, row)
    },
  }
  const line = engine.join((message) => tab.receive(structuredClone(message)))
  return tab
}

/** With the whole list asked about at least once, and every answer told to the tab. */
export async function watching({ devices = DEVICES, ...options }: LifeOptions & { devices?: readonly Device[] } = {}) {
  const life = await startLife(options)
  life.tab.command({ kind: 'add', devices: [...devices] })
  for (let second = 0; second < 200 && !answered(); second += 1) await life.clock.advance(1000)
  return life

  function answered() {
    return life.tab.rows.size === devices.length && [...life.tab.rows.values()].every(({ snapshot }) => snapshot !== null)
  }
}
