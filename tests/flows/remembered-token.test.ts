// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { createApp } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import { accountIdOf, type Upstream } from '@/domain/upstream'
import type { EngineConnection } from '@/engine/connection'
import type { Command, EngineEvent, LockReason, SessionState } from '@/engine/protocol'
import { tokenTail } from '@/engine/token'
import { engineKey } from '@/stores/engine-link'
import { useRememberedTokenStore } from '@/stores/remembered-token'

const TOKEN = 'a-good-token-0123456789'
const MAINLAND: Upstream = { kind: 'mainland' }
const LOST = ['restarted', 'left'] as const
const TAKEN_AWAY = ['operator', 'idle', 'refused'] as const

function startTab() {
  const sent: Command[] = []
  const engine = { send: (command: Command) => (sent.push(command), Promise.resolve({ kind: 'done', count: 0 })) } as unknown as EngineConnection
  const app = createApp({})
  app.provide(engineKey, engine)
  const pinia = createPinia()
  app.use(pinia)
  setActivePinia(pinia)
  return { store: useRememberedTokenStore(), sent }
}

const told = (session: SessionState, upstream: Upstream = MAINLAND) =>
  ({ kind: 'status', account: { id: accountIdOf(upstream), upstream, session, polling: {} }, storage: { kind: 'persistent' } }) as unknown as EngineEvent
const locked = (kind: LockReason['kind']): SessionState => ({ kind: 'locked', reason: { kind } as LockReason })
const open = (token: string): SessionState => ({ kind: 'open', tokenTail: tokenTail(token) })
const kept = () => JSON.stringify({ ...sessionStorage })

beforeEach(() => sessionStorage.clear())

describe('a token that a tab remembers', () => {
  it('is nowhere unless it was asked for, and in this tab’s storage alone when it was', () => {
    const { store } = startTab()
    expect(kept()).not.toContain(TOKEN)
    store.remember(MAINLAND, `  ${TOKEN}\n`)
    expect(kept()).toContain(TOKEN)
    expect(JSON.stringify({ ...localStorage })).not.toContain(TOKEN)
  })

  it.each(LOST)('goes to an engine that lost it (%s), once at a time', (reason) => {
    const { store, sent } = startTab()
    store.remember(MAINLAND, TOKEN)
    store.apply(told(locked(reason)))
    store.apply(told(locked(reason)))
    expect(sent).toEqual([{ kind: 'open', upstream: MAINLAND, token: TOKEN }])
    store.apply(told(open(TOKEN)))
    expect(kept()).toContain(TOKEN)
  })

  it.each(TAKEN_AWAY)('is gone when the account was locked on purpose (%s)', (reason) => {
    const { store, sent } = startTab()
    store.remember(MAINLAND, TOKEN)
    store.apply(told(locked(reason)))
    store.apply(told(locked('restarted')))
    expect(kept()).not.toContain(TOKEN)
    expect(sent).toEqual([])
  })

  it('waits while another build polls', () => {
    const { store, sent } = startTab()
    store.remember(MAINLAND, TOKEN)
    store.apply(told(locked('superseded')))
    expect(sent).toEqual([])
    expect(kept()).toContain(TOKEN)
  })

  it('is gone once the account is another, or has another token', () => {
    for (const event of [told(open(TOKEN), { kind: 'overseas' }), told(open('another-token-9876543210'))]) {
      const { store, sent } = startTab()
      store.remember(MAINLAND, TOKEN)
      store.apply(event)
      store.apply(told(locked('restarted')))
      expect(kept()).not.toContain(TOKEN)
      expect(sent).toEqual([])
    }
  })

  it('is nobody’s when the storage has something else, or is not allowed', () => {
    const { store, sent } = startTab()
    store.remember(MAINLAND, TOKEN)
    const [key = ''] = Object.keys({ ...sessionStorage })
    for (const text of ['{', 'null', '7', '{"accountId":1,"token":2}']) {
      sessionStorage.setItem(key, text)
      store.apply(told(locked('restarted')))
    }
    expect(sent).toEqual([])
    store.drop()
    expect(kept()).toBe('{}')
  })
})
