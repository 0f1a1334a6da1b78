import { downloadBlob } from './download'

const TITLE_PX = 88
const MARGIN_PX = 32

export interface PictureWords {
  readonly title: string
  /** Of what time it tells. */
  readonly range: string
  readonly fileName: string
}

export interface PictureColours {
  readonly panel: string
  readonly ink: string
  readonly ink2: string
  readonly font: string
}

/** Saves a chart with its title as a PNG file. Resolves whether the browser could draw it. */
export async function saveChart(chart: HTMLCanvasElement, { title, range, fileName }: PictureWords, { panel, ink, ink2, font }: PictureColours): Promise<boolean> {
  const picture = document.createElement('canvas')
  picture.width = chart.width + 2 * MARGIN_PX
  picture.height = chart.height + TITLE_PX + MARGIN_PX
  const pen = picture.getContext('2d')
  if (!pen) return false
  pen.fillStyle = panel
  pen.fillRect(0, 0, picture.width, picture.height)
  pen.textBaseline = 'middle'
  pen.fillStyle = ink
  pen.font = `600 30px ${font}`
  pen.fillText(title, MARGIN_PX, TITLE_PX / 2)
  const titleWidth = pen.measureText(title).width
  pen.fillStyle = ink2
  pen.font = `24px ${font}`
  pen.fillText(range, MARGIN_PX + titleWidth + 24, TITLE_PX / 2 + 2)
  pen.drawImage(chart, MARGIN_PX, TITLE_PX)
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, 'image/png'))
  if (blob) downloadBlob(fileName, blob)
  return blob !== null
}
