/** `bare` is the documented sample without a wrapper; its errors come wrapped, as nothing else is known (cloud-api §2). */
export const ENVELOPES = ['response', 'code', 'bare'] as const
export type Envelope = (typeof ENVELOPES)[number]

export type AnswerFields = Readonly<Record<string, unknown>>

/** An error that the cloud answers with, HTTP 200 and in the envelope (cloud-api §2). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export function answerText(envelope: Envelope, fields: AnswerFields, requestId: string): string {
  const body = { ...fields, RequestId: requestId }
  if (envelope === 'bare') return JSON.stringify(body)
  return JSON.stringify(envelope === 'code' ? { code: 0, msg: '', data: body } : { Response: body })
}

export function errorText(envelope: Envelope, { code, message }: ApiError, requestId: string): string {
  const body = { Error: { Code: code, Message: message }, RequestId: requestId }
  return JSON.stringify(envelope === 'code' ? { code: -1000, msg: message, data: body } : { Response: body })
}

/** A response that states its length, so that a cut one is a whole answer to HTTP. */
export function textResponse(text: string, status = 200, headers: Record<string, string> = {}): Response {
  const bytes = new TextEncoder().encode(text)
  return new Response(bytes, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': String(bytes.length), ...headers },
  })
}
