import { createFetch } from 'ofetch'
import type { CallFailure } from '../domain/call-failure'
import type { Upgrade } from '../domain/upgrade'
import type { Action, Actions, DeviceFields } from './actions'
import { decodeUpdateStatus } from './decode'
import { openEnvelope, type Fields } from './envelope'
import { CloudError, failureOfCode, failureOfHttpStatus, retryAfterMs } from './errors'
import { proxyReason, proxyRefusal } from './proxy-reason'
import { createRequestId } from './request-id'
import { readServerDate } from './server-date'

export interface CloudAnswer {
  readonly fields: Fields
  readonly requestId: string
  /** The body as it was received, the token masked. */
  readonly text: string
  /** The server's own time in the `Date` header, epoch ms; `null` when absent or unreadable. */
  readonly serverDateMs: number | null
}

export interface CloudClient {
  /** Sends one action, once. Rejects with a `CloudError` and nothing else. */
  call<A extends Action>(action: A, request: Actions[A]['request'], signal?: AbortSignal): Promise<CloudAnswer>
  /** AppDescribeFirmwareUpdateStatus (cloud-api §3) for one device. Rejects with a `CloudError` and nothing else. */
  describeFirmwareUpdateStatus(
    device: { productId: string; deviceName: string },
    signal?: AbortSignal,
  ): Promise<Omit<CloudAnswer, 'fields'> & { readonly upgrade: Upgrade }>
}

/** The little of the engine's clock that a call needs: epoch ms, and a timer that returns its own end. */
export interface CallClock {
  wallMs(): number
  after(delayMs: number, run: () => void): () => void
}

export interface CloudClientOptions {
  fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>
  /** The whole address of the `tokenapi` endpoint (cloud-api §1), usually a path of this origin. */
  endpoint: string
  /** `null`: a proxy on the way puts it in, and the request has no such field. */
  token: () => string | null
  clock: CallClock
  /** Covers the headers and the body of an answer. */
  timeoutMs?: number
  requestId?: () => string
}

export const CALL_TIMEOUT_MS = 10_000
/** No form or link of another site can send it: a proxy that adds the token itself asks for it. */
const OWN_HEADER = { 'x-ota-lookout': '1' }

/** The one door to the cloud. */
export function createCloudClient(options: CloudClientOptions): CloudClient {
  const { endpoint, token, clock, timeoutMs = CALL_TIMEOUT_MS, requestId: freshId = createRequestId } = options
  const request = createFetch({ fetch: options.fetch as typeof globalThis.fetch })

  async function send(body: string, signal: AbortSignal): Promise<HttpAnswer> {
    const response = await request.raw(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...OWN_HEADER },
      body,
      signal,
      responseType: 'text',
      retry: 0,
      ignoreResponseError: true,
      redirect: 'error',
      cache: 'no-store',
      // A sign-in in front of this site knows its people by a cookie; the proxy passes none on to the cloud.
      credentials: 'same-origin',
      referrerPolicy: 'no-referrer',
    })
    return {
      httpStatus: response.status,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), clock.wallMs()),
      serverDateMs: readServerDate(response.headers.get('date')),
      text: response._data ?? '',
    }
  }

  async function call<A extends Action>(action: A, fields: Actions[A]['request'], outer?: AbortSignal) {
    const requestId = freshId()
    const timeLimit = new AbortController()
    const stop = () => timeLimit.abort()
    const cancelTimer = clock.after(timeoutMs, stop)
    outer?.addEventListener('abort', stop, { once: true })
    if (outer?.aborted) stop()
    try {
      const accessToken = token()
      const body = JSON.stringify({ ...fields, Action: action, RequestId: requestId, AccessToken: accessToken ?? undefined })
      const answer = await send(body, timeLimit.signal)
      return readAnswer(answer, requestId, withoutToken(answer.text, accessToken ?? ''))
    } catch (error) {
      if (error instanceof CloudError) throw error
      throw new CloudError(failureOfThrown(outer, timeLimit.signal, timeoutMs), requestId)
    } finally {
      cancelTimer()
      outer?.removeEventListener('abort', stop)
    }
  }

  return {
    call,
    async describeFirmwareUpdateStatus({ productId, deviceName }, signal) {
      const device: DeviceFields = { ProductId: productId, DeviceName: deviceName }
      const { fields, ...answer } = await call('AppDescribeFirmwareUpdateStatus', device, signal)
      const upgrade = decodeUpdateStatus(fields)
      if (upgrade === null) throw new CloudError({ kind: 'malformed', reason: 'bad-field' }, answer.requestId, answer.text)
      return { upgrade, ...answer }
    },
  }
}

interface HttpAnswer {
  httpStatus: number
  retryAfterMs: number | null
  serverDateMs: number | null
  text: string
}

function readAnswer(answer: HttpAnswer, requestId: string, shown: string): CloudAnswer {
  const opened = openEnvelope(answer.text)
  if (opened.kind !== 'malformed' && opened.requestId !== null && opened.requestId !== requestId) {
    throw new CloudError({ kind: 'malformed', reason: 'foreign-answer' }, requestId, shown)
  }
  if (opened.kind === 'error') {
    throw new CloudError(failureOfCode(opened.code, opened.message, answer.retryAfterMs), requestId, shown)
  }
  const refusal = answer.httpStatus === 403 ? proxyRefusal(answer.text) : null
  if (refusal !== null) throw new CloudError({ kind: 'denied', code: refusal, message: '' }, requestId, shown)
  if (answer.httpStatus < 200 || answer.httpStatus > 299) {
    throw new CloudError(failureOfHttpStatus(answer.httpStatus, proxyReason(answer.text), answer.retryAfterMs), requestId, shown)
  }
  if (opened.kind === 'malformed') throw new CloudError({ kind: 'malformed', reason: opened.reason }, requestId, shown)
  return { fields: opened.fields, requestId, text: shown, serverDateMs: answer.serverDateMs }
}

function failureOfThrown(outer: AbortSignal | undefined, limit: AbortSignal, timeoutMs: number): CallFailure {
  if (outer?.aborted) return { kind: 'aborted' }
  return limit.aborted ? { kind: 'timeout', timeoutMs } : { kind: 'network' }
}

/** The text with the token masked, escaped for JSON or not. */
function withoutToken(text: string, token: string): string {
  const escaped = JSON.stringify(token).slice(1, -1)
  const forms = token === '' ? [] : [token, escaped, escaped.replaceAll('/', '\\/')]
  return forms.reduce((masked, form) => masked.replaceAll(form, '••••'), text)
}
