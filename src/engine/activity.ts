import type { Clock } from '../polling/clock'

/** The little of a window that is needed to see somebody at it. */
export interface ActivityTarget {
  addEventListener(type: string, listen: (event: Event) => void, options: { capture: boolean; passive: boolean }): void
  removeEventListener(type: string, listen: (event: Event) => void, options: { capture: boolean }): void
}

/** No `scroll`: a page scrolls by itself too. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const
const TELL_EVERY_MS = 5_000

/** Tells when somebody does something at a page, at most every 5 s. Returns its own end. */
export function watchActivity(target: ActivityTarget, clock: Clock, tell: () => void): () => void {
  let toldAtMs = -Infinity
  let pointerAt = ''
  const listen = (event: Event) => {
    // What a script sends is nobody; what moves under a pointer that rests may look like a move of it.
    if (!event.isTrusted || (event.type === 'pointermove' && !hasMoved(event))) return
    const nowMs = clock.nowMs()
    if (nowMs - toldAtMs < TELL_EVERY_MS) return
    toldAtMs = nowMs
    tell()
  }
  function hasMoved(event: Event): boolean {
    const { screenX, screenY } = event as PointerEvent
    const before = pointerAt
    pointerAt = `${screenX} ${screenY}`
    return before !== pointerAt
  }
  for (const sign of SIGNS) target.addEventListener(sign, listen, { capture: true, passive: true })
  return () => {
    for (const sign of SIGNS) target.removeEventListener(sign, listen, { capture: true })
  }
}
