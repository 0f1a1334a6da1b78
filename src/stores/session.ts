import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Upstream } from '../domain/upstream'
import type { AccountStatus, EngineEvent, Refusal, StorageState } from '../engine/protocol'
import { useEngine } from './engine-link'
import { useRememberedTokenStore } from './remembered-token'

/** The account as the engine tells it. The token passes through `enter` to the engine and, if the operator wants that, to the tab's own store. */
export const useSessionStore = defineStore('session', () => {
  const engine = useEngine()
  const remembered = useRememberedTokenStore()
  const account = shallowRef<AccountStatus | null>(null)
  const storage = shallowRef<StorageState>({ kind: 'persistent' })
  /** The engine could not be started, nor started anew: only a reload helps. */
  const engineLost = shallowRef(false)
  engine.onLost(() => void (engineLost.value = true))

  const upstream = computed(() => account.value?.upstream ?? null)
  const isDemo = computed(() => upstream.value?.kind === 'demo')
  const lockReason = computed(() => (account.value?.session.kind === 'locked' ? account.value.session.reason : null))
  const tokenTail = computed(() => (account.value?.session.kind === 'open' ? account.value.session.tokenTail : null))
  const polling = computed(() => account.value?.polling ?? null)

  function apply(event: EngineEvent) {
    if (event.kind !== 'snapshot' && event.kind !== 'status') return
    account.value = event.account
    storage.value = event.storage
    engineLost.value = event.account === null
  }

  /** Hands a token to the engine; `remember`: the tab keeps it too. Resolves with why the engine refused it, or `null` once the account is open. */
  async function enter(where: Upstream, token: string, remember = false): Promise<Refusal | null> {
    const reply = await engine.send({ kind: 'open', upstream: where, token })
    if (reply.kind === 'refused') return reply.why
    if (remember) remembered.remember(where, token)
    else remembered.drop()
    return null
  }

  return {
    account,
    storage,
    engineLost,
    upstream,
    isDemo,
    lockReason,
    tokenTail,
    polling,
    apply,
    enter,
    lock: () => (remembered.drop(), engine.send({ kind: 'lock' })),
    forget: () => (remembered.drop(), engine.send({ kind: 'forget' })),
  }
})
