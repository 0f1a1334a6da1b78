import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'

/** Built files carry a hash in their name: a browser may keep them for good. Only found ones: a 404 must not be kept. */
export function assetCachePlugin(): Plugin {
  return {
    name: 'lookout:asset-cache',
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.startsWith('/assets/')) keepForGood(response)
        next()
      })
    },
  }
}

function keepForGood(response: ServerResponse) {
  const writeHead = response.writeHead.bind(response)
  response.writeHead = ((status: number, headers?: OutgoingHttpHeaders) => {
    if (status !== 200 && status !== 304) return headers ? writeHead(status, headers) : writeHead(status)
    return writeHead(status, { ...headers, 'Cache-Control': 'public, max-age=31536000, immutable' })
  }) as typeof response.writeHead
}
