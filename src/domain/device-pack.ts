import { createDevice, nameProblem, type Device } from './device'

/**
 * Devices as bytes. A message port copies bytes in no time, and a hundred thousand objects in so long that the page would
 * stand still; a long text takes a frame.
 */
export function packDevices(devices: Iterable<Device>): Uint8Array {
  const fields: (string | null)[] = []
  for (const { productId, deviceName, alias } of devices) fields.push(productId, deviceName, alias)
  return new TextEncoder().encode(JSON.stringify(fields))
}

/** The devices of bytes made by `packDevices`. Throws where any others differ from such ones. */
export function unpackDevices(pack: Uint8Array): Device[] {
  const fields: unknown = JSON.parse(new TextDecoder().decode(pack))
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
