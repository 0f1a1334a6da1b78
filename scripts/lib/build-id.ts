import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/**
 * Names the build: `build.json` says it to those who ask the server, a `<meta>` in the page says which one it runs itself. It
 * is drawn from the names of the files, which carry the hashes of their content: the same sources give the same name.
 */
export function buildIdPlugin(): Plugin {
  return {
    name: 'lookout:build-id',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page = bundle['index.html']
        if (page?.type !== 'asset') return this.error('index.html is not in the bundle: no page could know its own build')
        const names = Object.keys(bundle).toSorted()
        const build = createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16)
        page.source = String(page.source).replace('</head>', `  <meta name="lookout-build" content="${build}" />\n  </head>`)
        this.emitFile({ type: 'asset', fileName: 'build.json', source: `${JSON.stringify({ build })}\n` })
      },
    },
  }
}
