import { CloudError } from '../cloud/errors'
import type { PollingLoop } from '../polling/loop'
import { callEndOf } from './ask-again'

interface ErrandOptions {
  readonly signal: AbortSignal | undefined
  /** Right before the call goes out: the last moment to abort it with nothing sent. */
  readonly onStart: (() => void) | undefined
  /** The cloud refused; not told of a call that was aborted. */
  readonly onRefused: (error: CloudError) => void
}

/** Makes one call at the loop's pace. Rejects with a `CloudError`; without a RequestId where it was aborted before anything was sent. */
export async function runErrand<T, Id>(loop: PollingLoop<Id>, send: (signal: AbortSignal) => Promise<T>, options: ErrandOptions): Promise<T> {
  const result = await loop.errand<{ answer: T } | { error: CloudError }>(async (inner) => {
    try {
      if (!inner.aborted) options.onStart?.()
      if (inner.aborted) throw new CloudError({ kind: 'aborted' }, '')
      return { end: { kind: 'fine' }, value: { answer: await send(inner) } }
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      if (!inner.aborted) options.onRefused(error)
      return { end: callEndOf(error.failure), value: { error } }
    }
  }, options.signal)
  if ('error' in result) throw result.error
  return result.answer
}
