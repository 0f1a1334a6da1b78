const TAIL_LENGTH = 4
const MIN_LENGTH_FOR_TAIL = 12
const MAX_LENGTH = 4096

/** A pasted token without the white space around it, or `null` when it cannot be one. */
export function readToken(pasted: string): string | null {
  const token = pasted.trim()
  return token.length > 0 && token.length <= MAX_LENGTH && /^[\x21-\x7e]+$/u.test(token) ? token : null
}

/** All that ever leaves the engine of a token: its last 4 characters, or `null` if it is too short to give them away. */
export function tokenTail(token: string): string | null {
  return token.length >= MIN_LENGTH_FOR_TAIL ? token.slice(-TAIL_LENGTH) : null
}

/**
 * A flat value of the cloud or a device, with every occurrence of the token in its texts masked. Our own words stay,
 * even if the token is a piece of them: every `kind`, and all that is told of a malformed answer.
 */
export function maskToken<T extends { readonly kind: string }>(value: T, token: string): T {
  if (token === '' || value.kind === 'malformed') return value
  const entries = Object.entries(value)
  if (!entries.some(([name, field]) => isEcho(name, field, token))) return value
  const masked = entries.map(([name, field]) => [name, isEcho(name, field, token) ? field.replaceAll(token, '••••') : field])
  return Object.freeze(Object.fromEntries(masked)) as T
}

function isEcho(name: string, field: unknown, token: string): field is string {
  return name !== 'kind' && typeof field === 'string' && field.includes(token)
}

/** A JSON value with every occurrence of the token in its texts masked, however deep. */
export function maskDeep<T>(value: T, token: string): T {
  return (token === '' ? value : masked(value, token)) as T
}

function masked(value: unknown, token: string): unknown {
  if (typeof value === 'string') return value.replaceAll(token, '••••')
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, token))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, masked(field, token)]))
}
