import { describe, expect, it } from 'vitest'
import { describeTicket } from '@/composables/device-ticket'
import { createDevice, type DeviceId } from '@/domain/device'
import type { CloudAccess } from '@/engine/cloud-access'
import { createFormat } from '@/i18n/format'
import { zhCN } from '@/i18n/zh-cn'
import { openScenario } from '@/simulator/scenario-session'
import { createMemoryRepository } from '@/storage/memory-repository'
import { useFleetStore } from '@/stores/fleet'
import { useInspectionStore } from '@/stores/inspection'
import { useSessionStore } from '@/stores/session'
import { useWatchlistStore } from '@/stores/watchlist'
import { accessTo, startStores } from '../support/app-stores'
import { FakeClock } from '../support/fake-clock'

const TOKEN = 'canary-token-0123456789'
const MINUTE = 60_000

type Through = (text: string) => string

function startApp(through: Through = (text) => text) {
  const clock = new FakeClock(Date.now())
  const scenario = openScenario({ scenario: 'rollout', devices: 8, seed: 5, clock, latencyMs: { min: 1, max: 2 }, token: TOKEN })
  const access: CloudAccess = {
    ...accessTo(scenario),
    fetch: async (input, init) => new Response(through(await (await scenario.handler(new Request(input, init))).text())),
  }
  startStores({
    clock,
    openCloud: () => Promise.resolve(access),
    // Without a disk the engine's own memory holds what ended.
    openRepository: () => Promise.resolve({ repository: createMemoryRepository(), state: { kind: 'memory', why: 'absent' } }),
  })
  const devices = scenario.cloud.devices().map(({ productId, deviceName }) => createDevice(productId, deviceName))
  return { clock, scenario, devices, session: useSessionStore(), fleet: useFleetStore(), watchlist: useWatchlistStore(), inspection: useInspectionStore() }
}

async function watching(through?: Through) {
  const app = startApp(through)
  await app.clock.advance(10)
  void app.session.enter({ kind: 'mainland' }, TOKEN)
  await app.clock.advance(10)
  void app.watchlist.add(app.devices)
  await app.clock.advance(2000)
  return app
}

/** What the simulator really went through, by device, as [wall ms, status]; from now on. */
function truthOf({ scenario, clock }: ReturnType<typeof startApp>) {
  const ways = new Map<DeviceId, [at: number, status: number | null][]>()
  scenario.catchUp()
  const originMs = clock.wallMs() - scenario.cloud.nowMs
  scenario.cloud.onTransition(({ id, atMs, to }) => ways.set(id, [...(ways.get(id) ?? []), [originMs + atMs, to]]))
  return ways
}

