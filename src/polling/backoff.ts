export interface BackoffOptions {
  readonly baseMs: number
  readonly capMs: number
}

/** Full-jitter back-off: uniform in [0, min(cap, base · 2^(attempt − 1))] ms. `attempt` counts from 1. */
export function fullJitterMs(attempt: number, { baseMs, capMs }: BackoffOptions, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** Math.min(30, Math.max(0, attempt - 1)))
}
