import * as v from 'valibot'
import { upgradeFromWire, type Upgrade } from '../domain/upgrade'
import type { Fields } from './envelope'

const INTEGER_TEXT = /^-?(0|[1-9]\d{0,14})$/u

const text = v.nullish(v.string())

/** Int64 fields come as integers, or as their decimal text from gateways that guard 64 bits. */
const status = v.nullish(
  v.union([
    v.pipe(v.number(), v.integer()),
    v.pipe(v.string(), v.regex(INTEGER_TEXT), v.transform(Number)),
  ]),
)

/** Anything may stand in `Percent` (cloud-api §3); what is no number is no percentage, never a broken answer. */
const percent = v.pipe(v.unknown(), v.transform(numberOrNull))

const updateStatus = v.object({ OriVersion: text, DstVersion: text, ErrMsg: text, Status: status, Percent: percent })

/** The upgrade in an answer of AppDescribeFirmwareUpdateStatus (cloud-api §3), or `null` when a field is unreadable. */
export function decodeUpdateStatus(fields: Fields): Upgrade | null {
  const read = v.safeParse(updateStatus, { Percent: null, ...fields })
  if (!read.success) return null
  const { OriVersion, DstVersion, ErrMsg, Status, Percent } = read.output
  return upgradeFromWire({
    status: Status ?? null,
    percent: Percent,
    sourceVersion: OriVersion || null,
    targetVersion: DstVersion || null,
    message: ErrMsg || null,
  })
}

function numberOrNull(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' && INTEGER_TEXT.test(value) ? Number(value) : null
}
