import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDevice, deviceIdOf, type DeviceId } from '@/domain/device'
import type { Stage } from '@/domain/stage'
import { joinedStages } from '@/domain/stage-log'
import { accountIdOf } from '@/domain/upstream'
import type { CloudAccess } from '@/engine/cloud-access'
import { openRepository } from '@/engine/open-repository'
import { openScenario } from '@/simulator/scenario-session'
import { openDatabase } from '@/storage/database'
import { createIndexedRepository } from '@/storage/indexed-repository'
import { FakeClock } from '../support/fake-clock'
import { connectInProcess } from '../support/in-process-engine'

const MAINLAND = accountIdOf({ kind: 'mainland' })
const WATCHED_MS = 12 * 60_000
const AWAY_MS = 10 * 60_000
/** What an engine that dies has not written yet. */
const UNWRITTEN_MS = 3_500
/** An answer is so old at the most when it arrives. */
const LATENCY_MS = 40

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

interface TrueStage {
  readonly status: number | null
  readonly begin: number
  end: number
}

interface Glance {
  readonly sentAt: number
  readonly receivedAt: number
}

/** The simulator's own account of what happened, and when an answer showed how it stood. */
class Truth {
  readonly stages = new Map<DeviceId, TrueStage[]>()
  readonly glances = new Map<DeviceId, Glance[]>()

  enter(id: DeviceId, status: number | null, at: number) {
    const stages = this.stages.get(id) ?? []
    const last = stages.at(-1)
    if (last) last.end = at
    stages.push({ status, begin: at, end: Infinity })
    this.stages.set(id, stages)
  }

  glance(id: DeviceId, glance: Glance) {
    this.glances.set(id, [...(this.glances.get(id) ?? []), glance])
  }

  /** Whether the device stood so at some moment of the latency before `at`. */
  wasSo(id: DeviceId, status: number | null, at: number): boolean {
    return (this.stages.get(id) ?? []).some((stage) => stage.status === status && stage.begin <= at && stage.end >= at - LATENCY_MS)
  }

  /** Stages that an answer showed for certain, and which of them a history does not have. */
  compare(history: ReadonlyMap<DeviceId, readonly Stage[]>) {
    const figures = { stages: 0, seen: 0, missing: 0, tooShort: 0, invented: 0 }
    for (const [id, all] of this.stages) {
      const kept = history.get(id) ?? []
      for (const { status, begin, end } of all) {
        const glance = this.glances.get(id)?.find(({ sentAt, receivedAt }) => sentAt >= begin && receivedAt <= end)
        figures.stages += 1
        if (!glance) figures.tooShort += 1
        else figures.seen += 1
        if (glance && !kept.some((stage) => stage.status === status && stage.from <= glance.receivedAt && stage.seenAt >= glance.receivedAt)) figures.missing += 1
      }
      figures.invented += kept.filter(({ status, from, seenAt }) => !this.wasSo(id, status, from) || !this.wasSo(id, status, seenAt)).length
    }
    return figures
  }
}

async function watchFleet(seed: number) {
  const clock = new FakeClock()
  const session = openScenario({ scenario: 'rollout', seed, clock, latencyMs: { min: 5, max: LATENCY_MS }, devices: 60 })
  const truth = new Truth()
  const startMs = clock.wallMs()
  for (const { id } of session.cloud.devices()) truth.enter(id, session.cloud.truth(id)?.status ?? null, startMs)
  session.cloud.onTransition(({ id, atMs, to }) => truth.enter(id, to, startMs + atMs))
  const devices = session.cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName))
  let isAlive = true
  const access: CloudAccess = {
    async fetch(input, init) {
      const sentAt = clock.wallMs()
      const { ProductId, DeviceName } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Record<string, string>
      const response = await session.handler(new Request(input, init))
      if (isAlive && ProductId && DeviceName) truth.glance(deviceIdOf(ProductId, DeviceName), { sentAt, receivedAt: Math.round(clock.wallMs()) })
      return response
    },
    endpoint: 'http://cloud.invalid/api/exploreropen/tokenapi',
    limits: { callsPerSecond: 10, maxInFlight: 6, burst: 1 },
    devices: [],
    kept: true,
  }
  return { clock, session, truth, devices, access, die: () => (isAlive = false) }
}

async function settled<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  const state = { isDone: false }
  void work.then(() => (state.isDone = true))
  for (let round = 0; round < 400 && !state.isDone; round += 1) await clock.advance(1)
  return work
}

