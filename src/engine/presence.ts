import { createRequestId } from '../cloud/request-id'

/** The little of `navigator.locks` that is used; absent on plain http other than localhost. */
export interface LockDesk {
  request(name: string, held: () => Promise<void>): Promise<unknown>
}

const forGood = (): Promise<void> => new Promise(() => undefined)

/** Page side: holds a lock as long as the page lives, and tells its name once it is held. */
export function holdPresence(locks: LockDesk | undefined, tell: (lock: string) => void): void {
  const lock = `ota-lookout-tab-${createRequestId()}`
  // Without the lock nothing is told: a tab that crashed then counts as one that is open.
  void locks
    ?.request(lock, () => {
      tell(lock)
      return forGood()
    })
    .catch(() => undefined)
}

/** Engine side: tells once the page that holds the lock is gone, even if it crashed and could not say so. */
export function whenGone(locks: LockDesk | undefined, lock: string, gone: () => void): void {
  void locks?.request(lock, () => Promise.resolve(gone())).catch(() => undefined)
}
