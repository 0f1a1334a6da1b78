/** Columns of the table, in their first order. Each can be sorted by. */
export const COLUMNS = ['device', 'product', 'version', 'progress', 'status', 'error', 'stage', 'eta', 'age', 'request'] as const
export type ColumnKey = (typeof COLUMNS)[number]

/** The column that tells rows apart: always there. */
export const FIRST_COLUMN = 'device' satisfies ColumnKey

/** Widths in px. A flexible column takes its share of what is left over. */
interface Sizing {
  readonly min: number
  readonly share: number
}

const SIZING: Readonly<Record<ColumnKey, Sizing>> = {
  device: { min: 150, share: 1.3 },
  product: { min: 104, share: 0.3 },
  version: { min: 124, share: 0.8 },
  progress: { min: 130, share: 0.9 },
  status: { min: 180, share: 1.8 },
  error: { min: 136, share: 1.6 },
  stage: { min: 104, share: 0 },
  eta: { min: 84, share: 0 },
  age: { min: 84, share: 0 },
  request: { min: 96, share: 0 },
}

/** What goes first when the screen is too narrow for all. */
const DROPPED_FIRST: readonly ColumnKey[] = ['request', 'product', 'eta', 'age', 'progress', 'stage', 'version', 'error', 'status']

export const COLUMN_GAP = 14
export const WIDTH_RANGE = { min: 64, max: 640 } as const

export type ColumnWidths = Readonly<Partial<Record<ColumnKey, number>>>

/** The nearest width that a column may have, in whole px. */
export function validWidth(px: number): number {
  return Math.round(Math.max(WIDTH_RANGE.min, Math.min(WIDTH_RANGE.max, px)))
}

/** The columns that there is room for in `roomPx`, in the order wanted; the least needed ones give way. */
export function fitColumns(wanted: readonly ColumnKey[], widths: ColumnWidths, roomPx: number): readonly ColumnKey[] {
  const kept = new Set(wanted)
  const needed = () => [...kept].reduce((sum, key) => sum + (widths[key] ?? SIZING[key].min) + COLUMN_GAP, 0)
  for (const key of DROPPED_FIRST) {
    if (needed() <= roomPx) break
    kept.delete(key)
  }
  return wanted.filter((key) => kept.has(key))
}

/** The `grid-template-columns` of these columns; one that an operator sized keeps that width. */
export function columnTracks(columns: readonly ColumnKey[], widths: ColumnWidths): string {
  return columns
    .map((key) => {
      const { min, share } = SIZING[key]
      const width = widths[key]
      if (width !== undefined) return `${width}px`
      return share === 0 ? `${min}px` : `minmax(${min}px, ${share}fr)`
    })
    .join(' ')
}

/** Known columns, each once, the first one always there and first; `null` when none is known. */
export function validColumns(names: readonly string[]): readonly ColumnKey[] | null {
  const known = [...new Set(names)].filter(isColumn)
  if (known.length === 0) return null
  return [FIRST_COLUMN, ...known.filter((key) => key !== FIRST_COLUMN)]
}

export function isColumn(name: string): name is ColumnKey {
  return (COLUMNS as readonly string[]).includes(name)
}
