// @vitest-environment happy-dom
import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia'
import { createApp } from 'vue'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import type { Upstream } from '@/domain/upstream'
import type { CloudAccess } from '@/engine/cloud-access'
import type { StorageState } from '@/engine/protocol'
import { createMemoryRepository } from '@/storage/memory-repository'
import type { Repository } from '@/storage/repository'
import { engineKey } from '@/stores/engine-link'
import { useListMarkStore } from '@/stores/list-mark'
import { mirrorEngine } from '@/stores/mirror-engine'
import { useSessionStore } from '@/stores/session'
import { useWatchlistStore } from '@/stores/watchlist'
import { FakeClock } from '../support/fake-clock'
import { connectInProcess } from '../support/in-process-engine'

const TOKEN = 'a-good-token-0123456789'
const DEVICES = Array.from({ length: 7 }, (_none, index) => createDevice('P1', `d${index}`))
const MAINLAND: Upstream = { kind: 'mainland' }
const PERSISTENT: StorageState = { kind: 'persistent' }
let pinia: Pinia | null = null

/** A repository that keeps the list between starts, as a disk does. */
function disk(): Repository {
  const memory = createMemoryRepository()
  let active: Upstream | null = null
  const rows = new Map<string, Awaited<ReturnType<Repository['loadRows']>>>()
  return {
    ...memory,
    loadActive: () => Promise.resolve(active),
    saveActive: async (upstream) => void (active = upstream),
    loadRows: async (id) => rows.get(id) ?? [],
    addRows: async (id, some) => void rows.set(id, [...(rows.get(id) ?? []), ...some.map((row) => ({ ...row, stage: null }))]),
    removeRows: async (id, ids) => void rows.set(id, (rows.get(id) ?? []).filter(({ device }) => !ids.includes(device.id))),
    forget: async (id) => {
      rows.delete(id)
      active = null
    },
  }
}

/** The page and the engine, started anew over what is on disk. */
async function start(repository: Repository, state: StorageState = PERSISTENT) {
  if (pinia) disposePinia(pinia)
  pinia = createPinia()
  const clock = new FakeClock(1_700_000_000_000)
  const access = (kept: boolean): CloudAccess => ({
    fetch: async (_input, init) => Response.json({ Response: { Status: 6, RequestId: JSON.parse(String(init?.body)).RequestId } }),
    endpoint: '/api',
    limits: { callsPerSecond: 10, maxInFlight: 6, burst: 10 },
    devices: kept ? [] : [createDevice('DEMO', 'demo')],
    kept,
  })
  const { connection } = connectInProcess({ clock, openCloud: ({ kind }) => Promise.resolve(access(kind !== 'demo')), openRepository: () => Promise.resolve({ repository, state }) })
  const app = createApp({})
  app.provide(engineKey, connection)
  app.use(pinia)
  setActivePinia(pinia)
  mirrorEngine(connection)
  const [session, mark, watchlist] = [useSessionStore(), useListMarkStore(), useWatchlistStore()]
  const until = async <T>(work: Promise<T>): Promise<T> => {
    await clock.advance(20)
    return work
  }
  await clock.advance(20)
  return {
    mark,
    enter: async (upstream: Upstream) => {
      expect(await until(session.enter(upstream, TOKEN))).toBeNull()
      mark.entered(upstream)
    },
    add: () => until(watchlist.add(DEVICES)),
    removeAll: () => until(watchlist.remove(DEVICES.map(({ id }) => id))),
    undo: () => until(watchlist.undo()),
    forget: async () => {
      const id = session.account?.id
      await until(session.forget())
      if (id) mark.drop(id)
    },
  }
}

beforeEach(() => localStorage.clear())
afterEach(() => {
  if (pinia) disposePinia(pinia)
  pinia = null
})

describe('a list that is gone from the disk', () => {
  it('is told of at the next start, and when its account is opened again, until devices are added', async () => {
    const first = await start(disk())
    await first.enter(MAINLAND)
    await first.add()
    expect(first.mark.missing).toBeNull()
    const next = await start(disk())
    expect(next.mark.missing).toBe(DEVICES.length)
    await next.enter(MAINLAND)
    expect(next.mark.missing).toBe(DEVICES.length)
    await next.add()
    expect(next.mark.missing).toBeNull()
  })

  it('is told of no more once that was dismissed', async () => {
    const first = await start(disk())
    await first.enter(MAINLAND)
    await first.add()
    const next = await start(disk())
    next.mark.dismiss()
    expect([next.mark.missing, next.mark.hasAny]).toEqual([null, false])
    expect((await start(disk())).mark.missing).toBeNull()
  })

  it('would not be told of without the mark', async () => {
    const first = await start(disk())
    await first.enter(MAINLAND)
    await first.add()
    localStorage.clear()
    const next = await start(disk())
    await next.enter(MAINLAND)
    expect(next.mark.missing).toBeNull()
  })

  it('leaves neither its devices’ names nor the token in what is remembered', async () => {
    const first = await start(disk())
    await first.enter(MAINLAND)
    await first.add()
    await Promise.resolve()
    expect(localStorage.getItem('ota-lookout.lists')).toBe(JSON.stringify({ last: 'mainland', devices: { mainland: DEVICES.length } }))
  })
})

describe('of a list that is not gone nothing is told', () => {
  it('where it is on disk, the demo was opened, or the disk cannot be used now', async () => {
    const kept = disk()
    const first = await start(kept)
    await first.enter(MAINLAND)
    await first.add()
    expect((await start(kept)).mark.missing).toBeNull()
    const blocked = await start(createMemoryRepository(), { kind: 'memory', why: 'blocked' })
    expect([blocked.mark.missing, blocked.mark.hasAny]).toEqual([null, true])
    const again = await start(kept)
    await again.enter({ kind: 'demo' })
    expect(again.mark.missing).toBeNull()
    expect((await start(kept)).mark.missing).toBeNull()
  })

  it('where the operator took every device off, or forgot the account', async () => {
    const kept = disk()
    const first = await start(kept)
    await first.enter(MAINLAND)
    await first.add()
    await first.removeAll()
    expect(first.mark.hasAny).toBe(false)
    await first.undo()
    expect(first.mark.hasAny).toBe(true)
    await first.removeAll()
    expect((await start(kept)).mark.missing).toBeNull()
    const other = await start(kept)
    await other.enter(MAINLAND)
    await other.add()
    await other.forget()
    expect([other.mark.missing, other.mark.hasAny]).toEqual([null, false])
    expect((await start(kept)).mark.missing).toBeNull()
  })

  it.each(['{', 'null', '[]', '7', '{"last":3,"devices":{"mainland":-1,"overseas":"9"}}'])('where the mark is %s', async (text) => {
    localStorage.setItem('ota-lookout.lists', text)
    const page = await start(disk())
    await page.enter(MAINLAND)
    expect([page.mark.missing, page.mark.hasAny]).toEqual([null, false])
  })
})