describe('a device looked at closely', () => {
  it('has the timeline that the simulated device went through, each stage begun after the truth and in its order', { timeout: 90_000 }, async () => {
    const app = await watching()
    const ways = truthOf(app)
    app.fleet.setVisible(app.devices.map(({ id }) => id))
    await app.clock.advance(40 * MINUTE)
    let stages = 0
    let missed = 0
    let outOfOrder = 0
    let worstMs = 0
    for (const { id } of app.devices) {
      app.inspection.open(id)
      await app.clock.advance(1100)
      const seen = app.inspection.inspection?.stages ?? []
      const way = ways.get(id) ?? []
      expect(seen.at(-1)).toMatchObject({ status: app.scenario.cloud.truth(id)?.status, to: null })
      // The first stage stood already; each later one is one of the truth's, in its order.
      let place = 0
      for (const { status, from, exact } of seen.slice(1)) {
        stages += 1
        expect(exact).toBe(true)
        const found = way.findLastIndex(([at, truth]) => truth === status && at <= from)
        if (found === -1) missed += 1
        else if (found < place) outOfOrder += 1
        else {
          worstMs = Math.max(worstMs, from - (way[found]?.[0] ?? 0))
          place = found
        }
      }
    }
    const happened = [...ways.values()].reduce((sum, way) => sum + way.length, 0)
    console.log(`timelines: ${app.devices.length} devices, ${happened} true transitions, stages seen ${stages}, not in the truth ${missed}, out of order ${outOfOrder}, latest start ${Math.round(worstMs / 1000)} s after the truth`)
    expect(stages).toBeGreaterThan(30)
    expect([missed, outOfOrder]).toEqual([0, 0])
    // Control: another device's truth does not pass for this one's.
    const [one, other] = app.devices
    app.inspection.open(one?.id ?? null)
    await app.clock.advance(1100)
    const foreign = ways.get(other?.id ?? ('' as DeviceId)) ?? []
    const fits = (app.inspection.inspection?.stages ?? []).slice(1).every(({ status, from }) => foreign.some(([at, truth]) => truth === status && at <= from && from - at <= worstMs))
    expect(fits).toBe(false)
  })

  it('is the one that was opened last: an answer about the one before is not taken for its own', async () => {
    const app = await watching()
    const [first, second] = app.devices
    app.inspection.open(first?.id ?? null)
    app.inspection.open(second?.id ?? null)
    await app.clock.advance(10)
    expect(app.inspection.inspection?.calls.length).toBeGreaterThan(0)
    const ids = new Set(app.inspection.inspection?.stages.map(({ requestId }) => requestId))
    expect(ids.has(app.fleet.row(first?.id ?? ('' as DeviceId)).value?.snapshot?.requestId ?? '')).toBe(false)
  })

  it('asked for its version, its row has what the device runs', async () => {
    const app = await watching()
    const [device] = app.devices
    if (!device) throw new Error('no device')
    app.inspection.open(device.id)
    const asked = app.inspection.checkVersion()
    expect(app.inspection.question.kind).toBe('asking')
    await app.clock.advance(2000)
    await asked
    expect(app.inspection.question.kind).toBe('none')
    expect(app.fleet.row(device.id).value?.check?.currentVersion).toBe(app.scenario.cloud.runningVersion(device.id))
    await app.clock.advance(100)
    expect(app.inspection.inspection?.calls.at(-1)?.action).toMatch(/^App/u)
  })

  it('while locked says so and asks nothing', async () => {
    const app = await watching()
    app.inspection.open(app.devices[0]?.id ?? null)
    void app.session.lock()
    await app.clock.advance(100)
    const calls = app.scenario.handler.calls
    const asked = app.inspection.checkVersion()
    await app.clock.advance(100)
    await asked
    expect(app.inspection.question).toEqual({ kind: 'refused', why: 'locked' })
    expect(app.scenario.handler.calls).toBe(calls)
  })

  it('of a cloud that gives the token back shows it masked, in the last answer and in the ticket', async () => {
    const sent: string[] = []
    const app = await watching((text) => {
      const echo = text.replaceAll('"ErrMsg":"', `"ErrMsg":"bad ${TOKEN} `).replaceAll('"RequestId"', `"Echo":"${TOKEN}","RequestId"`)
      sent.push(echo)
      return echo
    })
    let shown = ''
    for (const { id } of app.devices) {
      app.inspection.open(id)
      await app.clock.advance(1100)
      const { inspection } = app.inspection
      const row = app.fleet.row(id).value
      if (!row || !inspection) throw new Error('nothing to look at')
      shown += JSON.stringify(inspection) + describeTicket({ row, stages: inspection.stages, calls: inspection.calls, now: Date.now() }, { messages: zhCN, format: createFormat('zh-CN', zhCN) })
      expect(inspection.lastAnswer?.text).toContain('••••')
    }
    const count = (text: string) => text.split(TOKEN).length - 1
    console.log(`S2, drawer: ${app.devices.length} devices, ${shown.length} characters shown and copied, tokens ${count(shown)} [answers as sent: ${count(sent.join())}]`)
    expect(count(shown)).toBe(0)
    expect(count(sent.join())).toBeGreaterThan(app.devices.length)
  })
})
