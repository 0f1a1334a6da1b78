import { FIELDS, PATH, request, type Shape, TOKEN } from './raw'
import { NAME, type Site } from './site'

export interface Attack {
  readonly what: string
  readonly bytes: (site: Site) => string
}

const DEVICE = `"RequestId":"${FIELDS.RequestId}","AccessToken":"${TOKEN}","ProductId":"P","DeviceName":"D"`
const GOOD = `"Action":"AppDescribeFirmwareUpdateStatus",${DEVICE}`

const shaped = (what: string, shape: Shape): Attack => ({ what, bytes: (site) => request(site, shape) })
const body = (what: string, text: string): Attack => shaped(`body: ${what}`, { body: text })
const fields = (what: string, changed: object): Attack => body(what, JSON.stringify({ ...FIELDS, ...changed }))
const line = (start: string): Attack => shaped(`line: ${start}`, { line: `${start} HTTP/1.1` })
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`

/** None of these may reach the cloud (promise P1). */
export const ATTACKS: readonly Attack[] = [
  fields('another action', { Action: 'AppDeleteDevice' }),
  fields('an action of the other endpoint', { Action: 'AppGetTokenByUserName' }),
  fields('an action in other letters', { Action: 'appdescribefirmwareupdatestatus' }),
  fields('an action with white space', { Action: 'AppGetUser ' }),
  fields('an action with a NUL', { Action: 'AppGetUser\0' }),
  fields('the name of a prototype’s property', { Action: 'constructor' }),
  fields('the prototype itself', { Action: '__proto__' }),
  fields('an action in an array', { Action: ['AppDeleteDevice'] }),
  fields('an action as an object', { Action: { toString: 'AppGetUser' } }),
  fields('no action', { Action: undefined }),
  body('two actions, the bad one last', `{${GOOD},"Action":"AppDeleteDevice"}`),
  body('two actions, the bad one first', `{"Action":"AppDeleteDevice",${GOOD}}`),
  body('two actions, one spelled with an escape', String.raw`{"\u0041ction":"AppDeleteDevice",${GOOD}}`),
  body('two actions, one spelled with an escape, last', String.raw`{${GOOD},"A\u0063tion":"AppDeleteDevice"}`),
  body('two devices', `{${GOOD},"DeviceName":"other"}`),
  body('two tokens', `{${GOOD},"AccessToken":"other"}`),
  body('__proto__ with an action', `{${DEVICE},"__proto__":{"Action":"AppGetUser"}}`),
  body('__proto__ as a text', `{${GOOD},"__proto__":"x"}`),
  body('constructor as a field', `{${GOOD},"constructor":"x"}`),
  body('a field that is not known', `{${GOOD},"Filter":"x"}`),
  body('a field in other letters', `{${GOOD},"action":"AppDeleteDevice"}`),
  body('a nested object', `{${GOOD},"Data":{"Action":"AppDeleteDevice"}}`),
  body('an array around it', `[{${GOOD}}]`),
  body('an array of it twice', `[{${GOOD}},{"Action":"AppDeleteDevice"}]`),
  body('two objects', `{${GOOD}}{"Action":"AppDeleteDevice"}`),
  body('a comment', `{${GOOD}/*,"Action":"AppDeleteDevice"*/}`),
  body('a trailing comma', `{${GOOD},}`),
  body('single quotes', `{'Action':'AppGetUser'}`),
  body('null', 'null'),
  body('a text', '"AppGetUser"'),
  body('nothing', ''),
  body('a form', 'Action=AppGetUser&AccessToken=x'),
  body('deep nesting', `{"Action":${'['.repeat(9_000)}${']'.repeat(9_000)}}`),
  fields('a device that is a number', { DeviceName: 7 }),
  fields('a device that is an array', { DeviceName: ['D'] }),
  fields('a device that is null', { DeviceName: null }),
  fields('a device without a name', { DeviceName: '' }),
  fields('a name that is too long', { DeviceName: 'd'.repeat(513) }),
  fields('a name with a line break', { DeviceName: 'a\r\nb' }),
  fields('a token that is too long', { AccessToken: 't'.repeat(4_097) }),
  fields('a token with white space', { AccessToken: 'a b' }),
  fields('no RequestId', { RequestId: undefined }),
  fields('a page that is too large', { Action: 'AppGetFamilyList', ProductId: undefined, DeviceName: undefined, Offset: 0, Limit: 51 }),
  fields('a page that is a text', { Action: 'AppGetFamilyList', ProductId: undefined, DeviceName: undefined, Offset: '0', Limit: 50 }),
  fields('a page below zero', { Action: 'AppGetFamilyList', ProductId: undefined, DeviceName: undefined, Offset: -1, Limit: 50 }),
  body('more than a body may hold', `{${GOOD},"Pad":"${'x'.repeat(40_000)}"}`),
  { what: 'a length and chunks', bytes: (site) => request(site, { headers: ['Transfer-Encoding: chunked'], body: chunk(`{${GOOD}}`) }) },
  { what: 'two lengths', bytes: (site) => request(site, { headers: ['Content-Length: 3', 'Content-Length: 300'] }) },
  { what: 'a length that is no number', bytes: (site) => request(site, { headers: ['Content-Length: +12'] }) },
  { what: 'an unknown coding', bytes: (site) => request(site, { headers: ['Transfer-Encoding: xchunked'], without: ['Content-Length'], body: chunk(`{${GOOD}}`) }) },
  { what: 'chunks and an unknown coding', bytes: (site) => request(site, { headers: ['Transfer-Encoding: chunked, identity'], without: ['Content-Length'], body: chunk(`{${GOOD}}`) }) },
  { what: 'chunks that lie', bytes: (site) => request(site, { headers: ['Transfer-Encoding: chunked'], without: ['Content-Length'], body: `ffffffffffffffff\r\n{${GOOD}}\r\n0\r\n\r\n` }) },
  { what: 'more than a body may hold, in chunks', bytes: (site) => request(site, { headers: ['Transfer-Encoding: chunked'], without: ['Content-Length'], body: chunk(`{${GOOD},"Pad":"${'x'.repeat(40_000)}"}`) }) },
  { what: 'a header folded onto a second line', bytes: (site) => request(site, { headers: ['X-Fold: a\r\n b'], without: ['X-Ota-Lookout'] }) },
  line(`POST https://${NAME}${PATH}`),
  line(`POST http://iot.cloud.tencent.com${PATH}`),
  line(`POST https://evil.example${PATH}`),
  line('CONNECT iot.cloud.tencent.com:443'),
  line(`TRACE ${PATH}`),
  line(`GET ${PATH}`),
  line(`HEAD ${PATH}`),
  line(`PUT ${PATH}`),
  line(`PATCH ${PATH}`),
  line(`DELETE ${PATH}`),
  line(`OPTIONS ${PATH}`),
  line(`post ${PATH}`),
  line(`POST ${PATH}?Action=AppDeleteDevice`),
  line(`POST ${PATH}/`),
  line(`POST ${PATH};x=1`),
  line(`POST ${PATH}%00`),
  line('POST /api//exploreropen/tokenapi'),
  line('POST //api/exploreropen/tokenapi'),
  line('POST /api/./exploreropen/tokenapi'),
  line('POST /x/../api/exploreropen/tokenapi'),
  line('POST /api/exploreropen%2ftokenapi'),
  line('POST /api/exploreropen/%74okenapi'),
  line('POST /API/exploreropen/tokenapi'),
  line('POST /api/exploreropen/tokenApi'),
  line('POST /api/exploreropen/appapi'),
  line('POST /oversea/api/../api/exploreropen/tokenapi'),
  line('POST /oversea//api/exploreropen/tokenapi'),
  line('POST /.lookout-mainland'),
  line('POST /.lookout-oversea'),
  line('POST /'),
  line('POST /index.html'),
  shaped('Host: another', { host: 'evil.example' }),
  shaped('Host: the cloud', { host: 'iot.cloud.tencent.com' }),
  shaped('Host: an address', { host: '127.0.0.1' }),
  shaped('Host: none', { without: ['Host'] }),
  shaped('Host: two', { headers: ['Host: evil.example', `Host: ${NAME}`] }),
  shaped('a text/plain body, as a form of another site sends it', { headers: ['Content-Type: text/plain'] }),
  shaped('no content type', { without: ['Content-Type'] }),
  shaped('multipart', { headers: ['Content-Type: multipart/form-data; boundary=x'] }),
]

/** Requests for files that are not for a browser: each is answered 404 (or refused before), and with none of the file. */
export const FILES_ASKED_FOR = [
  '/.build-stamp', '/.env', '/%2eenv', '/.git/config', '/assets/index-Ab12_-9Z.js.map', '/assets/index-Ab12_-9Z.js.gz',
  '/assets/index-Ab12_-9Z.js.br', '/assets/', '/assets/../../ca.key', '/..%2f..%2fca.key', '/%2e%2e/ca.key', '/../ca.key',
  '/assets../../ca.key', '/..;/ca.key', '/assets/none-Ab12_-9Z.js', '/nginx.conf', '/index.html/x', '/INDEX.HTML', '/link.txt',
]
