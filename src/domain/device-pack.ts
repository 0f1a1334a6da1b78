import { createDevice, nameProblem, type Device } from './device'

/**
 * Devices as one text. A message port copies a long text in no time, and a hundred thousand objects in so long that the
 * page would stand still.
 */
export function packDevices(devices: Iterable<Device>): string {
  const fields: (string | null)[] = []
  for (const { productId, deviceName, alias } of devices) fields.push(productId, deviceName, alias)
  return JSON.stringify(fields)
}

/** The devices of a text made by `packDevices`. Throws a `TypeError` where any other text differs from such a one. */
export function unpackDevices(pack: string): Device[] {
  const fields: unknown = JSON.parse(pack)
  if (!Array.isArray(fields) || fields.length % 3 !== 0) throw new TypeError('no pack of devices')
  const devices: Device[] = []
  for (let at = 0; at < fields.length; at += 3) devices.push(deviceOf(fields[at], fields[at + 1], fields[at + 2]))
  return devices
}

function deviceOf(productId: unknown, deviceName: unknown, alias: unknown): Device {
  if (!isName(productId) || !isName(deviceName) || (alias !== null && typeof alias !== 'string')) throw new TypeError('no device in the pack')
  return createDevice(productId, deviceName, alias)
}

function isName(field: unknown): field is string {
  return typeof field === 'string' && nameProblem(field) === null
}
