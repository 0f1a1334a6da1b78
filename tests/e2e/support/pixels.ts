import type { Page } from '@playwright/test'

/** How many pixels of two PNG pictures differ visibly (by over 8 of 255 in any colour); all of them where the sizes differ. */
export async function differingPixels(page: Page, left: Buffer, right: Buffer): Promise<number> {
  return await page.evaluate(
    async (pictures) => {
      const [one, other] = await Promise.all(
        pictures.map(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
          const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
          const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
          context?.drawImage(picture, 0, 0)
          return context?.getImageData(0, 0, picture.width, picture.height).data ?? new Uint8ClampedArray()
        }),
      )
      if (!one || !other || one.length !== other.length) return Infinity
      const differing = new Set<number>()
      for (let index = 0; index < one.length; index += 1) {
        if (Math.abs((one[index] ?? 0) - (other[index] ?? 0)) > 8) differing.add(index >> 2)
      }
      return differing.size
    },
    [left.toString('base64'), right.toString('base64')],
  )
}
