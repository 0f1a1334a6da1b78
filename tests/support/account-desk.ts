import type { Device } from '@/domain/device'
import type { DirectoryState } from '@/domain/directory'
import type { FleetRow } from '@/domain/fleet-row'
import type { CloudAccess } from '@/engine/cloud-access'
import { CLOUD_LIMITS } from '@/engine/cloud-access'
import type { Command, EngineEvent, Reply } from '@/engine/protocol'
import type { SimulatedCloud } from '@/simulator/cloud'
import type { SimulatedHandler } from '@/simulator/handler'
import { openScenario, type ScenarioOptions } from '@/simulator/scenario-session'
import type { Repository } from '@/storage/repository'
import { createMemoryRepository } from '@/storage/memory-repository'
import { FakeClock } from './fake-clock'
import { connectInProcess } from './in-process-engine'

export const TOKEN = 'canary-access-token-7f3e'

export interface DeskOptions extends Partial<Omit<ScenarioOptions, 'clock'>> {
  repository?: Repository
  /** Goes on with the cloud and the clock of another one, as after a restart. */
  after?: Desk
  /** Called before each call is answered, with its action. */
  onCall?: (action: string, fields: Record<string, unknown>) => Response | undefined
}

export interface Desk {
  readonly clock: FakeClock
  readonly cloud: SimulatedCloud
  readonly handler: SimulatedHandler
}

/** The engine with an account over the simulator, and all that it tells. */
export async function openDesk({ repository = createMemoryRepository(), onCall, after, ...options }: DeskOptions = {}) {
  const clock = after?.clock ?? new FakeClock()
  const { cloud, handler } = after ?? openScenario({ scenario: 'settled', seed: 5, clock, latencyMs: { min: 20, max: 60 }, token: TOKEN, ...options })
  const calls: { action: string; fields: Record<string, unknown> }[] = []
  const access: CloudAccess = {
    endpoint: 'http://cloud.invalid/api',
    limits: CLOUD_LIMITS,
    devices: [],
    kept: true,
    fetch(input, init) {
      const fields = JSON.parse(String(init?.body)) as Record<string, unknown>
      const action = String(fields['Action'])
      calls.push({ action, fields })
      const own = onCall?.(action, fields)
      return own ? Promise.resolve(own) : handler(new Request(input, init))
    },
  }
  const events: EngineEvent[] = []
  const { engine, connection } = connectInProcess({
    clock,
    openCloud: (upstream) => Promise.resolve({ ...access, kept: upstream.kind !== 'demo' }),
    openRepository: () => Promise.resolve({ repository, state: { kind: 'persistent' } }),
  })
  connection.onEvent((event) => void events.push(event))
  const send = async (command: Command): Promise<Reply> => {
    const reply = connection.send(command)
    await clock.advance(20)
    return reply
  }
  await clock.advance(10)
  await send({ kind: 'open', upstream: { kind: 'mainland' }, token: TOKEN })
  const state = (): DirectoryState => events.findLast((event) => event.kind === 'directory')?.state ?? { kind: 'idle' }
  return {
    clock, cloud, handler, calls, events, engine, send, state,
    watch: (devices: readonly Device[]) => send({ kind: 'add', devices }),
    /** Reads the account's lists to the end, however that comes out. */
    async read(withinMs = 600_000) {
      await send({ kind: 'read-directory' })
      for (let ms = 0; ms < withinMs && state().kind === 'reading'; ms += 1_000) await clock.advance(1_000)
      // The rows of the last batch.
      await clock.advance(200)
      const ended = state()
      if (ended.kind !== 'ended') throw new Error(`not ended after ${withinMs} ms: ${ended.kind}`)
      return ended
    },
    /** The rows as a tab has them. */
    rows() {
      const rows = new Map<string, FleetRow>()
      for (const event of events) {
        if (event.kind === 'snapshot') rows.clear()
        if (event.kind === 'rows') for (const id of event.removed) rows.delete(id)
        const changed = event.kind === 'snapshot' ? event.rows : event.kind === 'rows' ? event.changed : []
        for (const row of changed) rows.set(row.device.id, row)
      }
      return rows
    },
    names: () => new Map(events.findLast((event) => event.kind === 'products')?.names.map(({ productId, name }) => [productId, name])),
  }
}
