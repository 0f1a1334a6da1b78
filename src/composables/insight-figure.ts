import type { BarSeriesOption, BoxplotSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { DataZoomComponentOption, GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import type { Format } from '../i18n/format'
import type { Messages } from '../i18n/zh-cn'
import type { ChartLook } from './chart-look'

export type ChartOption = ComposeOption<
  LineSeriesOption | BarSeriesOption | BoxplotSeriesOption | GridComponentOption | TooltipComponentOption | DataZoomComponentOption
>

export interface FigureTable {
  readonly head: readonly string[]
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[]
}

export interface LegendItem {
  readonly name: string
  readonly color: string
  /** The colour of the stripes on it, `null` without. */
  readonly stripes: string | null
}

/** One chart, and the same figures as a table. */
export interface InsightFigure {
  readonly key: 'fleet' | 'failures' | 'durations' | 'done'
  readonly title: string
  readonly hint: string
  /** The chart in a sentence. */
  readonly summary: string
  readonly isEmpty: boolean
  readonly heightPx: number
  readonly option: ChartOption
  /** The series of the chart, by name; none where there is but one. */
  readonly legend: readonly LegendItem[]
  /** Written when it is wanted: it has hundreds of cells. */
  readonly table: () => FigureTable
}

/** All that a figure is drawn with. */
export interface FigureTools {
  readonly messages: Messages
  readonly format: Format
  readonly look: ChartLook
  /** Of the period shown, in ms. */
  readonly spanMs: number
}
