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

/** A flat value of the cloud or a device, with every occurrence of the token in its texts masked. */
export function maskToken<T extends object>(value: T, token: string): T {
  if (token === '') return value
  const echoes = Object.values(value).some((field) => typeof field === 'string' && field.includes(token))
  if (!echoes) return value
  const masked = Object.entries(value).map(([name, field]) => [
    name,
    typeof field === 'string' ? field.replaceAll(token, '••••') : field,
  ])
  return Object.freeze(Object.fromEntries(masked)) as T
}
