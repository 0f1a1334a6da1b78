import type { Action, Actions } from '../cloud/actions'
import type { Fields } from '../cloud/envelope'
import { CloudError } from '../cloud/errors'
import { isTransportFailure, type CallFailure } from '../domain/call-failure'
import { fullJitterMs } from '../polling/backoff'
import type { Clock } from '../polling/clock'
import type { Account } from './account'

/** Of one call that goes wrong again and again. */
export const MOST_ATTEMPTS = 8
const FLOOR_MS = 500
const PAUSE = { baseMs: 1_000, capMs: 15_000 }

export interface PatientOptions {
  readonly account: Pick<Account, 'call'>
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal
  /** A call went wrong and will be sent again. */
  readonly onRetry: () => void
}

/**
 * Asks for what changes nothing in the cloud, again after what may pass, up to `MOST_ATTEMPTS` times. `read`: `null` for
 * an answer that it cannot read. Rejects with a `CloudError`; with `aborted` when stopped or locked.
 */
export async function askPatiently<A extends Action, T>(
  action: A,
  request: Actions[A]['request'],
  read: (fields: Fields) => T | null,
  options: PatientOptions,
): Promise<T> {
  const { account, signal, random, onRetry } = options
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await account.call(action, request, signal)
      const value = read(answer.fields)
      if (value === null) throw new CloudError({ kind: 'malformed', reason: 'bad-field' }, answer.requestId)
      return value
    } catch (error) {
      if (!(error instanceof CloudError) || !mayPass(error.failure) || attempt >= MOST_ATTEMPTS) throw error
      onRetry()
      await pause(FLOOR_MS + fullJitterMs(attempt, PAUSE, random), options)
    }
  }
}

/** Whether the same question may be answered a little later. */
export function mayPass(failure: CallFailure): boolean {
  if (failure.kind === 'rejected') return failure.code === 'InternalError' || failure.code.startsWith('InternalError.')
  return isTransportFailure(failure) || failure.kind === 'rate-limited' || failure.kind === 'malformed'
}

/** Ends early with the signal; the call that follows sees to that. */
function pause(durationMs: number, { clock, signal }: PatientOptions): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(durationMs, end)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
  })
}
