import type { Page } from '@playwright/test'
import type { FleetRow } from '../../../src/domain/fleet-row'
import type { AccountStatus, EngineEvent, FromEngine, ToEngine } from '../../../src/engine/protocol'

/** An engine in the page that says what a test has it say: far more updates than any cloud would answer. */
interface Fed {
  port: { onmessage: ((event: { data: FromEngine }) => void) | null } | null
  rows: readonly (readonly FleetRow[])[]
  at: number
}
type FedWindow = typeof globalThis & { lookoutFed: Fed }

/** To be called before the page is opened: its SharedWorker is then the fed one. */
export async function feed(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const fed: Fed = { port: null, rows: [], at: 0 }
    ;(globalThis as FedWindow).lookoutFed = fed
    class Port {
      onmessage: ((event: { data: FromEngine }) => void) | null = null
      postMessage(message: ToEngine) {
        const say = (data: FromEngine) => queueMicrotask(() => this.onmessage?.({ data }))
        if (message.kind === 'ping') return say({ kind: 'pong' })
        if (message.kind !== 'command') return
        const reply = message.command.kind === 'history-days' ? { kind: 'answer' as const, answer: { kind: 'history-days' as const, days: 30 } } : { kind: 'done' as const, count: 0 }
        say({ kind: 'reply', id: message.id, reply })
      }
      close() {}
    }
    class Fake {
      onerror = null
      port = new Port()
      constructor() {
        fed.port = this.port
      }
    }
    Object.defineProperty(globalThis, 'SharedWorker', { value: Fake, configurable: true })
  })
}

/** Gives the page its fleet: each device in several states that its updates go round. */
export async function fill(page: Page, rows: readonly (readonly FleetRow[])[], account: AccountStatus): Promise<void> {
  await page.evaluate(
    ([given, status]) => {
      const fed = (globalThis as FedWindow).lookoutFed
      fed.rows = given
      const event: EngineEvent = { kind: 'snapshot', account: status, rows: structuredClone(given[0] ?? []), storage: { kind: 'persistent' } }
      fed.port?.onmessage?.({ data: { kind: 'event', event } })
    },
    [rows, account] as const,
  )
}

/** Updates so many rows, 500 an event and an event a frame at the most, as the engine does. Tells how many there were in all. */
export async function update(page: Page, count: number, accountId: AccountStatus['id']): Promise<number> {
  return page.evaluate(
    async ([wanted, id]) => {
      const fed = (globalThis as FedWindow).lookoutFed
      const size = fed.rows[0]?.length ?? 0
      for (let done = 0; done < wanted; done += 500) {
        const round = Math.floor(fed.at / size) + 1
        const state = fed.rows[round % fed.rows.length] ?? []
        const now = Date.now()
        const changed = Array.from({ length: 500 }, (_, index) => {
          const row = state[(fed.at + index) % size]
          if (!row?.snapshot) throw new Error('every row has a snapshot')
          return structuredClone({ ...row, snapshot: { ...row.snapshot, observedAt: now }, call: { kind: 'answered' as const, at: now, requestId: row.snapshot.requestId } })
        })
        fed.at += 500
        fed.port?.onmessage?.({ data: { kind: 'event', event: { kind: 'rows', accountId: id, changed, removed: [] } } })
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
      return fed.at
    },
    [count, accountId] as const,
  )
}
