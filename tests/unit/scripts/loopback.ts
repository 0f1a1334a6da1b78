import { once } from 'node:events'
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import { cloudProxy, type CloudUpstreams } from '../../../scripts/lib/cloud-proxy.ts'

/** Real servers on 127.0.0.1, all ended by `closeAll`. */
const open = new Set<NetServer>()

export async function listen(server: NetServer): Promise<number> {
  open.add(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

export function closeAll() {
  for (const server of open) {
    server.close()
    if ('closeAllConnections' in server) (server as Server).closeAllConnections()
  }
  open.clear()
}

/** A port on which surely nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  server.close()
  return port
}

export interface Seen {
  method: string | undefined
  url: string | undefined
  headers: IncomingHttpHeaders
  body: string
}

/** A cloud that notes what reaches it and answers as told. */
export async function recorder(
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response) => void response.end('{"Response":{}}'),
) {
  const seen: Seen[] = []
  const port = await listen(
    createServer((incoming, response) => {
      let body = ''
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()))
      incoming.on('end', () => {
        seen.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body })
        answer(response, incoming)
      })
    }),
  )
  return { seen, port, origin: `http://127.0.0.1:${port}` }
}

/** The proxy as the only thing on a server; what it does not take is answered 299. */
export async function proxyTo(upstreams: Partial<CloudUpstreams>): Promise<number> {
  const nowhere = `http://127.0.0.1:${await deadPort()}`
  const proxy = cloudProxy({ mainland: nowhere, oversea: nowhere, ...upstreams })
  return await listen(
    createServer((incoming, response) => proxy(incoming, response, () => void response.writeHead(299).end())),
  )
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** One raw request: unlike `fetch`, it may send cookies, Origin and any path. Rejects when the answer is cut. */
export function send(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; signal?: AbortSignal } = {},
): Promise<Answer> {
  const { method = 'POST', headers = {}, body = '', signal } = options
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path, method, headers, agent: false, ...(signal ? { signal } : {}) })
    asked.on('error', reject)
    asked.on('response', (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    asked.end(body)
  })
}
