declare const deviceIdBrand: unique symbol

/** `ProductId/DeviceName`: the identity of a device everywhere in the app (cloud-api §4, `DeviceIds`). */
export type DeviceId = string & { readonly [deviceIdBrand]: true }

export interface Device {
  readonly id: DeviceId
  readonly productId: string
  readonly deviceName: string
  readonly alias: string | null
}

export type DeviceNameProblem = 'empty' | 'too-long' | 'separator' | 'control-character'

export const MAX_NAME_LENGTH = 512

const SEPARATOR = /[\s,;/，；]/u
const CONTROL = /\p{Cc}/u

/** Why a ProductId or DeviceName cannot be asked for, or `null` when it can. Length in UTF-16 units. */
export function nameProblem(name: string): DeviceNameProblem | null {
  if (name === '') return 'empty'
  if (name.length > MAX_NAME_LENGTH) return 'too-long'
  if (CONTROL.test(name)) return 'control-character'
  if (SEPARATOR.test(name)) return 'separator'
  return null
}

/** A device of valid names; the caller has checked them with `nameProblem`. */
export function createDevice(productId: string, deviceName: string, alias: string | null = null): Device {
  return Object.freeze({ id: deviceIdOf(productId, deviceName), productId, deviceName, alias })
}

/** The id of a device; the only place that mints one. */
export function deviceIdOf(productId: string, deviceName: string): DeviceId {
  return `${productId}/${deviceName}` as DeviceId
}
