import { connect as connectPlain } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { NAME, type Site } from './site'

export interface RawAnswer {
  /** 0: no answer, the connection was closed. */
  readonly status: number
  /** Names in small letters, in the order of the answer; a header given twice is there twice. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

export const PATH = '/api/exploreropen/tokenapi'
export const TOKEN = 'canary-Tok/en+0123456789abcdef=='

export const FIELDS = { Action: 'AppDescribeFirmwareUpdateStatus', RequestId: '6f1f7c1e-0000-4000-8000-000000000001', AccessToken: TOKEN, ProductId: 'GW2A7K9QXM', DeviceName: '杭州-0042' }

export interface Shape {
  line?: string
  host?: string
  headers?: readonly string[]
  /** Headers of an honest call that this one leaves out. */
  without?: readonly string[]
  body?: string
}

/** One request as bytes: honest but for what is given. */
export function request(site: Site, shape: Shape = {}): string {
  const { line = `POST ${PATH} HTTP/1.1`, host = `${NAME}:${site.port}`, headers = [], without = [], body = JSON.stringify(FIELDS) } = shape
  const honest = [
    `Host: ${host}`,
    'Content-Type: application/json',
    'Accept: application/json',
    'X-Ota-Lookout: 1',
    `Origin: https://${NAME}:${site.port}`,
    'Sec-Fetch-Site: same-origin',
    'Cookie: session=of-the-browser',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].filter((header) => ![...without, ...headers.map((own) => own.split(':')[0] ?? '')].some((name) => header.startsWith(`${name}:`)))
  return `${[line, ...honest, ...headers].join('\r\n')}\r\n\r\n${body}`
}

/** Sends bytes over TLS and reads until the other side has closed. */
export function sendRaw(site: Site, bytes: string | Buffer): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket: TLSSocket = connect({ host: '127.0.0.1', port: site.port, servername: NAME, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
    socket.on('secureConnect', () => socket.write(bytes))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(readAnswer(Buffer.concat(chunks).toString())))
    socket.setTimeout(4_000, () => socket.destroy())
  })
}

/** Sends bytes to the port without TLS; all that came back, as it came. */
export function sendPlain(site: Site, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connectPlain({ host: '127.0.0.1', port: site.httpPort }, () => void socket.write(bytes))
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
}

export async function send(site: Site, shape: Shape = {}): Promise<RawAnswer> {
  return await sendRaw(site, request(site, shape))
}

export function get(site: Site, path: string, headers: readonly string[] = []): Promise<RawAnswer> {
  return send(site, { line: `GET ${path} HTTP/1.1`, headers, without: ['Content-Type', 'Content-Length', 'Origin'], body: '' })
}

export function headerOf(answer: RawAnswer, name: string): string | null {
  const values = answer.headers.filter(([own]) => own === name).map(([, value]) => value)
  return values.length === 0 ? null : values.join(' | ')
}

export function kindOf(answer: RawAnswer): string {
  try {
    return (JSON.parse(answer.body) as { error: { kind: string } }).error.kind
  } catch {
    return ''
  }
}

function readAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [line = '', ...lines] = head.split('\r\n')
  const headers = lines.map((header) => {
    const at = header.indexOf(':')
    return [header.slice(0, at).toLowerCase(), header.slice(at + 1).trim()] as const
  })
  const chunked = headers.some(([name, value]) => name === 'transfer-encoding' && value === 'chunked')
  const body = rest.join('\r\n\r\n')
  return { status: Number(/^HTTP\/1\.1 (\d{3})/u.exec(line)?.[1] ?? 0), headers, body: chunked ? body.replace(/(?:^|\r\n)[0-9a-f]+\r\n/giu, '') : body }
}
