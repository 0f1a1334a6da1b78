import * as v from 'valibot'
import type { Fields } from './envelope'

export interface Versions {
  readonly currentVersion: string | null
  readonly offeredVersion: string | null
}

const text = v.nullish(v.string())
const versions = v.object({ CurrentVersion: text, DstVersion: text })

/**
 * The versions in an answer of AppCheckFirmwareUpdate (cloud-api §4), `null` for each that it does not name; `null` when a
 * field is unreadable or the answer names neither.
 */
export function decodeVersions(fields: Fields): Versions | null {
  const read = v.safeParse(versions, fields)
  if (!read.success) return null
  const { CurrentVersion, DstVersion } = read.output
  if (!CurrentVersion && !DstVersion) return null
  return { currentVersion: CurrentVersion || null, offeredVersion: DstVersion || null }
}
