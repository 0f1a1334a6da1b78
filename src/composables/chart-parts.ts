import type { ChartOption, FigureTools } from './insight-figure'

const DAY_MS = 86_400_000
/** Looked at so closely that minutes are too coarse. */
const CLOSE_MS = 10 * 60_000

/** What all charts have in common. */
export function baseOption({ look }: FigureTools): ChartOption {
  return {
    animation: look.moves,
    // Motion shows change: the first picture is none.
    animationDuration: 0,
    animationDurationUpdate: 250,
    textStyle: { fontFamily: look.font, color: look.ink, fontSize: 12 },
  }
}

/** Drawn, never markup: names and messages of the cloud come in it. */
export function tooltipLook({ look }: FigureTools) {
  return {
    renderMode: 'richText',
    confine: true,
    backgroundColor: look.raised,
    borderColor: look.control,
    textStyle: { color: look.ink, fontSize: 12, fontFamily: look.font },
    axisPointer: { lineStyle: { color: look.ink2 }, shadowStyle: { color: look.ink2, opacity: 0.08 } },
  } as const
}

export function axisLook({ look }: FigureTools) {
  return {
    axisLine: { lineStyle: { color: look.control } },
    axisTick: { lineStyle: { color: look.control } },
    axisLabel: { color: look.ink2, fontSize: 12, hideOverlap: true },
    splitLine: { lineStyle: { color: look.line } },
  } as const
}

export function timeAxis(tools: FigureTools) {
  const look = axisLook(tools)
  return { type: 'time', ...look, splitLine: { show: false }, axisLabel: { ...look.axisLabel, formatter: (at: number) => shortTime(tools, at) } } as const
}

export function countAxis(tools: FigureTools) {
  const look = axisLook(tools)
  return { type: 'value', ...look, minInterval: 1, axisLabel: { ...look.axisLabel, formatter: (value: number) => tools.format.count(value) } } as const
}

/** A slider, and the pointer: the wheel alone scrolls the page, and so does a finger. */
export function timeZoom({ look, format }: FigureTools) {
  const hasMouse = matchMedia('(pointer: fine)').matches
  return [
    ...(hasMouse ? [{ type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false } as const] : []),
    {
      type: 'slider',
      height: 18,
      bottom: 6,
      borderColor: look.line,
      backgroundColor: 'transparent',
      fillerColor: `${look.accent}22`,
      handleStyle: { color: look.panel, borderColor: look.accent },
      moveHandleStyle: { color: look.control },
      dataBackground: { lineStyle: { color: look.control }, areaStyle: { color: look.track } },
      selectedDataBackground: { lineStyle: { color: look.accent }, areaStyle: { color: look.accentSoft } },
      textStyle: { color: look.ink2, fontSize: 11 },
      labelFormatter: (at: number) => `${format.monthDay(at)} ${format.hourMinute(at)}`,
    } as const,
  ]
}

/** Time of day, to the second over minutes; or the day, at midnight and over several days. */
export function shortTime({ format, spanMs }: FigureTools, at: number): string {
  if (spanMs < CLOSE_MS) return format.clock(at)
  const isMidnight = new Date(at).getHours() === 0 && new Date(at).getMinutes() === 0
  return isMidnight || spanMs > 3 * DAY_MS ? format.monthDay(at) : format.hourMinute(at)
}

/** Day and time of day. */
export function dayTime({ format, spanMs }: FigureTools, at: number): string {
  if (spanMs < CLOSE_MS) return format.clock(at)
  return `${format.monthDay(at)} ${format.hourMinute(at)}`
}

/** Stripes: what is less than sure, or not of this period, is told by more than its colour. */
export function stripes(color: string) {
  return { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color }
}
