/** Devices that want to be asked again `intervalMs` after their last answer. */
export interface IntervalLoad {
  readonly intervalMs: number
  readonly devices: number
}

/**
 * How late (ms) every call runs, beyond its interval, once demand exceeds `callsPerSecond`. Earliest-due-first serves all
 * devices equally late, so the lateness L solves Σ devices / (interval + L) = rate; 0 when the rate is enough.
 */
export function expectedLatenessMs(loads: readonly IntervalLoad[], callsPerSecond: number): number {
  const demand = (latenessMs: number) =>
    loads.reduce((sum, load) => sum + (load.devices * 1000) / (load.intervalMs + latenessMs), 0)
  if (callsPerSecond <= 0 || demand(0) <= callsPerSecond) return 0
  let low = 0
  let high = (1000 * loads.reduce((sum, load) => sum + load.devices, 0)) / callsPerSecond
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2
    if (demand(middle) > callsPerSecond) low = middle
    else high = middle
  }
  return high
}
