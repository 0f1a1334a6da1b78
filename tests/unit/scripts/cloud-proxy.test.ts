import { once } from 'node:events'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { closeAll, deadPort, listen, proxyTo, recorder, send } from './loopback.ts'
import { selfSigned } from './self-signed.ts'

const PATH = '/api/exploreropen/tokenapi'
const TOKEN = 'canary-token-7f3a'
const BODY = JSON.stringify({ Action: 'AppGetUser', AccessToken: TOKEN })

afterEach(closeAll)

describe('what reaches the cloud', () => {
  it('is the body to the letter, on the API path, with the cloud’s own Host', async () => {
    const cloud = await recorder()
    const answer = await send(await proxyTo({ mainland: cloud.origin }), PATH, { body: BODY })
    expect(answer).toMatchObject({ status: 200, text: '{"Response":{}}' })
    expect(cloud.seen).toMatchObject([{ method: 'POST', url: PATH, body: BODY, headers: { host: `127.0.0.1:${cloud.port}` } }])
  })

  it('goes to the overseas cloud without the prefix', async () => {
    const [mainland, oversea] = [await recorder(), await recorder()]
    const port = await proxyTo({ mainland: mainland.origin, oversea: oversea.origin })
    await send(port, `/oversea${PATH}`, { body: BODY })
    expect(mainland.seen).toEqual([])
    expect(oversea.seen).toMatchObject([{ url: PATH, body: BODY, headers: { host: `127.0.0.1:${oversea.port}` } }])
  })

  it('holds nothing that identifies the browser or the page', async () => {
    const cloud = await recorder()
    const told = {
      'content-type': 'application/json',
      'accept': 'application/json',
      'cookie': 'session=secret',
      'origin': 'http://localhost:4173',
      'referer': 'http://localhost:4173/',
      'user-agent': 'Mozilla/5.0',
      'authorization': 'Basic eA==',
      'sec-fetch-site': 'same-origin',
      'sec-ch-ua': '"Chromium"',
      'accept-language': 'zh-CN',
      'x-forwarded-for': '10.0.0.1',
    }
    await send(await proxyTo({ mainland: cloud.origin }), PATH, { body: BODY, headers: told })
    expect(cloud.seen[0]?.headers).toEqual({
      'host': `127.0.0.1:${cloud.port}`,
      'content-type': 'application/json',
      'accept': 'application/json',
      'content-length': String(Buffer.byteLength(BODY)),
      'user-agent': 'ota-lookout',
      'connection': 'keep-alive',
    })
  })
})

describe('what comes back', () => {
  it('keeps status, type and Retry-After, drops cookies and the cloud’s own headers, and is never stored', async () => {
    const cloud = await recorder((response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2'])
      response.setHeader('server', 'nginx')
      response.setHeader('access-control-allow-origin', '*')
      response.setHeader('cache-control', 'max-age=60')
      response.writeHead(429, { 'content-type': 'text/html', 'retry-after': '7' }).end('<h1>busy</h1>')
    })
    const answer = await send(await proxyTo({ mainland: cloud.origin }), PATH, { body: BODY })
    expect(answer).toMatchObject({ status: 429, text: '<h1>busy</h1>' })
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html', 'retry-after': '7', 'cache-control': 'no-store' })
    for (const name of ['set-cookie', 'server', 'access-control-allow-origin']) expect(answer.headers).not.toHaveProperty(name)
  })

  it('is cut when the cloud dies in mid-body, never a whole-looking half', async () => {
    const cloud = await recorder((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"Response":', () => response.socket?.destroy())
    })
    await expect(send(await proxyTo({ mainland: cloud.origin }), PATH, { body: BODY })).rejects.toThrow(/aborted|reset|hang up/u)
  })

  it('is cut as well when a chunked answer breaks off', async () => {
    const cloud = await recorder((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"Response":', () => response.socket?.destroy())
    })
    await expect(send(await proxyTo({ mainland: cloud.origin }), PATH, { body: BODY })).rejects.toThrow(/aborted|reset|hang up/u)
  })
})

