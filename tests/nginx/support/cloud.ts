import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { type Certificate, pair } from './certificates'

export interface Asked {
  readonly method: string
  readonly url: string
  /** Names and values as they came, two for each header. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export type Reply = (response: ServerResponse, asked: Asked) => void

export const ANSWER = '{"Response":{"Status":3,"Percent":42,"RequestId":"one"}}'

/** A cloud over TLS that notes all that reaches it. */
export class RecordingCloud {
  readonly asked: Asked[] = []
  /** Bytes of requests after the handshake: what an upstream that is not to be trusted would have read. */
  bytes = 0
  port = 0
  reply: Reply = (response) => void response.setHeader('content-type', 'application/json').end(ANSWER)
  private readonly server
  private readonly open = new Set<Socket>()

  constructor(certificate: Certificate) {
    this.server = createServer(pair(certificate), (request, response) => void this.take(request, response))
    this.server.on('secureConnection', (socket) => {
      this.open.add(socket)
      socket.on('error', () => undefined)
      socket.on('data', (chunk: Buffer) => (this.bytes += chunk.length))
    })
  }

  get origin(): string {
    return `https://localhost:${this.port}`
  }

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    this.port = (this.server.address() as AddressInfo).port
    return this
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return
    const closed = once(this.server, 'close')
    this.server.close()
    for (const socket of this.open) socket.destroy()
    await closed
  }

  private async take(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const asked = { method: request.method ?? '', url: request.url ?? '', rawHeaders: request.rawHeaders, body: Buffer.concat(chunks).toString() }
    this.asked.push(asked)
    this.reply(response, asked)
  }
}

/** A port on which nobody listens at this moment. */
export async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
