import type { Cancel, Clock } from '../polling/clock'

/** The pauses of calls under way; the owner ends them all with `stop`. */
export interface Pauses {
  /** Rejects as fetch does when `signal` aborts, or with a TypeError when all is stopped. */
  pause(durationMs: number, signal: AbortSignal): Promise<void>
  stop(): void
}

export function createPauses(clock: Clock): Pauses {
  const open = new Set<(reason: unknown) => void>()
  let isStopped = false

  return {
    pause(durationMs, signal) {
      if (isStopped) return Promise.reject(networkError())
      if (signal.aborted) return Promise.reject(abortReason(signal))
      if (durationMs <= 0) return Promise.resolve()
      return new Promise((resolve, reject) => {
        let cancel: Cancel | undefined
        const close = () => {
          cancel?.()
          open.delete(give)
          signal.removeEventListener('abort', abort)
        }
        const give = (reason: unknown) => {
          close()
          reject(reason)
        }
        const abort = () => give(abortReason(signal))
        open.add(give)
        signal.addEventListener('abort', abort, { once: true })
        cancel = clock.after(durationMs, () => {
          close()
          resolve()
        })
      })
    },
    stop() {
      isStopped = true
      for (const give of open) give(networkError())
    },
  }
}

/** What fetch rejects with when there is no way to the cloud. */
export function networkError(): TypeError {
  return new TypeError('fetch failed')
}

/** What fetch rejects with after an abort: the signal's reason, an AbortError unless the caller gave another. */
export function abortReason(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException('The operation was aborted.', 'AbortError')
}
