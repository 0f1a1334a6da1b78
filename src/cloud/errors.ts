import type { CallFailure } from '../domain/call-failure'

/** The only error that leaves `cloud/`. Carries no request body, no cause and no token. */
export class CloudError extends Error {
  override readonly name = 'CloudError'
  readonly failure: CallFailure
  readonly requestId: string
  /** The body of the answer as it was received, the token masked; `null` when there was none. */
  readonly text: string | null

  constructor(failure: CallFailure, requestId: string, text: string | null = null) {
    super(`${failure.kind} (RequestId ${requestId})`)
    this.failure = failure
    this.requestId = requestId
    this.text = text
  }
}

const LIMIT_CODE = /^(RequestLimitExceeded|LimitExceeded)(\.|$)/u
const DENIED_CODE = /(^|\.)NoPermission$|^UnauthorizedOperation(\.|$)|^ResourceNotFound(\.|$)/u

/** What an error code of the cloud means for the caller (cloud-api §2, §3 and §4). */
export function failureOfCode(code: string, message: string, retryAfterMs: number | null = null): CallFailure {
  if (code === 'InvalidParameterValue.InvalidAccessToken') return { kind: 'unauthorized', code, message }
  if (LIMIT_CODE.test(code)) return { kind: 'rate-limited', code, message, retryAfterMs }
  if (DENIED_CODE.test(code)) return { kind: 'denied', code, message }
  return { kind: 'rejected', code, message }
}

/** What an HTTP status without a readable `Error` means; `reason` is a proxy's word for it. */
export function failureOfHttpStatus(httpStatus: number, reason: string | null, retryAfterMs: number | null): CallFailure {
  if (httpStatus === 429) return { kind: 'rate-limited', code: 'HTTP 429', message: reason ?? '', retryAfterMs }
  return { kind: 'unavailable', httpStatus, reason, retryAfterMs }
}

/** `Retry-After` in seconds or as an HTTP date, in ms from `wallMs`; `null` when absent or unreadable. */
export function retryAfterMs(header: string | null, wallMs: number): number | null {
  if (header === null) return null
  if (/^\d{1,9}$/u.test(header.trim())) return Number(header) * 1000
  // `Date.parse` takes "-5" and "1.5" for dates of 2001: a date of HTTP begins with its weekday.
  const at = /^\s*[a-z]/iu.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - wallMs)
}
