/** What the person set (PORT, HOST, CLOUD_ORIGIN, the Node version), read strictly. No dependency: runs before the install. */

export const DEFAULT_PORT = 4173
export const DEFAULT_HOST = '127.0.0.1'
export const MAINLAND_ORIGIN = 'https://iot.cloud.tencent.com'
export const OVERSEA_ORIGIN = 'https://oversea.iotcloud.tencentiotcloud.com'

/** A wish that cannot be met; its message is one sentence for the person, no stack needed. */
export class Problem extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.name = 'Problem'
    this.exitCode = exitCode
  }
}

/** Vite 8 needs Node 20.19+, or 22.12+ (not 21, not early 22). */
export function nodeIsTooOld(version) {
  const [major = 0, minor = 0] = version.replace(/^v/u, '').split('.').map(Number)
  if (major === 20) return minor < 19
  if (major === 22) return minor < 12
  return major < 22
}

export function readPort(env) {
  const text = (env.PORT ?? '').trim()
  if (text === '') return DEFAULT_PORT
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new Problem(
    `PORT=${shown(text)} 不是端口号 · is not a port: use a whole number from 1 to 65535, e.g. PORT=4200 npm start`,
    2,
  )
}

export function readHost(env) {
  return (env.HOST ?? '').trim() || DEFAULT_HOST
}

/** The origin that stands in for the mainland cloud: `http(s)://host[:port]`, nothing behind it. */
export function readCloudOrigin(env) {
  const text = (env.CLOUD_ORIGIN ?? '').trim()
  if (text === '') return MAINLAND_ORIGIN
  const url = URL.canParse(text) ? new URL(text) : null
  const plain = url !== null && ['http:', 'https:'].includes(url.protocol) && url.href === `${url.origin}/`
  if (plain) return url.origin
  throw new Problem(
    `CLOUD_ORIGIN=${shown(text)} 不是有效的源地址 · is not an origin: use http(s)://host[:port] without path, e.g. CLOUD_ORIGIN=http://127.0.0.1:8787`,
    2,
  )
}

/** A password in an address must not reach the terminal, nor may control characters. */
function shown(text) {
  const safe = text.replace(/\/\/[^/@]*@/u, '//…@').replace(/[^\x20-\x7E]/gu, '?')
  return JSON.stringify(safe.length > 80 ? `${safe.slice(0, 79)}…` : safe)
}
