import { describe, expect, it } from 'vitest'
import { createCloudClient, type CloudClientOptions } from '@/cloud/cloud-client'
import { CloudError } from '@/cloud/errors'
import type { CallFailure } from '@/domain/call-failure'
import { FakeClock } from '../../support/fake-clock'
import * as fixtures from './fixtures/documented'

const TOKEN = fixtures.DOCUMENTED_REQUEST.AccessToken
const DEVICE = { productId: 'P1', deviceName: 'd1' }

interface Sent {
  body: Record<string, unknown>
  init: RequestInit
  url: string
}

function clientOf(answer: (sent: Sent) => Response | Promise<Response>, options: Partial<CloudClientOptions> = {}) {
  const clock = new FakeClock()
  const sent: Sent[] = []
  const client = createCloudClient({
    fetch: (url, init = {}) => {
      const call = { body: JSON.parse(String(init.body)), init, url: String(url) }
      sent.push(call)
      return Promise.resolve(answer(call))
    },
    endpoint: '/api/exploreropen/tokenapi',
    token: () => TOKEN,
    clock,
    ...options,
  })
  return { client, clock, sent }
}

async function failureOf(call: Promise<unknown>): Promise<CloudError> {
  try {
    await call
  } catch (error) {
    if (error instanceof CloudError) return error
    throw error
  }
  throw new Error('the call did not fail')
}

function withFixedId(answer: string, status = 200, headers: Record<string, string> = {}) {
  return clientOf(() => new Response(answer, { status, headers }), { requestId: () => '…' })
}

