import { computed } from 'vue'
import type { Insight } from '../domain/insight'
import { useI18n } from '../i18n/use-i18n'
import { causeFigure } from './cause-figure'
import type { ChartLook } from './chart-look'
import { doneFigure } from './done-figure'
import { durationFigure } from './duration-figure'
import { fleetFigure } from './fleet-figure'
import type { FigureTools, InsightFigure } from './insight-figure'
import { SAMPLE_INSIGHT } from './insight-sample'

/** The charts of an insight, in the language and colours of the page; none before there is one. */
export function useInsightFigures(insight: () => Insight | null, look: () => ChartLook) {
  const { messages, format } = useI18n()
  function draw(told: Insight): readonly InsightFigure[] {
    const tools: FigureTools = { messages: messages.value, format: format.value, look: look(), spanMs: told.to - told.from }
    return [fleetFigure(told.fleet, tools), causeFigure(told.failures, tools), durationFigure(told.durations, tools), doneFigure(told.done, tools)]
  }
  const figures = computed(() => {
    const told = insight()
    return told ? draw(told) : []
  })
  return { figures, samples: () => draw(SAMPLE_INSIGHT) }
}
