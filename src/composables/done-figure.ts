import type { DoneOverTime } from '../domain/insight'
import { baseOption, countAxis, dayTime, stripes, timeAxis, timeZoom, tooltipLook } from './chart-parts'
import type { ChartOption, FigureTools, InsightFigure } from './insight-figure'

const HOUR_MS = 3_600_000

/** Devices that reached 6, as bars of an hour, or less where the period is short. */
export function doneFigure(done: DoneOverTime, tools: FigureTools): InsightFigure {
  const { messages, format, look } = tools
  const words = messages.insight.done
  const total = [...done.seen, ...done.late].reduce((sum, count) => sum + count, 0)
  return {
    key: 'done',
    title: done.barMs === HOUR_MS ? words.titleHourly : words.title(format.shortDuration(done.barMs)),
    hint: words.hint,
    summary: words.summary(format.count(total)),
    isEmpty: total === 0,
    heightPx: 240,
    option: optionOf(done, tools),
    legend: [
      { name: words.seen, color: look.done, stripes: null },
      { name: words.late, color: look.track, stripes: look.done },
    ],
    table: () => ({
      head: [messages.insight.time, words.seen, words.late],
      rows: done.at.map((at, bar) => [dayTime(tools, at), format.count(done.seen[bar] ?? 0), format.count(done.late[bar] ?? 0)]),
    }),
  }
}

function optionOf(done: DoneOverTime, tools: FigureTools): ChartOption {
  const { messages, format, look } = tools
  const { seen, late } = messages.insight.done
  // A bar stands in the middle of its time.
  const bar = (name: string, values: readonly number[], itemStyle: object) =>
    ({ type: 'bar', name, stack: 'done', barMaxWidth: 28, itemStyle, emphasis: { disabled: true }, data: done.at.map((at, place) => [at + done.barMs / 2, values[place] ?? 0]) }) as const
  return {
    ...baseOption(tools),
    grid: { top: 12, right: 12, bottom: 34, left: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { trigger: 'axis', ...tooltipLook(tools), axisPointer: { ...tooltipLook(tools).axisPointer, type: 'shadow', label: { formatter: ({ value }) => barText(Number(value), done.barMs, tools) } }, valueFormatter: (value) => format.count(Number(value)) },
    xAxis: { ...timeAxis(tools), min: done.at[0] ?? 0, max: (done.at.at(-1) ?? 0) + done.barMs },
    yAxis: countAxis(tools),
    dataZoom: timeZoom(tools),
    series: [bar(seen, done.seen, { color: look.done }), bar(late, done.late, { color: look.track, decal: stripes(look.done) })],
  }
}

function barText(middle: number, barMs: number, tools: FigureTools): string {
  return `${dayTime(tools, middle - barMs / 2)} – ${tools.format.hourMinute(middle + barMs / 2)}`
}
