import type { Clock } from '../polling/clock'

/** Says, step by step of a long work, when to wait: after `stretchMs` at a stretch others get their turn, for `pauseMs` at least. */
export function takeTurns(clock: Clock, stretchMs: number, pauseMs = 0): () => Promise<void> | undefined {
  let begun = clock.nowMs()
  return () => {
    if (clock.nowMs() - begun < stretchMs) return undefined
    return new Promise((resume) => {
      clock.after(pauseMs, () => {
        begun = clock.nowMs()
        resume()
      })
    })
  }
}
