import type { DeviceId } from '../../../src/domain/device'
import { SHORTEST_INTERVAL_MS } from '../../../src/polling/turns'
import { createRandom } from '../../../src/simulator/random'
import type { SimulatedCloud } from '../../../src/simulator/cloud'
import { Delays } from './delays'
import { ATTENTION_WEIGHT, changeTo, SHOWN_AFTER_MS, type Replay } from './replay'

const BIN_MS = 10_000
/** Devices that changed more often than this in two hours never come to rest: a class of their own. */
const RESTLESS_CHANGES = 16
/** Resting devices start in waves: their rate is known for each span of this length. */
const REST_BIN_MS = 5 * 60_000
const RESTING = new Set<number | null>([6, null, 9, 11])
const SWEEP_SHARE = 0.2

interface Stay {
  readonly id: DeviceId
  readonly status: number | null
  readonly version: string
  readonly fromMs: number
  untilMs: number
  to: number | null | undefined
}

/**
 * The bound: at every moment the square-root allocation over the true stages of all devices with their true rates,
 * under the same clamps. A change in a stage that is asked about every 1/r is seen after a uniform part of that.
 */
export function clairvoyant(cloud: SimulatedCloud, { callsPerSecond, durationMs }: { callsPerSecond: number; durationMs: number }): Replay {
  const stays = recordStays(cloud, durationMs)
  const { classOf, rates } = trueRates(stays, durationMs)
  const random = createRandom(1)
  const delays = new Delays()
  const bins = Math.ceil(durationMs / BIN_MS)
  const present = countsByBin(stays, classOf, bins)
  const ends = Array.from({ length: bins }, (): Stay[] => [])
  for (const stay of stays) if (stay.to !== undefined && stay.to !== stay.status) ends[Math.floor(stay.untilMs / BIN_MS)]?.push(stay)
  const devices = cloud.devices().length
  for (const [bin, counts] of present.entries()) {
    const perMs = allocate(counts, rates, callsPerSecond / 1000, devices)
    for (const stay of ends[bin] ?? []) {
      const intervalMs = 1 / (perMs(classOf(stay, bin * BIN_MS)) || Infinity)
      const { isAttention } = changeTo(stay.to ?? null, stay.untilMs)
      delays.add(random.next() * intervalMs + SHOWN_AFTER_MS, isAttention)
    }
  }
  const requests = Math.round((callsPerSecond * durationMs) / 1000)
  return { delays, requests, wasted: Math.max(0, requests - delays.count), decisionUs: 0 }
}

type ClassOf = (stay: Stay, atMs: number) => string

/** Calls `visit` for each part of the stay in which its class is one and the same. */
function eachPart(stay: Stay, classOf: ClassOf, visit: (key: string, fromMs: number, untilMs: number) => void): void {
  for (let fromMs = stay.fromMs; fromMs < stay.untilMs; ) {
    const untilMs = Math.min(stay.untilMs, (Math.floor(fromMs / REST_BIN_MS) + 1) * REST_BIN_MS)
    visit(classOf(stay, fromMs), fromMs, untilMs)
    fromMs = untilMs
  }
}

/** How many devices of each class there are in each bin, on average over it. */
function countsByBin(stays: readonly Stay[], classOf: ClassOf, bins: number): Map<string, number>[] {
  const byClass = new Map<string, Float64Array>()
  for (const stay of stays) {
    eachPart(stay, classOf, (key, fromMs, untilMs) => {
      let counts = byClass.get(key)
      if (!counts) byClass.set(key, (counts = new Float64Array(bins)))
      for (let bin = Math.floor(fromMs / BIN_MS); bin * BIN_MS < untilMs; bin += 1) {
        const shareOfBin = (Math.min(untilMs, (bin + 1) * BIN_MS) - Math.max(fromMs, bin * BIN_MS)) / BIN_MS
        counts[bin] = (counts[bin] ?? 0) + shareOfBin
      }
    })
  }
  return Array.from({ length: bins }, (_, bin) => new Map([...byClass].flatMap(([key, counts]) => ((counts[bin] ?? 0) > 0 ? [[key, counts[bin] ?? 0]] : []))))
}

function recordStays(cloud: SimulatedCloud, durationMs: number): Stay[] {
  const stays: Stay[] = []
  const open = new Map<DeviceId, Stay>()
  const begin = (id: DeviceId, fromMs: number) => {
    const truth = cloud.truth(id)
    const stay: Stay = { id, status: truth?.status ?? null, version: truth?.targetVersion ?? '', fromMs, untilMs: durationMs, to: undefined }
    stays.push(stay)
    open.set(id, stay)
  }
  for (const { id } of cloud.devices()) begin(id, 0)
  cloud.onTransition(({ id, atMs, to }) => {
    const stay = open.get(id)
    if (stay) {
      stay.untilMs = atMs
      stay.to = to
    }
    begin(id, atMs)
  })
  cloud.advance(durationMs)
  return stays
}

interface Rate {
  stayedMs: number
  weight: number
}

function trueRates(stays: readonly Stay[], durationMs: number) {
  const changes = new Map<DeviceId, number>()
  for (const { id } of stays) changes.set(id, (changes.get(id) ?? -1) + 1)
  const classOf: ClassOf = ({ id, status, version }, atMs) => {
    const [family = ''] = id.split('/')
    const restless = (changes.get(id) ?? 0) > RESTLESS_CHANGES
    if (!RESTING.has(status)) return `${family} ${status} ${restless}`
    return `${family} ${status} ${restless} ${version} ${Math.floor(atMs / REST_BIN_MS)}`
  }
  const rates = new Map<string, Rate>()
  const rateOf = (key: string) => {
    let rate = rates.get(key)
    if (!rate) rates.set(key, (rate = { stayedMs: 0, weight: 0 }))
    return rate
  }
  for (const stay of stays) {
    eachPart(stay, classOf, (key, fromMs, untilMs) => void (rateOf(key).stayedMs += untilMs - fromMs))
    if (stay.to === undefined || stay.to === stay.status || stay.untilMs >= durationMs) continue
    rateOf(classOf(stay, stay.untilMs)).weight += changeTo(stay.to, 0).isAttention ? ATTENTION_WEIGHT : 1
  }
  return { classOf, rates }
}

/** Calls a ms for one device of each class: λ·√(h·w) within the clamps, λ such that all together spend the budget. */
function allocate(counts: ReadonlyMap<string, number>, rates: ReadonlyMap<string, Rate>, callsPerMs: number, devices: number) {
  const least = (SWEEP_SHARE * callsPerMs) / devices
  const most = 1 / SHORTEST_INTERVAL_MS
  const root = (key: string) => {
    const rate = rates.get(key)
    return rate && rate.stayedMs > 0 ? Math.sqrt(rate.weight / rate.stayedMs) : 0
  }
  const classes = [...counts].map(([key, count]) => ({ count, root: root(key) }))
  const spent = (lambda: number) => classes.reduce((total, { count, root }) => total + count * Math.min(most, Math.max(least, lambda * root)), 0)
  let low = 0
  let high = 1
  while (spent(high) < callsPerMs && high < 1e12) high *= 2
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (spent(middle) < callsPerMs) low = middle
    else high = middle
  }
  return (key: string) => Math.min(most, Math.max(least, high * root(key)))
}
