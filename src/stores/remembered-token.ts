import { defineStore } from 'pinia'
import { accountIdOf, type AccountId, type Upstream } from '../domain/upstream'
import type { EngineEvent, LockReason } from '../engine/protocol'
import { tokenTail } from '../engine/token'
import { useEngine } from './engine-link'

const KEY = 'ota-lookout.remembered-token'

interface Remembered {
  readonly accountId: AccountId
  readonly token: string
}

/** Whether the engine lost a token that nobody took away. */
const WAS_LOST: Record<LockReason['kind'], boolean> = { restarted: true, left: true, superseded: true, operator: false, idle: false, refused: false }

/** The token of this tab's account until the tab is closed, where the operator asked for that. It goes to the engine and nowhere else. */
export const useRememberedTokenStore = defineStore('remembered-token', () => {
  const engine = useEngine()
  let isSending = false

  /** To be called once the engine has accepted the token. */
  function remember(upstream: Upstream, token: string) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ accountId: accountIdOf(upstream), token: token.trim() } satisfies Remembered))
    } catch {
      drop()
    }
  }

  /** Hands the token to an engine that lost it; drops it once the account is another, has another token, or was locked in any tab. */
  function apply(event: EngineEvent) {
    if (event.kind !== 'snapshot' && event.kind !== 'status') return
    const remembered = event.account && recall()
    if (!event.account || !remembered) return
    const { id, session, upstream } = event.account
    if (id !== remembered.accountId) return drop()
    if (session.kind === 'open') return session.tokenTail === tokenTail(remembered.token) ? undefined : drop()
    if (!WAS_LOST[session.reason.kind]) return drop()
    if (session.reason.kind !== 'superseded') void send({ ...upstream }, remembered.token)
  }

  async function send(upstream: Upstream, token: string) {
    if (isSending) return
    isSending = true
    await engine.send({ kind: 'open', upstream, token })
    isSending = false
  }

  return { apply, remember, drop }
})

function drop() {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // A browser without sessionStorage has kept nothing.
  }
}

function recall(): Remembered | null {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (typeof read !== 'object' || read === null || !('accountId' in read) || !('token' in read)) return null
    return typeof read.token === 'string' && typeof read.accountId === 'string' ? { accountId: read.accountId as AccountId, token: read.token } : null
  } catch {
    return null
  }
}
