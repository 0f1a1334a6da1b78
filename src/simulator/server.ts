import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { systemClock, type Clock } from '../polling/clock'
import type { SimulatedCloud } from './cloud'
import type { SimulatedHandler } from './handler'
import { readBody, requestOf, sendResponse, sendText } from './http-exchange'
import { obey } from './control'
import { openScenario, type ScenarioOptions, type ScenarioSession } from './scenario-session'

export const API_PATH = '/api/exploreropen/tokenapi'

export type SimulatorServerOptions = Omit<ScenarioOptions, 'clock'> & {
  /** 0 takes any free port. */
  port?: number
  host?: string
  clock?: Clock
  /** Stands before the handler: a test counts calls here, or answers some by itself. */
  through?: (request: Request, next: ApiHandler) => Promise<Response>
}

/** What answers a call; its request's signal aborts once the connection has done with it. */
export type ApiHandler = (request: Request) => Promise<Response>

export interface SimulatorServer {
  /** Origin, without a path. */
  readonly url: string
  readonly port: number
  readonly handler: SimulatedHandler
  readonly cloud: SimulatedCloud
  /** Ends all connections and pauses. */
  close(): Promise<void>
}

/** The simulated cloud over HTTP: the API at `API_PATH`, and `/truth`, `/devices` and `/control` for tests. */
export async function startSimulatorServer(options: SimulatorServerOptions): Promise<SimulatorServer> {
  const { host = '127.0.0.1', clock = systemClock, through } = options
  const session = openScenario({ ...options, clock })
  const answer: ApiHandler = through ? (request) => through(request, session.handler) : session.handler
  const server = createServer((request, response) => {
    serve({ session, answer }, request, response).catch(() => response.destroy())
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const { port } = await listen(server, options.port ?? 0, host)
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    handler: session.handler,
    cloud: session.cloud,
    close: () =>
      new Promise((resolve) => {
        session.stop()
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

interface Served {
  readonly session: ScenarioSession
  readonly answer: ApiHandler
}

async function serve({ session, answer }: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://simulator')
  const route = `${request.method} ${pathname}`
  if (route === `POST ${API_PATH}`) return serveApi(answer, request, response)
  session.catchUp()
  if (route === 'GET /truth') return sendText(response, 200, JSON.stringify(truthList(session.cloud)), 'application/json')
  if (route === 'GET /devices') return sendText(response, 200, deviceLines(session.cloud))
  if (route !== 'POST /control') return sendText(response, 404, `nothing at ${route}\n`)
  const problem = obey(session, (await readBody(request)).toString('utf8'))
  if (problem !== null) return sendText(response, 400, `${problem}\n`)
  sendText(response, 200, '{}', 'application/json')
}

async function serveApi(answer: ApiHandler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController()
  outgoing.on('close', () => gone.abort())
  const body = await readBody(incoming)
  await sendResponse(outgoing, await answer(requestOf(incoming, body, gone.signal)))
}

function truthList(cloud: SimulatedCloud): object[] {
  return cloud.devices().map(({ id, productId, deviceName }) => ({ productId, deviceName, ...cloud.truth(id) }))
}

function deviceLines(cloud: SimulatedCloud): string {
  return cloud
    .devices()
    .map(({ productId, deviceName }) => `${productId} ${deviceName}\n`)
    .join('')
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'))
      else resolve(address)
    })
  })
}
