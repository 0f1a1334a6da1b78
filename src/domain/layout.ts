import { isColumn, validColumns, validWidth, type ColumnKey, type ColumnWidths } from './columns'
import type { LinkParameters } from './fleet-link'
import { FLEET_FILTERS, type FleetFilter } from './fleet-query'

/** How an operator has laid out the table, read from what a browser kept. Total: what cannot be used is left out. */

export const DENSITIES = ['normal', 'compact'] as const
export type Density = (typeof DENSITIES)[number]

export type ChosenColumns = Readonly<Partial<Record<FleetFilter, readonly ColumnKey[]>>>

/** A part of the fleet under a name, as a link would carry it. */
export interface NamedView {
  readonly name: string
  readonly parameters: LinkParameters
}

/** In characters as people count them. */
export const VIEW_NAME_MAX = 40
export const VIEWS_MAX = 50

export function readDensity(kept: unknown): Density {
  return DENSITIES.find((name) => name === kept) ?? 'normal'
}

export function readChosenColumns(kept: unknown): ChosenColumns {
  const fields = fieldsOf(kept)
  return Object.fromEntries(
    FLEET_FILTERS.flatMap((tab) => {
      const names = fields.get(tab)
      const columns = Array.isArray(names) ? validColumns(names.filter((name) => typeof name === 'string')) : null
      return columns ? [[tab, columns]] : []
    }),
  )
}

export function readWidths(kept: unknown): ColumnWidths {
  return Object.fromEntries(
    [...fieldsOf(kept)].flatMap(([key, px]) => {
      const width = readWidth(px)
      return isColumn(key) && width !== null ? [[key, width]] : []
    }),
  )
}

export function readViews(kept: unknown): readonly NamedView[] {
  if (!Array.isArray(kept)) return []
  return kept.reduce<readonly NamedView[]>((views, item) => {
    const fields = fieldsOf(item)
    const name = fields.get('name')
    return (typeof name === 'string' && withView(views, name, readParameters(fields.get('parameters')))) || views
  }, [])
}

/** Whole px within `WIDTH_RANGE`; `null` when it is no number. */
export function readWidth(px: unknown): number | null {
  return typeof px === 'number' && Number.isFinite(px) ? validWidth(px) : null
}

/** The name as it is kept, or `null` when it cannot be one. */
export function validViewName(name: string): string | null {
  const trimmed = name.trim()
  const { length } = [...trimmed]
  return length > 0 && length <= VIEW_NAME_MAX ? trimmed : null
}

/** The views with this one among them, in place of one of the same name; `null` when it cannot be kept. */
export function withView(views: readonly NamedView[], name: string, parameters: LinkParameters): readonly NamedView[] | null {
  const kept = validViewName(name)
  if (kept === null) return null
  const view = { name: kept, parameters: { ...parameters } }
  if (views.some((other) => other.name === kept)) return views.map((other) => (other.name === kept ? view : other))
  return views.length < VIEWS_MAX ? [...views, view] : null
}

function readParameters(kept: unknown): LinkParameters {
  return Object.fromEntries([...fieldsOf(kept)].filter((field): field is [string, string] => typeof field[1] === 'string'))
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [])
}
