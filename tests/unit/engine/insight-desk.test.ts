import { describe, expect, it } from 'vitest'
import { createDevice, deviceIdOf, type DeviceId } from '@/domain/device'
import type { Stage } from '@/domain/stage'
import { InsightDesk } from '@/engine/insight-desk'
import type { CloudAccess } from '@/engine/cloud-access'
import { openScenario } from '@/simulator/scenario-session'
import type { BriefVisit } from '@/storage/repository'
import { FakeClock } from '../../support/fake-clock'
import { connectInProcess } from '../../support/in-process-engine'

const HOUR = 3_600_000

function stageOf(status: number, from: number, to: number | null): Stage {
  return { status, sourceVersion: '1.0', targetVersion: '2.0', message: null, from, exact: true, seenAt: to ?? from, to, curve: [], requestId: 'r' }
}

function deskOf(histories: ReadonlyMap<DeviceId, readonly Stage[]>) {
  const clock = new FakeClock()
  let reads = 0
  const history = {
    async oldest(isAsked: (id: DeviceId) => boolean) {
      const times = Array.from(histories, ([id, [first]]) => (first && isAsked(id) ? first.from : Infinity))
      return times.length === 0 || Math.min(...times) === Infinity ? null : Math.min(...times)
    },
    async eachBrief(visit: BriefVisit) {
      reads += 1
      await Promise.resolve()
      for (const [id, stages] of histories) await visit(id, stages)
    },
  }
  const desk = new InsightDesk({ clock, history, isWatched: () => true, sweepMs: () => 60_000 })
  const told = async (productId: string | null) => {
    const reply = await desk.ask(HOUR, productId)
    if (reply.kind !== 'answer' || reply.answer.kind !== 'insight') throw new Error(`no insight but ${reply.kind}`)
    return reply.answer.insight
  }
  return { clock, desk, told, reads: () => reads }
}

describe('the insight desk', () => {
  const start = new FakeClock().wallMs()
  const histories = new Map([
    [deviceIdOf('P1', 'a'), [stageOf(3, start - 600_000, start - 60_000), stageOf(6, start - 60_000, null)]],
    [deviceIdOf('P1', 'b'), [stageOf(3, start - 60_000, null)]],
    [deviceIdOf('P10', 'a'), [stageOf(5, start - 60_000, null)]],
  ])

  it('tells of all devices, or of one product and no other whose name begins alike', async () => {
    const { told } = deskOf(histories)
    expect(await told(null)).toMatchObject({ devices: 3, stages: 4, since: start - 600_000 })
    expect(await told('P1')).toMatchObject({ devices: 2, stages: 3, failures: [] })
    expect(await told('P10')).toMatchObject({ devices: 1, failures: [{ cause: '5', fresh: 1, standing: 0 }] })
    expect(await told('P2')).toMatchObject({ devices: 0, since: null })
  })

  it('reads the history once for the same question asked twice at once, and anew afterwards', async () => {
    const { told, reads } = deskOf(histories)
    await Promise.all([told(null), told(null)])
    expect(reads()).toBe(1)
    await Promise.all([told(null), told('P1')])
    expect(reads()).toBe(3)
  })

  it('refuses a period that is none', async () => {
    const { desk } = deskOf(histories)
    expect(await desk.ask(12_345, null)).toEqual({ kind: 'refused', why: 'bad-period' })
    expect(await desk.ask(Number.NaN, null)).toEqual({ kind: 'refused', why: 'bad-period' })
  })
})

describe('the engine, asked for an insight', { timeout: 60_000 }, () => {
  it('tells at the last moment what its rows show, and how many were seen to finish', async () => {
    const clock = new FakeClock()
    const scenario = openScenario({ scenario: 'demo', seed: 5, clock, latencyMs: { min: 1, max: 2 } })
    const devices = scenario.cloud.devices().slice(0, 60).map(({ productId, deviceName }) => createDevice(productId, deviceName))
    const access: CloudAccess = { fetch: (input, init) => scenario.handler(new Request(input, init)), endpoint: 'http://cloud.invalid/', limits: { callsPerSecond: 4, maxInFlight: 6, burst: 10 }, devices, kept: false }
    const { connection } = connectInProcess({ clock, openCloud: () => Promise.resolve(access) })
    const kinds = new Map<string, string>()
    let finished = 0
    connection.onEvent((event) => {
      if (event.kind !== 'rows') return
      for (const { device, snapshot } of event.changed) {
        const before = kinds.get(device.id)
        const kind = snapshot?.upgrade.kind
        if (!kind) continue
        if (kind === 'done' && before !== undefined && before !== 'done') finished += 1
        kinds.set(device.id, kind)
      }
    })
    await clock.advance(4 * 60_000)
    const asked = connection.send({ kind: 'insight', periodMs: HOUR, productId: null })
    await clock.advance(50)
    const reply = await asked
    if (reply.kind !== 'answer' || reply.answer.kind !== 'insight') throw new Error(`no insight but ${reply.kind}`)
    const { fleet, done, devices: told } = reply.answer.insight
    const shown = (kind: string) => [...kinds.values()].filter((each) => each === kind).length
    expect(told).toBe(60)
    expect(fleet.byKind.done.at(-1)).toBe(shown('done'))
    expect(fleet.byKind.running.at(-1)).toBe(shown('running'))
    expect(fleet.byKind.failed.at(-1)).toBe(shown('failed'))
    expect(done.seen.reduce((sum, count) => sum + count, 0)).toBe(finished)
    console.log(`insight of the engine: devices ${told}, done ${shown('done')}, finished in four minutes ${finished}`)
    expect(finished).toBeGreaterThan(0)
  })
})
