import type { CallFailure } from './call-failure'
import type { Device } from './device'

/** How the account has a device: in one of its families, or shared by another user. */
export type DeviceOrigin = { readonly kind: 'family'; readonly familyId: string; readonly name: string } | { readonly kind: 'shared' }

/** A device as the account itself lists it. */
export interface ListedDevice {
  readonly device: Device
  readonly origin: DeviceOrigin
}

export interface ProductName {
  readonly productId: string
  readonly name: string
}

/** A list of the account. */
export type ListName = { readonly kind: 'families' } | DeviceOrigin | { readonly kind: 'products' }

/** What is not right about a list that was read. */
export interface ListTrouble {
  readonly list: ListName
  readonly why:
    /** It could not be read to its end. */
    | { readonly kind: 'failed'; readonly failure: CallFailure; readonly requestId: string }
    /** It changed under every reading: some of its devices may be missing. */
    | { readonly kind: 'moving' }
    /** So many of its entries do not say which device they are. */
    | { readonly kind: 'unreadable'; readonly count: number }
    /** So many of its devices have names that cannot be asked about. */
    | { readonly kind: 'unusable'; readonly count: number }
}

/** `again`: all of it a second time, before a device is called gone. */
export type DirectoryPhase = 'families' | 'devices' | 'shared' | 'again' | 'products'

export type DirectoryState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'reading'
      readonly phase: DirectoryPhase
      readonly familiesDone: number
      /** `null` before it is known. */
      readonly familiesTotal: number | null
      readonly devices: number
      /** Calls that went wrong and were sent again. */
      readonly retries: number
      readonly troubles: readonly ListTrouble[]
    }
  | {
      readonly kind: 'ended'
      /** `whole`: every list was read to its end. `locked`: the account was locked meanwhile. */
      readonly how: 'whole' | 'partial' | 'stopped' | 'locked'
      /** ms since the epoch. */
      readonly at: number
      readonly families: number
      /** All that was found, once each. */
      readonly devices: readonly ListedDevice[]
      readonly troubles: readonly ListTrouble[]
      /** Watched devices that this reading called gone, and such that it found again. */
      readonly gone: number
      readonly back: number
    }

/** Whether the trouble may hide a device: then none may be called gone. */
export function mayHideDevices({ list, why }: ListTrouble): boolean {
  return list.kind !== 'products' && why.kind !== 'unusable'
}
