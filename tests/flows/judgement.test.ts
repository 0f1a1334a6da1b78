import { createPinia, setActivePinia } from 'pinia'
import { createApp } from 'vue'
import { describe, expect, it } from 'vitest'
import { describeDoubts, describeEtaBasis, describeStall } from '@/composables/judgement-text'
import { createDevice, type Device } from '@/domain/device'
import { etaOf } from '@/domain/eta'
import { isStalled, STALL_AFTER_MS } from '@/domain/fleet-row'
import { CLOUD_LIMITS, type CloudAccess } from '@/engine/cloud-access'
import { createFormat } from '@/i18n/format'
import { zhCN } from '@/i18n/zh-cn'
import { openScenario } from '@/simulator/scenario-session'
import { engineKey } from '@/stores/engine-link'
import { useFleetStore } from '@/stores/fleet'
import { mirrorEngine } from '@/stores/mirror-engine'
import { useSessionStore } from '@/stores/session'
import { useWatchlistStore } from '@/stores/watchlist'
import { FakeClock } from '../support/fake-clock'
import { connectInProcess } from '../support/in-process-engine'

const MINUTE_MS = 60_000
const WORDS = { messages: zhCN, format: createFormat('zh-CN', zhCN) }

type Wire = { Status: number; Percent?: number }

/** The stores over the engine and a simulated rollout, in which some devices answer as a test wants. */
async function startFleet(devices: number) {
  const clock = new FakeClock(Date.now())
  const scenario = openScenario({ scenario: 'demo', seed: 2, clock, devices, latencyMs: { min: 5, max: 30 } })
  const own = new Map<string, (times: number) => Wire>()
  const asked = new Map<string, number>()
  const access: CloudAccess = {
    fetch(input, init) {
      const { DeviceName, RequestId } = JSON.parse(String(init?.body))
      const wire = own.get(DeviceName)
      if (!wire) return scenario.handler(new Request(input, init))
      const times = (asked.get(DeviceName) ?? 0) + 1
      asked.set(DeviceName, times)
      return Promise.resolve(Response.json({ Response: { OriVersion: '1.0', DstVersion: '2.0', RequestId, ...wire(times) } }))
    },
    endpoint: 'http://cloud.invalid/api/exploreropen/tokenapi',
    limits: CLOUD_LIMITS,
    devices: [],
    kept: true,
  }
  const { connection } = connectInProcess({ clock, openCloud: () => Promise.resolve(access) })
  const app = createApp({}).provide(engineKey, connection)
  const pinia = createPinia()
  app.use(pinia)
  setActivePinia(pinia)
  mirrorEngine(connection)
  const [fleet, session, watchlist] = [useFleetStore(), useSessionStore(), useWatchlistStore()]
  const within = async (durationMs: number, work: Promise<unknown>) => {
    await clock.advance(durationMs)
    await work
  }
  await within(100, session.enter({ kind: 'mainland' }, 'a-good-token-0123456789'))
  await within(100, watchlist.add(scenario.cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName))))
  const put = async (name: string, wire: (times: number) => Wire): Promise<Device> => {
    const device = createDevice('HK7G2M9QXA', name)
    own.set(name, wire)
    await within(200, watchlist.add([device]))
    return device
  }
  const rowOf = ({ id }: Device) => {
    const row = fleet.row(id).value
    if (!row) throw new Error(`no row ${id}`)
    return row
  }
  return { clock, connection, fleet, put, rowOf, within }
}

describe('an operator who watches a rollout', () => {
  it('sees what has stalled soon and why, what is doubtful, and how long is left; a pause makes no stalls', async () => {
    const { clock, connection, fleet, put, rowOf, within } = await startFleet(300)
    const early = await put('silent-early', () => ({ Status: 4 }))
    await clock.advance(MINUTE_MS)
    expect(rowOf(early).snapshot?.habit ?? null).toBeNull()
    await clock.advance(16 * MINUTE_MS)
    const silent = await put('silent', () => ({ Status: 3, Percent: 42 }))
    const full = await put('full', () => ({ Status: 20, Percent: 100 }))
    const falling = await put('falling', (times) => ({ Status: 3, Percent: times % 2 === 0 ? 20 : 60 }))
    const away = await put('away', (times) => (times < 4 ? { Status: 3, Percent: 30 } : { Status: 0 }))
    await clock.advance(8 * MINUTE_MS)

    const habit = rowOf(silent).snapshot?.habit
    expect(habit?.scope).toBe('product')
    expect(habit?.stallAfterMs).toBeLessThan(STALL_AFTER_MS / 2)
    const marks = [silent, full, falling, away].map((device) => isStalled(rowOf(device), clock.wallMs()))
    expect(marks).toEqual([true, true, false, false])
    expect(describeStall(rowOf(silent), clock.wallMs(), WORDS)).toMatch(/^已 \d 分 \d\d 秒无变化；同产品此阶段 95% 在 .+内有变化（学自 \d+ 次）$/u)
    expect(rowOf(away).snapshot?.upgrade.kind).toBe('offline')

    fleet.change({ stalledOnly: true })
    expect(fleet.ids).toEqual(expect.arrayContaining([silent.id, full.id, early.id]))
    expect(fleet.ids).not.toContain(away.id)
    fleet.change({ stalledOnly: false, doubtOnly: true })
    expect(fleet.ids).toEqual(expect.arrayContaining([full.id, falling.id]))
    expect(fleet.ids).not.toContain(silent.id)
    fleet.change({ doubtOnly: false })
    expect(describeDoubts(rowOf(full), clock.wallMs(), WORDS)[0]).toMatch(/^待核实：进度已到 100%，\d 分 \d\d 秒仍未完成$/u)
    expect(describeDoubts(rowOf(falling), clock.wallMs(), WORDS)[0]).toMatch(/^待核实：进度在本阶段回落了 \d+ 次/u)

    const rows = fleet.ids.map((id) => fleet.row(id).value).filter((row) => row !== undefined)
    const open = rows.filter((row) => row.snapshot?.upgrade.kind === 'running' && !isStalled(row, clock.wallMs()))
    const told = open.filter((row) => etaOf(row, clock.wallMs()).kind === 'done')
    console.log(`judgement over the engine: running ${open.length}, time left told ${told.length}; stalls after ${habit?.stallAfterMs} ms, learned from ${habit?.learnedFrom}`)
    expect(told.length / open.length).toBeGreaterThan(0.6)
    expect(told[0] && describeEtaBasis(told[0], clock.wallMs(), WORDS)).toMatch(/预计 .+ 至 .+ 之间升级完成.+\n.+\n学自同产品 \d+ 次顺利的升级/u)

    const fresh = await put('before-the-pause', () => ({ Status: 4 }))
    await clock.advance(20_000)
    await within(50, connection.send({ kind: 'pause' }))
    await clock.advance(60 * MINUTE_MS)
    expect(isStalled(rowOf(fresh), clock.wallMs())).toBe(false)
    await within(50, connection.send({ kind: 'resume' }))
    await clock.advance(2 * MINUTE_MS)
    // Seen in the very same state before and after: that it did not move is proven.
    expect(isStalled(rowOf(fresh), clock.wallMs())).toBe(true)
    const learned = rowOf(fresh).snapshot?.habit
    expect(learned?.stallAfterMs).toBeLessThan(STALL_AFTER_MS)
  }, 120_000)
})
