import type { Plugin } from 'vite'

const ROOT = /[\\/]lodash-es[\\/]_root\.js$/u

/** lodash looks for the global object by code made of text where all else fails; every browser of the app has `globalThis`. */
export function plainRootPlugin(): Plugin {
  return {
    name: 'lookout:plain-root',
    apply: 'build',
    enforce: 'pre',
    transform: (_code, id) => (ROOT.test(id) ? { code: 'export default globalThis\n', map: null } : null),
  }
}
