import type { Clock } from '../polling/clock'

/** The calls under way; the owner ends them all with `stop`. */
export interface OpenCalls {
  /** Rejects as fetch does when the caller aborts, or with a TypeError when all is stopped. */
  pause(durationMs: number, request: Request): Promise<void>
  /** Runs `end` with what fetch would reject with, once the caller aborts or all is stopped. The answer lets go of it. */
  hold(request: Request, end: (reason: unknown) => void): () => void
  stop(): void
}

interface OpenCall {
  /** Kept alive with the call: in Node the signal of a collected Request goes deaf. */
  readonly request: Request
  readonly end: (reason: unknown) => void
}

export function createOpenCalls(clock: Clock): OpenCalls {
  const open = new Set<OpenCall>()
  let isStopped = false

  function hold(request: Request, end: (reason: unknown) => void): () => void {
    const call: OpenCall = {
      request,
      end: (reason) => {
        release()
        end(reason)
      },
    }
    const abort = () => call.end(abortReason(request.signal))
    const release = () => {
      open.delete(call)
      request.signal.removeEventListener('abort', abort)
    }
    open.add(call)
    request.signal.addEventListener('abort', abort)
    if (isStopped) call.end(networkError())
    else if (request.signal.aborted) abort()
    return release
  }

  return {
    hold,
    pause(durationMs, request) {
      if (isStopped) return Promise.reject(networkError())
      if (request.signal.aborted) return Promise.reject(abortReason(request.signal))
      if (durationMs <= 0) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const cancel = clock.after(durationMs, () => {
          release()
          resolve()
        })
        const release = hold(request, (reason) => {
          cancel()
          reject(reason)
        })
      })
    },
    stop() {
      isStopped = true
      for (const call of open) call.end(networkError())
    },
  }
}

/** What fetch rejects with when there is no way to the cloud. */
export function networkError(): TypeError {
  return new TypeError('fetch failed')
}

/** What fetch rejects with after an abort: the signal's reason, an AbortError unless the caller gave another. */
function abortReason(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException('The operation was aborted.', 'AbortError')
}
