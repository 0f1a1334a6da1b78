import type { IncomingMessage, ServerResponse } from 'node:http'

const MAX_BODY_BYTES = 1_048_576

/** The whole body; rejects when it is larger than 1 MiB or the sender is gone. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_BODY_BYTES) throw new Error('the body is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What came in over HTTP as the Request that the handler takes. */
export function requestOf(incoming: IncomingMessage, body: Buffer, signal: AbortSignal): Request {
  return new Request(new URL(incoming.url ?? '/', 'http://simulator'), {
    method: incoming.method ?? 'POST',
    headers: { 'content-type': incoming.headers['content-type'] ?? 'application/json' },
    body: new Uint8Array(body),
    signal,
  })
}

/** Sends a Response as it comes: its headers at once, then each piece of its body. */
export async function sendResponse(outgoing: ServerResponse, response: Response): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.flushHeaders()
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) outgoing.write(chunk)
  outgoing.end()
}

export function sendText(outgoing: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  outgoing.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' })
  outgoing.end(text)
}
