import { COLUMNS, isColumn, validColumns, type ColumnKey } from './columns'
import { deviceIdOf, nameProblem, type DeviceId } from './device'
import { DEFAULT_QUERY, FLEET_FILTERS, type FleetFilter, type FleetQuery, type Sort } from './fleet-query'

/** All of a view that a link carries. `columns` is `null` where the tab's own are meant. */
export interface FleetLink {
  readonly query: FleetQuery
  readonly columns: readonly ColumnKey[] | null
  /** The device whose drawer is open. */
  readonly device: DeviceId | null
}

/** What a link said that could not be used. */
export interface LinkProblem {
  readonly parameter: string
  readonly value: string
}

export type LinkParameters = Readonly<Record<string, string>>

/** The link's parameters, without those that say what holds anyway. */
export function linkParameters({ query, columns, device }: FleetLink): LinkParameters {
  const { sort } = query
  const isUsualSort = sort.key === DEFAULT_QUERY.sort.key && sort.descending === DEFAULT_QUERY.sort.descending
  return {
    ...(query.filter !== DEFAULT_QUERY.filter && { tab: query.filter }),
    ...(query.search !== '' && { q: query.search }),
    ...(query.productId !== null && { product: query.productId }),
    ...(query.targetVersion !== null && { version: query.targetVersion }),
    ...(query.stalledOnly && { stalled: '1' }),
    ...(query.doubtOnly && { doubt: '1' }),
    ...(query.goneOnly && { gone: '1' }),
    ...(query.cause !== null && { cause: query.cause }),
    ...(!isUsualSort && { sort: `${sort.descending ? '-' : ''}${sort.key}` }),
    ...(columns !== null && { columns: columns.join(',') }),
    ...(device !== null && { device }),
  }
}

/** Reads a link. Total: what cannot be used is reported and stands for what is usual. */
export function readLink(parameters: LinkParameters): FleetLink & { readonly problems: readonly LinkProblem[] } {
  const problems: LinkProblem[] = []
  const read = <T>(parameter: string, parse: (value: string) => T | null, otherwise: T): T => {
    const value = parameters[parameter]
    if (value === undefined) return otherwise
    const parsed = parse(value)
    if (parsed === null) problems.push({ parameter, value })
    return parsed ?? otherwise
  }
  const query: FleetQuery = {
    filter: read('tab', asFilter, DEFAULT_QUERY.filter),
    search: parameters.q ?? '',
    productId: parameters.product || null,
    targetVersion: parameters.version || null,
    stalledOnly: read('stalled', asSwitch, false),
    doubtOnly: read('doubt', asSwitch, false),
    goneOnly: read('gone', asSwitch, false),
    cause: parameters.cause || null,
    sort: read('sort', asSort, DEFAULT_QUERY.sort),
  }
  return { query, columns: read('columns', asColumns, null), device: read('device', asDevice, null), problems }
}

function asFilter(value: string): FleetFilter | null {
  return FLEET_FILTERS.find((name) => name === value) ?? null
}

function asSwitch(value: string): boolean | null {
  return value === '1' ? true : value === '0' ? false : null
}

function asSort(value: string): Sort | null {
  const descending = value.startsWith('-')
  const key = descending ? value.slice(1) : value
  return isColumn(key) ? { key, descending } : null
}

function asDevice(value: string): DeviceId | null {
  const [productId = '', deviceName = '', ...rest] = value.split('/')
  return rest.length === 0 && nameProblem(productId) === null && nameProblem(deviceName) === null ? deviceIdOf(productId, deviceName) : null
}

function asColumns(value: string): readonly ColumnKey[] | null {
  const names = value.split(',')
  return names.every(isColumn) && names.length <= COLUMNS.length ? validColumns(names) : null
}
