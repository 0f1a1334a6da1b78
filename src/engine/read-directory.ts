import type { Action, Actions } from '../cloud/actions'
import { decodeFamilies, decodeFamilyDevices, decodeSharedDevices, type AccountDevice, type Family, type ListPage } from '../cloud/decode-directory'
import type { Fields } from '../cloud/envelope'
import { CloudError } from '../cloud/errors'
import { createDevice, deviceIdOf, nameProblem } from '../domain/device'
import type { DeviceOrigin, ListedDevice, ListName, ListTrouble } from '../domain/directory'
import { askPatiently, type PatientOptions } from './ask-patiently'
import { readList } from './read-list'

/** Told of every step; the engine shows it to people. */
export interface ReadingListener {
  families(total: number): void
  /** The next list is about to be read. */
  begins(list: ListName): void
  found(devices: readonly ListedDevice[]): void
  /** A family was read, well or not. */
  familyDone(): void
  trouble(trouble: ListTrouble): void
}

/**
 * Reads the account's families, the devices of each, and those that others share with it (cloud-api §4). A list that is
 * refused or out of reach is told as a trouble, and the rest is read. Rejects with `aborted` or `unauthorized` only.
 */
export async function readDirectory(options: PatientOptions, listener: ReadingListener): Promise<void> {
  const lists = new Lists(options, listener)
  const families = await lists.families()
  listener.families(families.length)
  for (const { familyId, name } of families) {
    await lists.devices({ kind: 'family', familyId, name }, 'AppGetFamilyDeviceList', (page) => ({ ...page, FamilyId: familyId, RoomId: '' }), decodeFamilyDevices)
    listener.familyDone()
  }
  await lists.devices({ kind: 'shared' }, 'AppListUserShareDevices', (page) => page, decodeSharedDevices)
}

class Lists {
  private readonly options: PatientOptions
  private readonly listener: ReadingListener

  constructor(options: PatientOptions, listener: ReadingListener) {
    this.options = options
    this.listener = listener
  }

  families(): Promise<readonly Family[]> {
    const ask = (Offset: number, Limit: number) => askPatiently('AppGetFamilyList', { Offset, Limit }, decodeFamilies, this.options)
    return this.read({ kind: 'families' }, ask, ({ familyId }) => familyId)
  }

  async devices<A extends Action>(
    origin: DeviceOrigin,
    action: A,
    request: (page: { Offset: number; Limit: number }) => Actions[A]['request'],
    decode: (fields: Fields) => ListPage<AccountDevice> | null,
  ): Promise<void> {
    const ask = (Offset: number, Limit: number) => askPatiently(action, request({ Offset, Limit }), decode, this.options)
    const all = await this.read(origin, ask, ({ productId, deviceName }) => deviceIdOf(productId, deviceName))
    const usable = all.filter(({ productId, deviceName }) => nameProblem(productId) === null && nameProblem(deviceName) === null)
    if (usable.length < all.length) this.listener.trouble({ list: origin, why: { kind: 'unusable', count: all.length - usable.length } })
    this.listener.found(usable.map(({ productId, deviceName, alias }) => ({ device: createDevice(productId, deviceName, alias), origin })))
  }

  private async read<T>(list: ListName, ask: (offset: number, limit: number) => Promise<ListPage<T>>, keyOf: (item: T) => string): Promise<readonly T[]> {
    this.listener.begins(list)
    try {
      const { items, unreadable, isSettled } = await readList(ask, keyOf)
      if (unreadable > 0) this.listener.trouble({ list, why: { kind: 'unreadable', count: unreadable } })
      if (!isSettled) this.listener.trouble({ list, why: { kind: 'moving' } })
      return items
    } catch (error) {
      if (!(error instanceof CloudError) || error.failure.kind === 'aborted' || error.failure.kind === 'unauthorized') throw error
      this.listener.trouble({ list, why: { kind: 'failed', failure: error.failure, requestId: error.requestId } })
      return []
    }
  }
}
