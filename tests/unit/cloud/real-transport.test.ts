import { createServer, type RequestListener, type Server } from 'node:http'
import { inspect } from 'node:util'
import { createFetch } from 'ofetch'
import { afterEach, describe, expect, it } from 'vitest'
import { createCloudClient, type CloudClientOptions } from '@/cloud/cloud-client'
import { CloudError } from '@/cloud/errors'
import { PollingLoop } from '@/polling/loop'
import { FakeClock } from '../../support/fake-clock'

const TOKEN = 'canary-access-token-7f3e'
const DEVICE = { productId: 'P1', deviceName: 'd1' }
const servers: Server[] = []

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/api`
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

function clientOf(endpoint: string, options: Partial<CloudClientOptions> = {}) {
  const clock = new FakeClock()
  return { clock, client: createCloudClient({ fetch: (input, init) => fetch(input, init), endpoint, token: () => TOKEN, clock, ...options }) }
}

async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
  } catch (error) {
    return error
  }
  throw new Error('the call did not fail')
}

async function until(holds: () => boolean) {
  for (let turn = 0; turn < 500 && !holds(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 2))
  expect(holds()).toBe(true)
}

/** As fetch does: once the signal aborts, a body that is being read breaks off. */
function stallAfterHeaders(signal: AbortSignal | null | undefined) {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"Response":{"Status":6,'))
      signal?.addEventListener('abort', () => controller.error(signal.reason))
    },
  })
  return new Response(body, { headers: { 'content-type': 'application/json' } })
}

describe('a body that stalls after the headers', () => {
  it('is given up at 10,000 ms of the engine’s clock, and its slot is free', async () => {
    const clock = new FakeClock()
    const { client } = clientOf('/api', { clock, fetch: (_url, init) => Promise.resolve(stallAfterHeaders(init?.signal)) })
    const ends: unknown[] = []
    const loop = new PollingLoop<string>({
      clock,
      limits: { callsPerSecond: 10, maxInFlight: 1, burst: 10 },
      random: () => 0.5,
      onHold: () => undefined,
      async ask(_id, signal) {
        ends.push({ ...(await thrownBy(client.describeFirmwareUpdateStatus(DEVICE, signal)) as CloudError).failure, atMs: clock.nowMs() })
        return { kind: 'failed', end: { kind: 'fine' }, againInMs: 60_000 }
      },
    })
    loop.add('a')
    loop.add('b')
    loop.start()
    await clock.advance(9_999)
    expect(ends).toEqual([])
    await clock.advance(1)
    expect(ends).toEqual([{ kind: 'timeout', timeoutMs: 10_000, atMs: 10_000 }])
    await clock.advance(10_000)
    expect(ends).toHaveLength(2)
    loop.stop({ abort: true })
    expect([loop.callsInFlight, clock.pendingTimers]).toEqual([0, 0])
  })

  it('is given up over a real socket too, and the socket is closed', async () => {
    let asked = 0
    let closed = 0
    const { clock, client } = clientOf(
      await listen((_request, response) => {
        asked += 1
        response.on('close', () => (closed += 1))
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write('{"Response":{"Status":6,')
      }),
    )
    const call = thrownBy(client.describeFirmwareUpdateStatus(DEVICE))
    await until(() => asked === 1)
    await new Promise((resolve) => setTimeout(resolve, 30))
    await clock.advance(9_999)
    expect(closed).toBe(0)
    await clock.advance(1)
    expect(await call).toMatchObject({ failure: { kind: 'timeout', timeoutMs: 10_000 } })
    await until(() => closed === 1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('is left at once when the caller goes', async () => {
    const { clock, client } = clientOf('/api', { fetch: (_url, init) => Promise.resolve(stallAfterHeaders(init?.signal)) })
    const caller = new AbortController()
    const call = thrownBy(client.describeFirmwareUpdateStatus(DEVICE, caller.signal))
    await clock.advance(5)
    caller.abort()
    expect(await call).toMatchObject({ failure: { kind: 'aborted' } })
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('a call over a real socket', () => {
  it('that was aborted beforehand sends nothing', async () => {
    let asked = 0
    const { client } = clientOf(await listen((_request, response) => void response.end(String((asked += 1)))))
    expect(await thrownBy(client.describeFirmwareUpdateStatus(DEVICE, AbortSignal.abort()))).toMatchObject({ failure: { kind: 'aborted' } })
    expect(asked).toBe(0)
  })

  it('does not carry the token to where a redirect points', async () => {
    let reached = 0
    const elsewhere = await listen((_request, response) => void response.end(String((reached += 1))))
    for (const status of [301, 302, 303, 307, 308]) {
      const { client } = clientOf(await listen((_request, response) => response.writeHead(status, { location: elsewhere }).end()))
      expect(await thrownBy(client.describeFirmwareUpdateStatus(DEVICE))).toMatchObject({ failure: { kind: 'network' } })
    }
    expect(reached).toBe(0)
  })

  it('is sent once, even when the gateway fails', async () => {
    let asked = 0
    const { client } = clientOf(
      await listen((_request, response) => {
        asked += 1
        response.writeHead(503, { 'retry-after': '9' }).end('busy')
      }),
    )
    expect(await thrownBy(client.describeFirmwareUpdateStatus(DEVICE))).toMatchObject({ failure: { kind: 'unavailable', httpStatus: 503, retryAfterMs: 9000 } })
    expect(asked).toBe(1)
  })

  it('is sent once, even when the connection breaks', async () => {
    let asked = 0
    const { client } = clientOf(
      await listen((request) => {
        asked += 1
        request.socket.destroy()
      }),
    )
    expect(await thrownBy(client.describeFirmwareUpdateStatus(DEVICE))).toMatchObject({ failure: { kind: 'network' } })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(asked).toBe(1)
  })
})

/** Everything that could be read out of an error, own and hidden properties and causes included. */
function readable(error: unknown): string {
  const own = error instanceof Error ? [error.message, error.stack, String(error.cause), ...Object.values(error).map((value) => JSON.stringify(value) ?? '')] : []
  return [inspect(error, { depth: Infinity, showHidden: true, getters: true }), JSON.stringify(error), String(error), ...own].join('\n')
}

describe('the token', () => {
  it('is in no failure of any kind, wherever one looks', async () => {
    const reset = await listen((request) => request.socket.destroy())
    const code = (name: string) => (_url: unknown, init?: RequestInit) =>
      Promise.resolve(Response.json({ Response: { Error: { Code: name, Message: 'm' }, RequestId: JSON.parse(String(init?.body)).RequestId } }))
    const fetches: [kind: string, fetch: CloudClientOptions['fetch']][] = [
      ['aborted', (_url, init) => Promise.resolve(stallAfterHeaders(init?.signal))],
      ['timeout', (_url, init) => Promise.resolve(stallAfterHeaders(init?.signal))],
      ['network', (_url, init) => fetch(reset, init)],
      ['network', (_url, init) => Promise.reject(new TypeError(String(init?.body), { cause: init }))],
      ['network', () => Promise.reject(new DOMException(TOKEN, 'AbortError'))],
      ['rate-limited', code('RequestLimitExceeded')],
      ['unauthorized', code('InvalidParameterValue.InvalidAccessToken')],
      ['denied', code('InvalidParameterValue.NoPermission')],
      ['rejected', code('InternalError')],
      ['malformed', (_url, init) => Promise.resolve(new Response(String(init?.body).slice(1)))],
      ['malformed', (_url, init) => Promise.resolve(new Response(`<html>${String(init?.body)}`))],
      ['malformed', () => Promise.resolve(Response.json({ Response: { RequestId: TOKEN } }))],
      ['unavailable', (_url, init) => Promise.resolve(new Response(String(init?.body), { status: 502 }))],
    ]
    const kinds = new Set<string>()
    let leaks = 0
    for (const [kind, fetch] of fetches) {
      const { clock, client } = clientOf('/api', { fetch })
      const caller = new AbortController()
      const call = thrownBy(client.describeFirmwareUpdateStatus(DEVICE, caller.signal))
      await clock.advance(5)
      if (kind === 'aborted') caller.abort()
      if (kind === 'timeout') await clock.advance(10_000)
      const error = await call
      expect(error).toBeInstanceOf(CloudError)
      if (error instanceof CloudError) kinds.add(error.failure.kind)
      expect(error).toMatchObject({ failure: { kind } })
      if (readable(error).includes(TOKEN)) leaks += 1
    }
    console.log(`S2, cloud errors: kinds ${kinds.size}, cases ${fetches.length}, leaks ${leaks}`)
    expect(kinds.size).toBe(9)
    expect(leaks).toBe(0)
  })

  it('would be found in the error of a plain ofetch', async () => {
    const plain = createFetch({ fetch: () => Promise.resolve(new Response('no', { status: 500 })) })
    const error = await thrownBy(plain('http://cloud.invalid/api', { method: 'POST', body: JSON.stringify({ AccessToken: TOKEN }), retry: 0 }))
    expect(readable(error)).toContain(TOKEN)
  })
})
