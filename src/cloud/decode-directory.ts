import * as v from 'valibot'
import type { ProductName } from '../domain/directory'
import type { Fields } from './envelope'

/** One page of a list of the account (cloud-api §4). An entry that does not say what it is stands as `null`. */
export interface ListPage<T> {
  readonly items: readonly (T | null)[]
  /** What the cloud says that the whole list has; `null` when it does not say. */
  readonly total: number | null
}

export interface Family {
  readonly familyId: string
  readonly name: string
}

export interface AccountDevice {
  readonly productId: string
  readonly deviceName: string
  /** `null` when nobody named it. */
  readonly alias: string | null
}

const WHOLE_TEXT = /^(0|[1-9]\d{0,14})$/u

const key = v.pipe(v.string(), v.nonEmpty())
/** A name is for people only: without one, or with one that is no text, the thing itself is still there. */
const name = v.pipe(v.unknown(), v.transform(textOrEmpty))

const family = v.object({ FamilyId: key, Name: name })
const device = v.object({ ProductId: key, DeviceName: key, AliasName: name })
const product = v.object({ ProductId: key, Name: name })

/** A page of AppGetFamilyList (cloud-api §4), or `null` when there is no list in the answer. */
export function decodeFamilies(fields: Fields): ListPage<Family> | null {
  return pageOf(fields, 'FamilyList', (item) => {
    const read = v.safeParse(family, { Name: '', ...item })
    return read.success ? { familyId: read.output.FamilyId, name: read.output.Name } : null
  })
}

/** A page of AppGetFamilyDeviceList (cloud-api §4), or `null` when there is no list in the answer. */
export function decodeFamilyDevices(fields: Fields): ListPage<AccountDevice> | null {
  return pageOf(fields, 'DeviceList', readDevice)
}

/** A page of AppListUserShareDevices (cloud-api §4), or `null` when there is no list in the answer. */
export function decodeSharedDevices(fields: Fields): ListPage<AccountDevice> | null {
  return pageOf(fields, 'ShareDevices', readDevice)
}

/** The products in an answer of AppGetProducts (cloud-api §4) that have a name; `null` when there is no list in it. */
export function decodeProducts(fields: Fields): readonly ProductName[] | null {
  const page = pageOf(fields, 'Products', (item) => {
    const read = v.safeParse(product, { Name: '', ...item })
    return read.success && read.output.Name !== '' ? { productId: read.output.ProductId, name: read.output.Name } : null
  })
  return page && page.items.filter((item) => item !== null)
}

function readDevice(item: object): AccountDevice | null {
  const read = v.safeParse(device, { AliasName: '', ...item })
  if (!read.success) return null
  const { ProductId, DeviceName, AliasName } = read.output
  return { productId: ProductId, deviceName: DeviceName, alias: AliasName || null }
}

/** Servers write an empty list as `null`, or leave it out when `Total` is 0. */
function pageOf<T>(fields: Fields, field: string, readItem: (item: object) => T | null): ListPage<T> | null {
  const total = wholeOrNull(fields.Total)
  const list = fields[field]
  if (list === null || (list === undefined && total === 0)) return { items: [], total }
  if (!Array.isArray(list)) return null
  return { items: list.map((item: unknown) => (typeof item === 'object' && item !== null ? readItem(item) : null)), total }
}

function wholeOrNull(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null
  return typeof value === 'string' && WHOLE_TEXT.test(value) ? Number(value) : null
}

function textOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}
