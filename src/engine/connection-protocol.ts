/** All calls of an origin share 6 connections over HTTP/1.1; HTTP/2 and 3 bear more calls on one (RFC 9113 §5.1.2). */
const HTTP_1_CALLS = 6
const MULTIPLEXED_CALLS = 32

/** How many calls at once a connection bears whose protocol the browser names so; `null` when it does not tell. */
export function callsOverProtocol(nextHopProtocol: string): number | null {
  if (nextHopProtocol === '') return null
  return nextHopProtocol.startsWith('h2') || nextHopProtocol.startsWith('h3') ? MULTIPLEXED_CALLS : HTTP_1_CALLS
}

/** Tells how many calls at once the connections of this engine bear, whenever an answer shows another protocol. */
export function watchConnection(tell: (maxInFlight: number) => void): void {
  if (typeof PerformanceObserver === 'undefined' || !PerformanceObserver.supportedEntryTypes.includes('resource')) return
  let told: number | null = null
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const calls = entry instanceof PerformanceResourceTiming ? callsOverProtocol(entry.nextHopProtocol) : null
      if (calls !== null && calls !== told) tell((told = calls))
    }
    performance.clearResourceTimings()
  }).observe({ type: 'resource' })
}
