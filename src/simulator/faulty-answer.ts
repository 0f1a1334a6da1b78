import { RETRY_AFTER_SECONDS, type FaultKind, type FaultPlan } from './faults'
import { networkError, type OpenCalls } from './open-calls'
import { ApiError, errorText, textResponse, type Envelope } from './wire'

export interface FaultyCall {
  readonly envelope: Envelope
  readonly plan: FaultPlan | null
  readonly requestId: string
  readonly request: Request
  readonly calls: OpenCalls
  /** The right answer; asking for it lets the action take effect. */
  readonly answer: (requestId: string) => string
  readonly foreignId: () => string
  /** The text of the last right answer, if any. */
  readonly lastText: string | null
}

const HTML_HEADERS = { 'content-type': 'text/html; charset=utf-8' }

const page = (title: string) =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center><hr><center>nginx</center></body></html>\n`

const failed = (call: FaultyCall, code: string, message: string) =>
  textResponse(errorText(call.envelope, new ApiError(code, message), call.requestId))

/** What comes back from a call with a fault. `reset` rejects; before `stall` nothing takes effect. */
export const FAULTY_ANSWERS = {
  'http-500': () => textResponse(page('500 Internal Server Error'), 500, HTML_HEADERS),
  'http-503': () => textResponse(page('503 Service Temporarily Unavailable'), 503, HTML_HEADERS),
  'http-429': ({ plan }) => {
    const seconds = plan?.retryAfterSeconds === undefined ? RETRY_AFTER_SECONDS : plan.retryAfterSeconds
    return textResponse('', 429, seconds === null ? {} : { 'retry-after': String(seconds) })
  },
  reset: () => {
    throw networkError()
  },
  html: () => textResponse(page('请先登录'), 200, HTML_HEADERS),
  'internal-error': (call) => failed(call, 'InternalError', '内部错误'),
  limit: (call) => failed(call, 'RequestLimitExceeded', '请求的次数超过了频率限制'),
  stall: (call) => stalledResponse(call.answer(call.requestId), call),
  truncated: (call) => {
    const text = call.answer(call.requestId)
    return textResponse(text.slice(0, Math.floor(text.length / 2)))
  },
  late: (call) => textResponse(call.answer(call.requestId)),
  duplicate: (call) => {
    const text = call.answer(call.requestId)
    return textResponse(call.lastText ?? text.replaceAll(call.requestId, call.foreignId()))
  },
  foreign: (call) => textResponse(call.answer(call.foreignId())),
} as const satisfies Record<FaultKind, (call: FaultyCall) => Response>

/** Headers and half the body, then nothing until the caller gives up. */
function stalledResponse(text: string, { calls, request }: FaultyCall): Response {
  const bytes = new TextEncoder().encode(text)
  let release: (() => void) | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.subarray(0, Math.floor(bytes.length / 2)))
      release = calls.hold(request, (reason) => controller.error(reason))
    },
    cancel: () => release?.(),
  })
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': String(bytes.length) }
  return new Response(body, { headers })
}
