import { describe, expect, it } from 'vitest'
import { CloudError, failureOfCode, failureOfHttpStatus, retryAfterMs } from '@/cloud/errors'
import { proxyReason } from '@/cloud/proxy-reason'
import type { CallFailure } from '@/domain/call-failure'

const WALL_MS = Date.UTC(2026, 0, 1)

describe('an error code', () => {
  it.each<[code: string, kind: CallFailure['kind']]>([
    ['InternalError', 'rejected'],
    ['InvalidParameterValue', 'rejected'],
    ['InvalidParameterValue.InvalidAccessToken', 'unauthorized'],
    ['InvalidParameterValue.InvalidJSON', 'rejected'],
    ['InvalidParameterValue.NoPermission', 'denied'],
    ['ResourceNotFound', 'denied'],
    ['ResourceNotFound.DeviceHasNoFirmware', 'denied'],
    ['UnauthorizedOperation.APPNoPermissionToStudioProduct', 'denied'],
    ['FailedOperation', 'rejected'],
    ['FailedOperation.DeviceOffline', 'rejected'],
    ['FailedOperation.DeviceInfoOutdated', 'rejected'],
    ['InvalidAction', 'rejected'],
    ['ErrorRequiredParamNotFound', 'rejected'],
    ['RequestLimitExceeded', 'rate-limited'],
    ['RequestLimitExceeded.IPLimitExceeded', 'rate-limited'],
    ['LimitExceeded', 'rate-limited'],
    ['LimitExceeded.Any', 'rate-limited'],
    ['-1000', 'rejected'],
  ])('%s means %s', (code, kind) => expect(failureOfCode(code, 'said', 5)).toMatchObject({ kind, code, message: 'said' }))

  it.each(['invalidparametervalue.invalidaccesstoken', 'InvalidParameterValue.InvalidAccessTokenX', 'X.InvalidParameterValue.InvalidAccessToken'])(
    'that only resembles the one of an invalid token, %s, does not lock the account',
    (code) => expect(failureOfCode(code, '').kind).toBe('rejected'),
  )

  it.each(['LimitExceededX', 'NotLimitExceeded', 'ResourceNotFoundX', 'NoPermissionX'])('that only resembles another, %s, is a plain refusal', (code) =>
    expect(failureOfCode(code, '').kind).toBe('rejected'),
  )
})

describe('an HTTP status without an Error', () => {
  it('429 slows the engine, anything else is the gateway’s trouble', () => {
    expect(failureOfHttpStatus(429, null, 3000)).toEqual({ kind: 'rate-limited', code: 'HTTP 429', message: '', retryAfterMs: 3000 })
    for (const httpStatus of [302, 400, 401, 403, 404, 413, 500, 502, 503, 504]) {
      expect(failureOfHttpStatus(httpStatus, 'why', null)).toEqual({ kind: 'unavailable', httpStatus, reason: 'why', retryAfterMs: null })
    }
  })
})

describe('Retry-After', () => {
  it.each<[header: string | null, ms: number | null]>([
    [null, null],
    ['', null],
    ['soon', null],
    ['7', 7000],
    [' 7 ', 7000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:01:30 GMT', 90_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
  ])('%j waits %s ms', (header, ms) => expect(retryAfterMs(header, WALL_MS)).toBe(ms))

  it.each(['-5', '1.5', '+7', '3, 4', '1e3'])('%j is no time: it is as good as absent, never a leave to call at once', (header) =>
    expect(retryAfterMs(header, WALL_MS)).toBeNull(),
  )
})

describe('our proxy’s word', () => {
  it('is read from its own JSON alone', () => {
    expect(proxyReason('{"error":{"kind":"k","upstream":"https://iot.example","reason":"ENOTFOUND"}}')).toBe('https://iot.example ENOTFOUND')
    for (const text of ['', 'null', '[]', '{"error":"x"}', '{"error":{"kind":"k"}}', '<html>', '{"error":{"kind":1,"upstream":2,"reason":3}}']) {
      expect(proxyReason(text)).toBeNull()
    }
  })
})

describe('what leaves the cloud room', () => {
  it('is one error that names its failure and RequestId, and has no cause', () => {
    const error = new CloudError({ kind: 'network' }, 'r-1')
    expect(error).toMatchObject({ name: 'CloudError', message: 'network (RequestId r-1)', requestId: 'r-1' })
    expect(Object.hasOwn(error, 'cause')).toBe(false)
  })
})
