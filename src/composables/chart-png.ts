import { downloadBlob } from './download'
import type { LegendItem } from './insight-figure'

const HEAD_PX = 132
const MARGIN_PX = 32
const SWATCH_PX = 24

export interface PictureWords {
  readonly title: string
  /** Of what time it tells. */
  readonly range: string
  readonly legend: readonly LegendItem[]
  readonly fileName: string
}

export interface PictureColours {
  readonly panel: string
  readonly ink: string
  readonly ink2: string
  readonly font: string
}

/** Saves a chart, with its title and legend above it, as a PNG file. Resolves whether the browser could draw it. */
export async function saveChart(chart: HTMLCanvasElement, words: PictureWords, colours: PictureColours): Promise<boolean> {
  const picture = document.createElement('canvas')
  picture.width = chart.width + 2 * MARGIN_PX
  picture.height = chart.height + HEAD_PX + MARGIN_PX
  const pen = picture.getContext('2d')
  if (!pen) return false
  pen.fillStyle = colours.panel
  pen.fillRect(0, 0, picture.width, picture.height)
  pen.textBaseline = 'middle'
  const titleEnd = write(pen, words.title, MARGIN_PX, 44, `600 30px ${colours.font}`, colours.ink)
  write(pen, words.range, titleEnd + 24, 46, `24px ${colours.font}`, colours.ink2)
  let left = MARGIN_PX
  for (const item of words.legend) {
    drawSwatch(pen, item, left, 88)
    left = write(pen, item.name, left + SWATCH_PX + 10, 101, `24px ${colours.font}`, colours.ink) + 30
  }
  pen.drawImage(chart, MARGIN_PX, HEAD_PX)
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, 'image/png'))
  if (blob) downloadBlob(words.fileName, blob)
  return blob !== null
}

/** Returns where the text ends. */
function write(pen: CanvasRenderingContext2D, text: string, left: number, middle: number, font: string, color: string): number {
  pen.font = font
  pen.fillStyle = color
  pen.fillText(text, left, middle)
  return left + pen.measureText(text).width
}

function drawSwatch(pen: CanvasRenderingContext2D, { color, stripes }: LegendItem, left: number, top: number): void {
  pen.fillStyle = color
  pen.fillRect(left, top, SWATCH_PX, SWATCH_PX)
  if (stripes === null) return
  pen.save()
  pen.beginPath()
  pen.rect(left, top, SWATCH_PX, SWATCH_PX)
  pen.clip()
  pen.strokeStyle = stripes
  pen.lineWidth = 3
  pen.beginPath()
  for (let shift = 0; shift <= 2 * SWATCH_PX; shift += 8) {
    pen.moveTo(left + shift, top)
    pen.lineTo(left + shift - SWATCH_PX, top + SWATCH_PX)
  }
  pen.stroke()
  pen.restore()
}
