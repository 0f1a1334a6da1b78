/** Why one call to the cloud gave no usable answer. `code` and `message` are the cloud's own words, data to show. */
export type CallFailure =
  | { readonly kind: 'aborted' }
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  | { readonly kind: 'network' }
  | { readonly kind: 'rate-limited'; readonly code: string; readonly message: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'unauthorized'; readonly code: string; readonly message: string }
  | { readonly kind: 'denied'; readonly code: string; readonly message: string }
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }
  | { readonly kind: 'malformed'; readonly reason: MalformedReason }
  | { readonly kind: 'unavailable'; readonly httpStatus: number; readonly reason: string | null; readonly retryAfterMs: number | null }

/** Codes of the cloud (cloud-api §3 and §4) and of our own proxy that have words of ours; any other is shown as it came. */
export const KNOWN_CODES = [
  'InternalError',
  'InvalidParameterValue',
  'InvalidParameterValue.InvalidAccessToken',
  'InvalidParameterValue.NoPermission',
  'InvalidParameterValue.InvalidJSON',
  'UnauthorizedOperation.APPNoPermissionToStudioProduct',
  'ResourceNotFound.DeviceHasNoFirmware',
  'FailedOperation',
  'FailedOperation.DeviceOffline',
  'FailedOperation.DeviceInfoOutdated',
  'InvalidAction',
  'ErrorRequiredParamNotFound',
  'proxy/read-only',
  'proxy/foreign-page',
] as const
export type KnownCode = (typeof KNOWN_CODES)[number]

export function isKnownCode(code: string): code is KnownCode {
  return KNOWN_CODES.some((known) => known === code)
}

export type CallFailureKind = CallFailure['kind']

export type MalformedReason = 'empty' | 'html' | 'not-json' | 'no-envelope' | 'bad-field' | 'foreign-answer'

/** Failures of the way to the cloud, not of the device asked for: they slow the whole engine. */
export function isTransportFailure(failure: CallFailure): boolean {
  return failure.kind === 'timeout' || failure.kind === 'network' || failure.kind === 'unavailable'
}
