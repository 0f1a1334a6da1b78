import type { MalformedReason } from '../domain/call-failure'

export type Fields = Readonly<Record<string, unknown>>

export type Opened =
  | { readonly kind: 'answer'; readonly fields: Fields; readonly requestId: string | null }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly requestId: string | null }
  | { readonly kind: 'malformed'; readonly reason: MalformedReason }

/** Opens an answer's text in any of the envelopes of cloud-api §2. Never throws. */
export function openEnvelope(text: string): Opened {
  const trimmed = text.replace(/^\uFEFF/u, '').trim()
  if (trimmed === '') return malformed('empty')
  let json: unknown
  try {
    json = JSON.parse(trimmed)
  } catch {
    return malformed(trimmed.startsWith('<') ? 'html' : 'not-json')
  }
  if (!isFields(json)) return malformed('no-envelope')
  if (Object.hasOwn(json, 'Response')) return openBody(json.Response)
  if (Object.hasOwn(json, 'code')) return openCode(json)
  return isText(json.RequestId) ? openBody(json) : malformed('no-envelope')
}

function openCode(json: Fields): Opened {
  const body = json.data
  if (isFields(body) && isFields(body.Error)) return openBody(body)
  const { code } = json
  if (code === 0 || code === '0') return openBody(body)
  if (typeof code !== 'number' && !isText(code)) return malformed('no-envelope')
  const requestId = isFields(body) ? requestIdOf(body) : requestIdOf(json)
  return { kind: 'error', code: String(code), message: isText(json.msg) ? json.msg : '', requestId }
}

function openBody(body: unknown): Opened {
  if (!isFields(body)) return malformed('no-envelope')
  if (body.Error === undefined || body.Error === null) return { kind: 'answer', fields: body, requestId: requestIdOf(body) }
  if (!isFields(body.Error) || !isText(body.Error.Code)) return malformed('bad-field')
  const { Code, Message } = body.Error
  return { kind: 'error', code: Code, message: isText(Message) ? Message : '', requestId: requestIdOf(body) }
}

function requestIdOf(body: Fields): string | null {
  return isText(body.RequestId) ? body.RequestId : null
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function malformed(reason: MalformedReason): Opened {
  return { kind: 'malformed', reason }
}
