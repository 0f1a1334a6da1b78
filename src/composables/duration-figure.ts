import type { StageDurations } from '../domain/insight'
import { describeStatus } from '../i18n/describe'
import { axisLook, baseOption, tooltipLook } from './chart-parts'
import type { ChartOption, FigureTools, InsightFigure } from './insight-figure'

const NUMBERS = ['min', 'q1', 'median', 'q3', 'max'] as const
const SECOND_MS = 1000

/** How long each stage lasts, as boxes on a scale of seconds, minutes and hours. */
export function durationFigure(durations: readonly StageDurations[], tools: FigureTools): InsightFigure {
  const { messages, format } = tools
  const words = messages.insight.durations
  const count = durations.reduce((sum, stage) => sum + stage.count, 0)
  return {
    key: 'durations',
    title: words.title,
    hint: words.hint,
    summary: words.summary(format.count(durations.length), format.count(count)),
    isEmpty: durations.length === 0,
    heightPx: 326,
    option: optionOf(durations, tools),
    legend: [],
    table: () => ({
      head: [words.stage, words.count, ...NUMBERS.map((key) => words[key])],
      rows: durations.map((stage) => [describeStatus(messages, stage.status), format.count(stage.count), ...NUMBERS.map((key) => format.duration(stage[key]))]),
    }),
  }
}

function optionOf(durations: readonly StageDurations[], tools: FigureTools): ChartOption {
  const { messages, format, look } = tools
  const axis = axisLook(tools)
  return {
    ...baseOption(tools),
    grid: { top: 8, right: 24, bottom: 4, left: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { trigger: 'item', ...tooltipLook(tools), formatter: (item) => (Array.isArray(item) ? '' : boxText(durations[item.dataIndex], tools)) },
    // In seconds, on base 60: its lines are a second, a minute, an hour.
    xAxis: { type: 'log', logBase: 60, ...axis, axisLabel: { ...axis.axisLabel, formatter: (seconds: number) => format.shortDuration(seconds * SECOND_MS) }, minorSplitLine: { show: true, lineStyle: { color: look.line, opacity: 0.5 } } },
    yAxis: { type: 'category', inverse: true, ...axis, axisTick: { show: false }, splitLine: { show: false }, axisLabel: { ...axis.axisLabel, color: look.ink, width: 110, overflow: 'truncate' }, data: durations.map(({ status }) => describeStatus(messages, status)) },
    series: [
      {
        type: 'boxplot',
        boxWidth: [8, 20],
        itemStyle: { color: look.accentSoft, borderColor: look.accent, borderWidth: 1.5 },
        emphasis: { disabled: true },
        data: durations.map((stage) => NUMBERS.map((key) => Math.max(1, stage[key] / SECOND_MS))),
      },
    ],
  }
}

function boxText(stage: StageDurations | undefined, { messages, format }: FigureTools): string {
  if (!stage) return ''
  const words = messages.insight.durations
  const numbers = NUMBERS.map((key) => `${words[key]}  ${format.duration(stage[key])}`)
  return [`${describeStatus(messages, stage.status)} · ${words.count} ${format.count(stage.count)}`, ...numbers].join('\n')
}
