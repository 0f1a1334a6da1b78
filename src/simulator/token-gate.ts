export interface TokenGate {
  /** Whether a call with this token may pass. Counts the call. */
  admits(token: unknown): boolean
  /** Refuses from now on every token used so far; with `any`, a fresh one is let in. */
  expire(): void
}

/** `token` is the one right token, or `any` for every text but the empty one. */
export function createTokenGate(token: string, expireAfterCalls: number | null): TokenGate {
  const used = new Set<string>()
  const refused = new Set<string>()
  let calls = 0
  let refusesNext = false

  function expire(): void {
    refusesNext = used.size === 0
    for (const old of used) refused.add(old)
    used.clear()
  }

  return {
    admits(candidate) {
      calls += 1
      if (expireAfterCalls !== null && calls === expireAfterCalls + 1) expire()
      if (typeof candidate !== 'string' || candidate === '') return false
      if (token !== 'any' && candidate !== token) return false
      if (refusesNext) refused.add(candidate)
      refusesNext = false
      if (refused.has(candidate)) return false
      used.add(candidate)
      return true
    },
    expire,
  }
}
