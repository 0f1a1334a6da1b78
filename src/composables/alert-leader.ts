import { onScopeDispose } from 'vue'

const NAME = 'ota-lookout.alerts'
/** Timers of hidden pages fall to one tick a minute. */
const CLAIM_MS = 150_000

/**
 * Whether this tab is the one of several that tells; asked at every tick. The lock ends with its tab. Where there are no
 * locks (plain http) tabs write claims: a tab leads from the second look at its own claim on.
 */
export function useLeadership(): () => boolean {
  const locks: LockManager | undefined = navigator.locks
  if (!locks) return claimedLeadership(localStorage, Date.now)
  const ending = new AbortController()
  let isLeader = false
  const untilTheEnd = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()))
  locks
    .request(NAME, { signal: ending.signal }, () => {
      isLeader = true
      return untilTheEnd
    })
    .catch(() => undefined)
  onScopeDispose(() => {
    isLeader = false
    ending.abort()
  })
  return () => isLeader
}

/** Leadership by claims in a storage that all tabs share. Where it is full or forbidden each tab leads: told twice is better than not at all. */
export function claimedLeadership(storage: Pick<Storage, 'getItem' | 'setItem'>, now: () => number): () => boolean {
  const id = [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('')
  let isClaimed = false
  return () => {
    try {
      const [holder, until] = (storage.getItem(NAME) ?? '').split(' ')
      const isOurs = holder === id
      if (!isOurs && Number(until) > now() && Number(until) <= now() + CLAIM_MS) return (isClaimed = false)
      storage.setItem(NAME, `${id} ${now() + CLAIM_MS}`)
      const leads = isOurs && isClaimed
      isClaimed = true
      return leads
    } catch {
      return true
    }
  }
}
