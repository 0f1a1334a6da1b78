import type { FleetOverTime } from '../domain/insight'
import type { UpgradeKind } from '../domain/upgrade'
import { baseOption, countAxis, dayTime, stripes, timeAxis, timeZoom, tooltipLook } from './chart-parts'
import type { ChartOption, FigureTools, InsightFigure, LegendItem } from './insight-figure'

/** From the bottom of the stack to its top. */
const LAYERS: readonly UpgradeKind[] = ['done', 'running', 'queued', 'confirm', 'failed', 'offline', 'unknown']

/** The fleet by state over time, as layers that add up to all devices. */
export function fleetFigure(fleet: FleetOverTime, tools: FigureTools): InsightFigure {
  const { messages, format, look } = tools
  const words = messages.insight
  const layers: readonly Layer[] = [
    ...LAYERS.map((kind) => ({ name: messages.filter[kind], values: fleet.byKind[kind], color: look.kind[kind], stripes: null })),
    { name: words.unobserved, values: fleet.unobserved, color: look.track, stripes: look.ink2 },
  ]
  const last = fleet.at.length - 1
  const total = layers.reduce((sum, { values }) => sum + (values[last] ?? 0), 0)
  return {
    key: 'fleet',
    title: words.fleet.title,
    hint: words.fleet.hint,
    summary: words.fleet.summary(format.count(fleet.at.length), format.count(total)),
    isEmpty: layers.every(({ values }) => values.every((value) => value === 0)),
    heightPx: 300,
    option: optionOf(fleet.at, layers, tools),
    legend: layers,
    table: () => ({
      head: [words.time, ...layers.map(({ name }) => name)],
      rows: fleet.at.map((at, place) => [dayTime(tools, at), ...layers.map(({ values }) => format.count(values[place] ?? 0))]),
    }),
  }
}

interface Layer extends LegendItem {
  readonly values: readonly number[]
}

function optionOf(at: readonly number[], layers: readonly Layer[], tools: FigureTools): ChartOption {
  const { format } = tools
  return {
    ...baseOption(tools),
    grid: { top: 12, right: 12, bottom: 34, left: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { trigger: 'axis', order: 'seriesDesc', ...tooltipLook(tools), axisPointer: { ...tooltipLook(tools).axisPointer, label: { formatter: ({ value }) => dayTime(tools, Number(value)) } }, valueFormatter: (value) => format.count(Number(value)) },
    xAxis: timeAxis(tools),
    yAxis: countAxis(tools),
    dataZoom: timeZoom(tools),
    series: layers.map(({ name, values, color, stripes: over }) => ({
      type: 'line',
      name,
      stack: 'fleet',
      showSymbol: false,
      color,
      lineStyle: { width: over === null ? 1 : 0 },
      itemStyle: over === null ? {} : { decal: stripes(over) },
      areaStyle: { color, opacity: over === null ? 0.72 : 0.9 },
      emphasis: { disabled: true },
      data: at.map((moment, place) => [moment, values[place] ?? 0]),
    })),
  }
}
