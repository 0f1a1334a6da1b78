import type { DeviceId } from './device'
import type { DeviceOrigin, DirectoryState, ListedDevice } from './directory'
import { searchWords } from './fleet-query'

/** A family, or what others share, with the number of devices that the account has by it. */
export interface OriginCount {
  readonly key: string
  readonly origin: DeviceOrigin
  readonly count: number
}

/** What part of the account's devices is listed; `originKey: null` is any. */
export interface AccountQuery {
  readonly search: string
  readonly originKey: string | null
}

/** Tells families apart, even those of one name; what others share is one. */
export function originKeyOf(origin: DeviceOrigin): string {
  return origin.kind === 'family' ? `family ${origin.familyId}` : 'shared'
}

/** In the order in which they were read. */
export function originsOf(devices: readonly ListedDevice[]): readonly OriginCount[] {
  const counts = new Map<string, OriginCount>()
  for (const { origin } of devices) {
    const key = originKeyOf(origin)
    counts.set(key, { key, origin, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()]
}

/** The devices that have every word of the search in a name, the alias, the product or the family. */
export function listedDevices(devices: readonly ListedDevice[], { search, originKey }: AccountQuery, productName: (productId: string) => string | null): readonly ListedDevice[] {
  const words = searchWords(search)
  return devices.filter(({ device, origin }) => {
    if (originKey !== null && originKeyOf(origin) !== originKey) return false
    if (words.length === 0) return true
    const family = origin.kind === 'family' ? origin.name : ''
    const text = [device.id, device.alias, productName(device.productId), family].join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** The devices that a finished reading found and nobody watches: what is ticked to begin with. */
export function freshDevices(state: DirectoryState, isWatched: (id: DeviceId) => boolean): ReadonlySet<DeviceId> {
  const devices = state.kind === 'ended' ? state.devices : []
  return new Set(devices.map(({ device }) => device.id).filter((id) => !isWatched(id)))
}
