import type { CauseInsight } from '../domain/insight'
import { describeCause } from '../i18n/describe-cause'
import { axisLook, baseOption, countAxis, stripes, tooltipLook } from './chart-parts'
import type { ChartOption, FigureTools, InsightFigure } from './insight-figure'

const SHOWN = 9

/** Failures by cause, the most frequent on top. */
export function causeFigure(failures: readonly CauseInsight[], tools: FigureTools): InsightFigure {
  const { messages, format, look } = tools
  const words = messages.insight.failures
  const named = failures.map((count) => ({ ...count, name: describeCause(messages, count.cause) }))
  const fresh = named.reduce((sum, count) => sum + count.fresh, 0)
  const shown = named.slice(0, SHOWN)
  const rest = named.slice(SHOWN)
  const restRow = { name: words.rest(format.count(rest.length)), fresh: sumOf(rest, 'fresh'), standing: sumOf(rest, 'standing') }
  return {
    key: 'failures',
    title: words.title,
    hint: words.hint,
    summary: words.summary(format.count(named.length), format.count(fresh)),
    isEmpty: named.length === 0,
    heightPx: 300,
    option: optionOf(rest.length > 0 ? [...shown, restRow] : shown, tools),
    legend: [
      { name: words.fresh, color: look.error, stripes: null },
      { name: words.standing, color: look.track, stripes: look.error },
    ],
    table: () => ({
      head: [words.cause, words.fresh, words.standing],
      rows: named.map((count) => [count.name, format.count(count.fresh), format.count(count.standing)]),
    }),
  }
}

interface NamedCount {
  readonly name: string
  readonly fresh: number
  readonly standing: number
}

function sumOf(counts: readonly NamedCount[], key: 'fresh' | 'standing'): number {
  return counts.reduce((sum, count) => sum + count[key], 0)
}

function optionOf(counts: readonly NamedCount[], tools: FigureTools): ChartOption {
  const { messages, format, look } = tools
  const { fresh, standing } = messages.insight.failures
  const axis = axisLook(tools)
  const bar = (name: string, key: 'fresh' | 'standing', itemStyle: object) =>
    ({ type: 'bar', name, stack: 'causes', barMaxWidth: 18, itemStyle, emphasis: { disabled: true }, data: counts.map((count) => count[key]) }) as const
  return {
    ...baseOption(tools),
    grid: { top: 4, right: 20, bottom: 4, left: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { trigger: 'axis', ...tooltipLook(tools), axisPointer: { ...tooltipLook(tools).axisPointer, type: 'shadow' }, valueFormatter: (value) => format.count(Number(value)) },
    xAxis: countAxis(tools),
    yAxis: { type: 'category', inverse: true, ...axis, splitLine: { show: false }, axisTick: { show: false }, axisLabel: { ...axis.axisLabel, color: look.ink, width: 150, overflow: 'truncate' }, data: counts.map(({ name }) => name) },
    series: [bar(fresh, 'fresh', { color: look.error }), bar(standing, 'standing', { color: look.track, decal: stripes(look.error) })],
  }
}