describe('a call', () => {
  it('sends the documented request, with a fresh uuid each time', async () => {
    const { client, sent } = clientOf(({ body }) => Response.json({ Response: { RequestId: body['RequestId'] } }))
    await client.describeFirmwareUpdateStatus(DEVICE)
    await client.describeFirmwareUpdateStatus(DEVICE)
    const ids = sent.map(({ body }) => String(body['RequestId']))
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u)
    expect({ ...sent[0]?.body, RequestId: '…' }).toEqual(fixtures.DOCUMENTED_REQUEST)
    expect(sent[0]?.init).toMatchObject({ method: 'POST', redirect: 'error', credentials: 'same-origin', cache: 'no-store' })
    expect(sent[0]?.url).toBe('/api/exploreropen/tokenapi')
  })

  it('says in a header that it is this app’s, which no form or link of another site can', async () => {
    const { client, sent } = clientOf(({ body }) => Response.json({ Response: { RequestId: body['RequestId'] } }))
    await client.describeFirmwareUpdateStatus(DEVICE)
    await client.call('AppGetUser', {})
    expect(sent.map(({ init }) => new Headers(init.headers).get('x-ota-lookout'))).toEqual(['1', '1'])
  })

  it('reads the documented answers to the letter', async () => {
    expect((await withFixedId(fixtures.DOCUMENTED_STATUS).client.describeFirmwareUpdateStatus(DEVICE)).upgrade).toEqual({
      kind: 'unknown',
      status: null,
      sourceVersion: '1.0',
      targetVersion: '2.0',
      message: null,
    })
    expect((await withFixedId(fixtures.CLIENTS_STATUS).client.describeFirmwareUpdateStatus(DEVICE)).upgrade).toEqual({
      kind: 'running',
      status: 3,
      percent: 42,
      sourceVersion: '1.0',
      targetVersion: null,
      message: null,
    })
    expect((await withFixedId(fixtures.UNWRAPPED).client.call('AppGetUser', {})).fields).toEqual({ MemberList: [], RequestId: '…' })
    expect((await failureOf(withFixedId(fixtures.DOCUMENTED_ERROR).client.describeFirmwareUpdateStatus(DEVICE))).failure).toEqual({
      kind: 'unauthorized',
      code: 'InvalidParameterValue.InvalidAccessToken',
      message: 'Token无效',
    })
    expect((await failureOf(withFixedId(fixtures.CLIENTS_ERROR).client.describeFirmwareUpdateStatus(DEVICE))).failure).toEqual({
      kind: 'rejected',
      code: '…',
      message: '…',
    })
  })

  it.each<[code: string, kind: CallFailure['kind']]>([
    ['InvalidParameterValue.InvalidAccessToken', 'unauthorized'],
    ['RequestLimitExceeded', 'rate-limited'],
    ['RequestLimitExceeded.UinLimitExceeded', 'rate-limited'],
    ['LimitExceeded.Calls', 'rate-limited'],
    ['InvalidParameterValue.NoPermission', 'denied'],
    ['UnauthorizedOperation.APPNoPermissionToStudioProduct', 'denied'],
    ['ResourceNotFound.DeviceHasNoFirmware', 'denied'],
    ['InternalError', 'rejected'],
    ['InvalidParameterValue', 'rejected'],
    ['InvalidAction', 'rejected'],
    ['FailedOperation', 'rejected'],
  ])('takes %s for %s, whatever the HTTP status', async (code, kind) => {
    for (const status of [200, 400, 500]) {
      const { client } = withFixedId(JSON.stringify({ Response: { Error: { Code: code, Message: 'm' }, RequestId: '…' } }), status)
      expect((await failureOf(client.describeFirmwareUpdateStatus(DEVICE))).failure).toMatchObject({ kind, code })
    }
  })

  it('does not take another call’s answer for its own, and accepts one without a RequestId', async () => {
    const foreign = withFixedId('{"Response":{"Status":6,"RequestId":"other"}}').client
    expect((await failureOf(foreign.describeFirmwareUpdateStatus(DEVICE))).failure).toEqual({ kind: 'malformed', reason: 'foreign-answer' })
    const nullError = withFixedId('{"code":0,"msg":"","data":{"Status":6,"Error":null,"RequestId":"…"}}').client
    expect((await nullError.describeFirmwareUpdateStatus(DEVICE)).upgrade.kind).toBe('done')
    const nameless = withFixedId('{"code":0,"msg":"","data":{"Status":6}}').client
    expect((await nameless.describeFirmwareUpdateStatus(DEVICE)).upgrade.kind).toBe('done')
  })

  it.each([
    ['', 'empty'],
    ['<!doctype html><p>502</p>', 'html'],
    ['{"Response":{"Status":', 'not-json'],
    ['NaN', 'not-json'],
    ['null', 'no-envelope'],
    ['[]', 'no-envelope'],
    ['{}', 'no-envelope'],
    ['{"Response":null}', 'no-envelope'],
    ['{"Response":{"Status":1.5,"RequestId":"…"}}', 'bad-field'],
    ['{"Response":{"Status":1e999,"RequestId":"…"}}', 'bad-field'],
    ['{"Response":{"Status":true,"RequestId":"…"}}', 'bad-field'],
    ['{"Response":{"Error":"x","RequestId":"…"}}', 'bad-field'],
  ])('says of %j that it is unreadable: %s', async (text, reason) => {
    expect((await failureOf(withFixedId(text).client.describeFirmwareUpdateStatus(DEVICE))).failure).toEqual({ kind: 'malformed', reason })
  })

  it('tells a gateway’s refusal by its HTTP status, and our proxy’s by its words', async () => {
    expect((await failureOf(withFixedId('<html>', 503, { 'retry-after': '7' }).client.call('AppGetUser', {}))).failure).toEqual({
      kind: 'unavailable',
      httpStatus: 503,
      reason: null,
      retryAfterMs: 7000,
    })
    const proxy = '{"error":{"kind":"upstream-unreachable","upstream":"https://iot.example","reason":"ECONNREFUSED"}}'
    expect((await failureOf(withFixedId(proxy, 502).client.call('AppGetUser', {}))).failure).toMatchObject({
      kind: 'unavailable',
      reason: 'https://iot.example ECONNREFUSED',
    })
    const date = new Date(new FakeClock().wallMs() + 90_000).toUTCString()
    expect((await failureOf(withFixedId('', 429, { 'retry-after': date }).client.call('AppGetUser', {}))).failure).toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 90_000,
    })
  })

  it('ends a body that stalls after the headers when its 10 s are over', async () => {
    const stalled = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{"Resp')) })
    const { client, clock } = clientOf(({ init }) => {
      init.signal?.addEventListener('abort', () => void stalled.cancel().catch(() => undefined))
      const response = new Response(stalled)
      return Object.assign(response, {
        text: () => new Promise<string>((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new DOMException('stop', 'AbortError')))),
      })
    })
    const call = failureOf(client.describeFirmwareUpdateStatus(DEVICE))
    await clock.advance(9_999)
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(1)
    expect((await call).failure).toEqual({ kind: 'timeout', timeoutMs: 10_000 })
    expect(clock.pendingTimers).toBe(0)
  })

  it('tells the caller’s abort from the network’s failure, and leaves no timer', async () => {
    const { client, clock } = clientOf(({ init }) => new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new DOMException('stop', 'AbortError')))))
    const controller = new AbortController()
    const call = failureOf(client.describeFirmwareUpdateStatus(DEVICE, controller.signal))
    controller.abort()
    expect((await call).failure).toEqual({ kind: 'aborted' })
    const reset = clientOf(() => Promise.reject(new TypeError('Failed to fetch')))
    expect((await failureOf(reset.client.describeFirmwareUpdateStatus(DEVICE))).failure).toEqual({ kind: 'network' })
    expect(clock.pendingTimers + reset.clock.pendingTimers).toBe(0)
  })

  it('never has the token in what it throws', async () => {
    const echo = (text: string, status = 200) => clientOf(() => new Response(text, { status }), { requestId: () => '…' }).client
    const clients = [
      echo(fixtures.DOCUMENTED_ERROR),
      echo('<html>', 500),
      echo(''),
      echo('{"Response":', 429),
      clientOf(() => Promise.reject(new TypeError(`cannot send ${TOKEN}`))).client,
      clientOf(() => {
        throw new Error(TOKEN)
      }).client,
    ]
    for (const client of clients) {
      const error = await failureOf(client.describeFirmwareUpdateStatus(DEVICE))
      const told = [error.message, error.stack, String(error.cause), JSON.stringify(error), JSON.stringify(error.failure)].join('\n')
      expect(told).not.toContain(TOKEN)
    }
    expect(`planted ${TOKEN}`).toContain(TOKEN)
  })
})

describe('a proxy of this site', () => {
  it('that holds the token gets a request without one', async () => {
    const { client, sent } = clientOf(({ body }) => Response.json({ Response: { RequestId: body['RequestId'] } }), { token: () => null })
    await client.call('AppGetUser', {})
    expect(Object.keys(sent[0]?.body ?? {})).toEqual(['Action', 'RequestId'])
  })

  it.each(['read-only', 'foreign-page'])('that refuses a call as %s is quoted', async (kind) => {
    const call = withFixedId(JSON.stringify({ error: { kind } }), 403).client.call('AppGetUser', {})
    expect((await failureOf(call)).failure).toEqual({ kind: 'denied', code: `proxy/${kind}`, message: '' })
  })
})