describe('a cloud out of reach', () => {
  it('is named with its reason as JSON, without the token, on nobody’s log', async () => {
    const logs = (['log', 'warn', 'error', 'info'] as const).map((name) => vi.spyOn(console, name))
    const mainland = `http://127.0.0.1:${await deadPort()}`
    const answer = await send(await proxyTo({ mainland }), PATH, { body: BODY })
    expect(answer.status).toBe(502)
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' })
    expect(JSON.parse(answer.text)).toEqual({
      error: { kind: 'upstream-unreachable', upstream: mainland, reason: 'ECONNREFUSED' },
    })
    for (const log of logs) expect(log).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it('is a 502 when it hangs up without an answer, also on a large body, and the next call goes through', async () => {
    let calls = 0
    const cloud = await recorder((response, request) => (calls++ === 0 ? request.socket.destroy() : response.end('{}')))
    const port = await proxyTo({ mainland: cloud.origin })
    const cut = await send(port, PATH, { body: 'x'.repeat(2_000_000) })
    expect([cut.status, JSON.parse(cut.text).error.reason]).toEqual([502, 'ECONNRESET'])
    expect((await send(port, PATH, { body: BODY })).status).toBe(200)
  })

  it('is a 504 when no header comes in time', async () => {
    const cloud = await recorder(() => {})
    const answer = await send(await proxyTo({ mainland: cloud.origin, headersTimeoutMs: 60 }), PATH, { body: BODY })
    expect(answer.status).toBe(504)
    expect(JSON.parse(answer.text).error).toEqual({ kind: 'upstream-unreachable', upstream: cloud.origin, reason: 'ETIMEDOUT' })
  })

  it('is a 502 when it does not speak HTTP', async () => {
    const tcp = await listen(createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n').on('error', () => {})))
    const answer = await send(await proxyTo({ mainland: `http://127.0.0.1:${tcp}` }), PATH, { body: BODY })
    expect([answer.status, JSON.parse(answer.text).error.kind]).toEqual([502, 'upstream-unreachable'])
  })

  it('is a 502 when nobody vouches for its certificate, and it gets no byte of the request', async () => {
    let reached = 0
    const tls = await listen(createTlsServer(selfSigned(), (_, response) => void (reached++, response.end('{}'))))
    const answer = await send(await proxyTo({ mainland: `https://localhost:${tls}` }), PATH, { body: BODY })
    expect([answer.status, JSON.parse(answer.text).error.reason]).toEqual([502, 'DEPTH_ZERO_SELF_SIGNED_CERT'])
    expect(reached).toBe(0)
  })
})

it('stops asking the cloud when the browser goes away before the answer', async () => {
  let gone: Promise<unknown> = Promise.resolve()
  const arrived = deferred()
  const cloud = await recorder((response) => {
    gone = once(response, 'close')
    arrived.resolve()
  })
  const leave = new AbortController()
  const sent = send(await proxyTo({ mainland: cloud.origin }), PATH, { body: BODY, signal: leave.signal })
  await arrived.promise
  leave.abort()
  await expect(sent).rejects.toThrow(/abort/u)
  await gone
})

it('stops reading from the cloud when the browser goes away in mid-answer', async () => {
  let gone: Promise<unknown> = Promise.resolve()
  const arrived = deferred()
  const cloud = await recorder((response) => {
    gone = once(response, 'close')
    response.write('{', () => arrived.resolve())
  })
  const leave = new AbortController()
  const sent = send(await proxyTo({ mainland: cloud.origin }), PATH, { body: BODY, signal: leave.signal })
  await arrived.promise
  setTimeout(() => leave.abort(), 30)
  await expect(sent).rejects.toThrow(/abort/u)
  await gone
})

describe('the door', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('opens for POST only, not for %s', async (method) => {
    const cloud = await recorder()
    const answer = await send(await proxyTo({ mainland: cloud.origin }), PATH, { method })
    expect([answer.status, answer.headers.allow, cloud.seen.length]).toEqual([405, 'POST', 0])
  })

  it.each([
    '/api',
    '/api/',
    '/api/exploreropen/appapi',
    `${PATH}/`,
    `${PATH}?x=1`,
    `${PATH}/../appapi`,
    '/api/exploreropen/%74okenapi',
    '/oversea/api/other',
    '//api/exploreropen/tokenapi',
    '/API/exploreropen/tokenapi',
  ])('is no other path: %s is a 404 in JSON', async (path) => {
    const cloud = await recorder()
    const answer = await send(await proxyTo({ mainland: cloud.origin, oversea: cloud.origin }), path, { body: BODY })
    expect([answer.status, answer.text, cloud.seen.length]).toEqual([404, '{"error":{"kind":"not-found"}}', 0])
  })

  it.each(['/', '/index.html', '/assets/x.js', '/apis', '/http://evil.test/api'])('leaves %s to the file server', async (path) => {
    expect((await send(await proxyTo({}), path, { method: 'GET' })).status).toBe(299)
  })

  it('lets a redirect of the cloud lead nowhere', async () => {
    const cloud = await recorder((response) => void response.writeHead(302, { location: 'http://evil.test/' }).end())
    const answer = await send(await proxyTo({ mainland: cloud.origin }), PATH, { body: BODY })
    expect([answer.status, answer.headers.location]).toEqual([302, undefined])
  })
})

function deferred() {
  const settle: { resolve?: () => void } = {}
  const promise = new Promise<void>((resolve) => (settle.resolve = resolve))
  return { promise, resolve: () => settle.resolve?.() }
}
