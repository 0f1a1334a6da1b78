import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream'
import type { Connect, Plugin } from 'vite'

export interface CloudUpstreams {
  /** Origin for `/api/exploreropen/tokenapi`, e.g. `https://iot.cloud.tencent.com`. */
  mainland: string
  /** Origin for `/oversea/api/exploreropen/tokenapi`, asked without the prefix. */
  oversea: string
  /** How long an upstream may take to its first header. */
  headersTimeoutMs?: number
}

const TOKEN_API = '/api/exploreropen/tokenapi'
const OVERSEA_TOKEN_API = `/oversea${TOKEN_API}`
const HEADERS_TIMEOUT_MS = 15_000
/** Below the 5 s after which many servers drop an idle connection: a request must not meet a dying one. */
const IDLE_CONNECTION_MS = 4_000
/** All that the cloud needs to know of the browser; every other header (cookies, Origin, Referer, client hints) stays here. */
const TO_UPSTREAM = ['content-type', 'content-length', 'accept'] as const
const TO_BROWSER = ['content-type', 'content-length', 'content-encoding', 'retry-after', 'date'] as const

/** The same-origin door to the cloud, in `vite dev` and `vite preview`. It writes no log: bodies hold tokens. */
export function cloudProxyPlugin(upstreams: CloudUpstreams): Plugin {
  return {
    name: 'lookout:cloud-proxy',
    configureServer(server) {
      server.middlewares.use(cloudProxy(upstreams))
    },
    configurePreviewServer(server) {
      server.middlewares.use(cloudProxy(upstreams))
    },
  }
}

/** Serves POST on the two exact paths; answers 404 or 405 for all else under `/api` and `/oversea`. */
export function cloudProxy(upstreams: CloudUpstreams): Connect.NextHandleFunction {
  const forwarders = new Map([
    [TOKEN_API, createForwarder(upstreams.mainland, upstreams.headersTimeoutMs)],
    [OVERSEA_TOKEN_API, createForwarder(upstreams.oversea, upstreams.headersTimeoutMs)],
  ])
  return (request, response, next) => {
    const target = request.url ?? '/'
    const forward = forwarders.get(target)
    if (forward !== undefined && request.method === 'POST') forward(request, response)
    else if (forward !== undefined) refuse(request, response, 405, 'method-not-allowed')
    else if (/^\/+(?:api|oversea)(?:[/?#]|$)/iu.test(target)) refuse(request, response, 404, 'not-found')
    else next()
  }
}

function createForwarder(origin: string, headersTimeoutMs = HEADERS_TIMEOUT_MS) {
  const upstream = new URL(TOKEN_API, origin)
  const pool = { keepAlive: true, timeout: IDLE_CONNECTION_MS }
  const open = upstream.protocol === 'https:'
    ? { send: httpsRequest, agent: new HttpsAgent({ ...pool, rejectUnauthorized: true }) }
    : { send: httpRequest, agent: new HttpAgent(pool) }

  return (request: IncomingMessage, response: ServerResponse) => {
    const headers = { ...pick(request, TO_UPSTREAM), 'host': upstream.host, 'user-agent': 'ota-lookout' }
    const asked = open.send(upstream, { method: 'POST', headers, agent: open.agent })
    let timedOut = false
    const limit = setTimeout(() => {
      timedOut = true
      asked.destroy()
    }, headersTimeoutMs)

    asked.on('response', (answer) => {
      clearTimeout(limit)
      response.writeHead(answer.statusCode ?? 502, {
        ...pick(answer, TO_BROWSER),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      // An upstream that dies in mid-body takes the browser's connection with it: half an answer must not look whole.
      pipeline(answer, response, () => {})
    })
    asked.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(limit)
      if (response.headersSent || response.destroyed) return void response.destroy()
      request.unpipe(asked)
      const reason = timedOut ? 'ETIMEDOUT' : (error.code ?? error.name)
      answerJson(request, response, reason === 'ETIMEDOUT' ? 504 : 502, {
        kind: 'upstream-unreachable',
        upstream: upstream.origin,
        reason,
      })
    })
    // The browser went away (abort, time-out, closed tab): do not keep the cloud busy for nobody.
    response.on('close', () => {
      clearTimeout(limit)
      if (!response.writableFinished) asked.destroy()
    })
    request.pipe(asked)
  }
}

function pick(message: IncomingMessage, names: readonly string[]): OutgoingHttpHeaders {
  return Object.fromEntries(names.flatMap((name) => (name in message.headers ? [[name, message.headers[name]]] : [])))
}

function refuse(request: IncomingMessage, response: ServerResponse, status: 404 | 405, kind: string) {
  if (status === 405) response.setHeader('allow', 'POST')
  answerJson(request, response, status, { kind })
}

function answerJson(request: IncomingMessage, response: ServerResponse, status: number, error: Record<string, string>) {
  request.resume()
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(JSON.stringify({ error }))
}
