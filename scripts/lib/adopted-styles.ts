import type { Plugin } from 'vite'

const MOUNT = /[\\/]css-render[\\/]esm[\\/]mount\.js$/u

/**
 * Naive UI writes its styles into `<style>` elements, which a policy without 'unsafe-inline' refuses. Here css-render adopts
 * constructed style sheets instead, in a layer of their own: what the app says itself comes after it, as in the page's head.
 */
const ADOPTING = `
import hash from './hash'
const sheets = new Map()
export function mount(_instance, node, id, props, head, force) {
  let style
  if (id === undefined) {
    style = node.render(props)
    id = hash(style)
  }
  const present = sheets.get(id)
  if (present && !force) return present
  const sheet = present ?? new CSSStyleSheet()
  sheet.replaceSync('@layer naive {' + (style ?? node.render(props)) + '}')
  if (present) return sheet
  sheets.set(id, sheet)
  const adopted = document.adoptedStyleSheets
  document.adoptedStyleSheets = head ? [sheet, ...adopted] : [...adopted, sheet]
  node.els.push(sheet)
  return sheet
}
export function unmount(_instance, node, id) {
  const gone = new Set(id === undefined ? node.els : [sheets.get(id)])
  for (const [key, sheet] of sheets) if (gone.has(sheet)) sheets.delete(key)
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !gone.has(sheet))
  node.els = node.els.filter((sheet) => !gone.has(sheet))
}
`

/** Has css-render adopt style sheets. Fails the build where it does not find the one module that it replaces. */
export function adoptedStylesPlugin(): Plugin {
  const found = new Set<string>()
  return {
    name: 'lookout:adopted-styles',
    apply: 'build',
    enforce: 'pre',
    buildStart() {
      found.clear()
    },
    transform(_code, id) {
      if (!MOUNT.test(id)) return null
      found.add(id)
      return { code: ADOPTING, map: null }
    },
    buildEnd(error) {
      if (!error && found.size !== 1) this.error(`css-render's mount was found ${found.size} times instead of once (${[...found].join(', ')}): the page would be unstyled under its policy`)
    },
  }
}
