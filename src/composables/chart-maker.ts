import { BarChart, BoxplotChart, LineChart } from 'echarts/charts'
import { DataZoomComponent, GridComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { ChartOption } from './insight-figure'

use([LineChart, BarChart, BoxplotChart, GridComponent, TooltipComponent, DataZoomComponent, CanvasRenderer])

/** An empty chart as large as its element. */
export function makeChart(element: HTMLElement, size?: { width: number; height: number }): EChartsType {
  emptyWithoutMarkup(element)
  return init(element, null, size)
}

/**
 * Draws small charts that nobody sees, one at a time, until `isOver`: what they need is compiled while the engine still
 * reads, which takes half the time of drawing the first real ones.
 */
export async function warmUp(options: readonly ChartOption[], isOver: () => boolean): Promise<void> {
  for (const option of options) {
    await new Promise((resolve) => setTimeout(resolve))
    if (isOver()) return
    const chart = makeChart(document.createElement('div'), { width: 400, height: 240 })
    chart.setOption(option)
    chart.getZr().flush()
    chart.dispose()
  }
}

/** ECharts empties its element by `innerHTML = ''`, which a page that requires Trusted Types refuses. */
function emptyWithoutMarkup(root: HTMLElement) {
  Object.defineProperty(root, 'innerHTML', {
    configurable: true,
    set() {
      root.replaceChildren()
    },
  })
}