/** An engine over the kept database; after `kill` it writes nothing more, as one that is gone. */
function startEngine({ clock, access }: Awaited<ReturnType<typeof watchFleet>>) {
  let isDead = false
  const { connection } = connectInProcess({
    clock,
    openCloud: () => Promise.resolve({ ...access, fetch: (input, init) => (isDead ? new Promise<Response>(() => undefined) : access.fetch(input, init)) }),
    openRepository: async (onClosed) => {
      const { repository, state } = await openRepository(onClosed)
      return { state, repository: { ...repository, saveSnapshots: (...rows) => (isDead ? Promise.resolve() : repository.saveSnapshots(...rows)) } }
    },
  })
  return { connection, kill: () => (isDead = true) }
}

async function readHistory(devices: readonly { id: DeviceId }[]): Promise<Map<DeviceId, readonly Stage[]>> {
  const repository = createIndexedRepository(await openDatabase(() => undefined))
  const open = new Map((await repository.loadRows(MAINLAND)).flatMap(({ device, stage }) => (stage ? [[device.id, stage]] : [])))
  const history = new Map<DeviceId, readonly Stage[]>()
  for (const { id } of devices) {
    const stage = open.get(id)
    history.set(id, joinedStages(await repository.loadTimeline(MAINLAND, id), stage ? [stage] : []))
  }
  repository.close()
  return history
}

describe('the kept history', () => {
  it('is what the simulator did, as far as answers showed it, over the death of an engine and a time when nobody watched', async () => {
    const fleet = await watchFleet(11)
    const { clock, truth, devices, die } = fleet
    const first = startEngine(fleet)
    await settled(clock, first.connection.send({ kind: 'open', upstream: { kind: 'mainland' }, token: 'some-token-0123456789' }))
    await settled(clock, first.connection.send({ kind: 'add', devices }))
    await clock.advance(WATCHED_MS)
    die()
    first.kill()
    const diedAt = clock.wallMs()
    for (const [id, glances] of truth.glances) truth.glances.set(id, glances.filter(({ receivedAt }) => receivedAt < diedAt - UNWRITTEN_MS))
    fleet.session.catchUp()
    clock.freeze(AWAY_MS)
    const again = { ...fleet, access: { ...fleet.access, fetch: recording(fleet) } }
    const second = startEngine(again)
    await settled(clock, second.connection.send({ kind: 'open', upstream: { kind: 'mainland' }, token: 'some-token-0123456789' }))
    await clock.advance(WATCHED_MS)
    await settled(clock, second.connection.send({ kind: 'lock' }))
    const history = await readHistory(devices)
    const figures = truth.compare(history)
    const across = [...history.values()].flat().filter(({ from, seenAt, to }) => from < diedAt && (to ?? seenAt) > diedAt)
    const goingOn = across.filter(({ seenAt }) => seenAt > diedAt + AWAY_MS).length
    const forgetful = truth.compare(new Map([...history].map(([id, stages]) => [id, stages.filter(({ from }) => from > diedAt)])))
    const boastful = truth.compare(new Map([...history].map(([id, stages]) => [id, stages.map((stage) => ({ ...stage, seenAt: stage.to ?? stage.seenAt }))])))
    console.log(`history: ${JSON.stringify(figures)}; across the gap ${across.length}, of these going on ${goingOn}; control without the disk: missing ${forgetful.missing}; control that says it watched all the time: invented ${boastful.invented}`)
    expect(figures).toMatchObject({ missing: 0, invented: 0 })
    expect(figures.seen).toBeGreaterThan(200)
    expect(goingOn).toBeGreaterThan(0)
    expect(across.length).toBeGreaterThan(goingOn)
    expect(across.filter(({ seenAt }) => seenAt > diedAt && seenAt <= diedAt + AWAY_MS)).toEqual([])
    expect(forgetful.missing).toBeGreaterThan(0)
    expect(boastful.invented).toBeGreaterThan(0)
  }, 120_000)
})

/** The cloud for the second engine: its answers count as seen again. */
function recording({ clock, session, truth }: Awaited<ReturnType<typeof watchFleet>>): CloudAccess['fetch'] {
  return async (input, init) => {
    const sentAt = clock.wallMs()
    const { ProductId, DeviceName } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Record<string, string>
    const response = await session.handler(new Request(input, init))
    if (ProductId && DeviceName) truth.glance(deviceIdOf(ProductId, DeviceName), { sentAt, receivedAt: Math.round(clock.wallMs()) })
    return response
  }
}
