/**
 * The door to the cloud, for nginx with njs 0.7.9 or later. Nothing that a browser sent is passed on: the body is read, checked
 * and written anew from the known fields of the known actions (src/cloud/actions.ts), so that no parser behind this one can
 * read another meaning out of it. Nothing is logged here: bodies hold tokens.
 */
import fs from 'fs'

const TOKEN = /^[\x21-\x7e]{1,4096}$/
const REQUEST_ID = /^[0-9A-Za-z-]{1,64}$/

const text = (form) => (value) => typeof value === 'string' && form.test(value)
const name = (least) => (value) => typeof value === 'string' && value.length >= least && value.length <= 512 && !hasControl(value)
const whole = (least, most) => (value) => typeof value === 'number' && Math.floor(value) === value && value >= least && value <= most
const names = (most) => (value) => Array.isArray(value) && value.length > 0 && value.length <= most && value.every(name(1))

function hasControl(value) {
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at)
    if (code < 32 || code === 127) return true
  }
  return false
}

const DEVICE = [['ProductId', name(1)], ['DeviceName', name(1)]]
const PAGE = [['Offset', whole(0, 1000000)], ['Limit', whole(1, 50)]]
const ORDER = 'AppPublishFirmwareUpdateMessage'

/** A list, not an object: the name of an action must never be looked up among the properties of a prototype. */
const ACTIONS = [
  ['AppDescribeFirmwareUpdateStatus', DEVICE],
  [ORDER, DEVICE],
  ['AppCheckFirmwareUpdate', DEVICE],
  ['AppGetFamilyList', PAGE],
  ['AppGetFamilyDeviceList', PAGE.concat([['FamilyId', name(1)], ['RoomId', name(0)]])],
  ['AppListUserShareDevices', PAGE],
  ['AppGetProducts', [['ProductIds', names(100)]]],
  ['AppGetUser', []],
]

/** What the cloud answers goes back with these headers and no other. */
const BACK = ['Content-Type', 'Retry-After']
/** Not of HTTP: how the inner location says that nginx itself has no answer (see lookout.conf.template). */
const OWN_STATUS = { 597: [502, 'unreachable-or-not-trusted'], 598: [504, 'too-slow'] }

/** njs has no classes. */
const refusal = (status, kind, reason) => ({ isRefusal: true, status: status, kind: kind, reason: reason || kind })

const mainland = (r) => answer(r, '/.lookout-mainland')
const oversea = (r) => answer(r, '/.lookout-oversea')

function answer(r, inner) {
  guarded(r, () => {
    checkSender(r)
    const held = heldToken(r.variables.lookout_token_file)
    const body = rebuild(r.requestText || '', held, r.variables.lookout_orders === 'on')
    // Not awaited: njs 0.7 falls over an `await` in a `try`.
    r.subrequest(inner, { method: 'POST', body: body }, (reply) => guarded(r, () => passBack(r, reply, held)))
  })
}

function guarded(r, work) {
  try {
    work()
  } catch (error) {
    refuse(r, error.isRefusal ? error : refusal(500, 'proxy-failed'))
  }
}

/** Only this app's own page, on this very address: a page of another site can neither set the header nor choose its Origin. */
function checkSender(r) {
  const asked = r.variables.request.split(' ')
  if (asked[1] !== r.variables.lookout_path) throw refusal(404, 'not-found')
  if (asked[0] !== 'POST') throw refusal(405, 'method-not-allowed')
  if (!/^application\/json(?:; ?charset=utf-8)?$/i.test(r.headersIn['Content-Type'] || '')) throw refusal(415, 'not-json')
  const site = r.headersIn['Sec-Fetch-Site']
  const isOwn =
    r.headersIn['X-Ota-Lookout'] === '1' &&
    r.headersIn['Origin'] === `https://${r.headersIn['Host']}` &&
    (site === undefined || site === 'same-origin')
  if (!isOwn) throw refusal(403, 'foreign-page')
}

/** The token that this site holds, or `null` when each browser brings its own. */
function heldToken(path) {
  if (path === '') return null
  let token = ''
  try {
    if ((fs.statSync(path).mode & 7) !== 0) throw refusal(500, 'token-file-open-to-all')
    token = fs.readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw error.isRefusal ? error : refusal(500, 'token-file-unreadable')
  }
  if (!TOKEN.test(token)) throw refusal(500, 'token-file-without-token')
  return token
}

function rebuild(sent, held, takesOrders) {
  const given = readFlat(sent)
  const action = ACTIONS.find((one) => one[0] === given.Action)
  if (action === undefined) throw refusal(403, 'unknown-action')
  if (action[0] === ORDER && !takesOrders) throw refusal(403, 'read-only')
  const fields = [['RequestId', text(REQUEST_ID)]].concat(action[1], held === null ? [['AccessToken', text(TOKEN)]] : [])
  const known = fields.map((field) => field[0]).concat(['Action', 'AccessToken'])
  const stranger = Object.keys(given).find((key) => !known.includes(key))
  if (stranger !== undefined) throw refusal(400, 'unknown-field')
  const wrong = fields.find((field) => !field[1](given[field[0]]))
  if (wrong !== undefined) throw refusal(400, 'bad-field', `bad-field ${wrong[0]}`)
  const parts = fields.map((field) => member(field[0], given[field[0]]))
  if (held !== null) parts.push(member('AccessToken', held))
  return `{${[member('Action', action[0])].concat(parts).join(',')}}`
}

const member = (key, value) => `${JSON.stringify(key)}:${JSON.stringify(value)}`

/** A JSON object of plain values, each name given once: with two, this parser would take one and the cloud the other. */
function readFlat(sent) {
  let given = null
  try {
    given = JSON.parse(sent)
  } catch (error) {
    throw error instanceof SyntaxError ? refusal(400, 'not-json') : error
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw refusal(400, 'not-an-object')
  const keys = Object.keys(given)
  if (!keys.every((key) => isPlain(given[key]))) throw refusal(400, 'bad-field')
  // With plain values only, each colon outside of a text belongs to one name as it was sent.
  const colons = sent.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1
  if (colons !== keys.length) throw refusal(400, 'repeated-field')
  return given
}

function isPlain(value) {
  return ['string', 'number'].includes(typeof value) || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
}

function passBack(r, reply, held) {
  const own = OWN_STATUS[reply.status]
  if (own !== undefined) throw refusal(own[0], 'upstream-unreachable', own[1])
  if (reply.status < 200 || (reply.status > 299 && reply.status < 400)) throw refusal(502, 'upstream-redirects')
  if (reply.headersOut['Content-Encoding'] !== undefined) throw refusal(502, 'upstream-encoded')
  const said = withoutToken(reply.responseText || '', held)
  BACK.forEach((header) => {
    const value = reply.headersOut[header]
    if (value !== undefined && (held === null || !String(value).includes(held))) r.headersOut[header] = value
  })
  r.return(reply.status, said)
}

/** The answer with the held token masked; one that still holds it in some other spelling is not passed at all. */
function withoutToken(said, held) {
  if (held === null) return said
  const escaped = JSON.stringify(held).slice(1, -1)
  const masked = [held, escaped, escaped.split('/').join('\\/')].reduce((left, form) => left.split(form).join('••••'), said)
  if (spelledOut(masked).includes(held)) throw refusal(502, 'token-in-answer')
  return masked
}

function spelledOut(said) {
  const plain = said.replace(/\\u([0-9a-fA-F]{4})/g, (_all, code) => String.fromCharCode(parseInt(code, 16)))
  return plain.replace(/\\(["\\/])/g, '$1')
}

function refuse(r, why) {
  r.variables.lookout_refused = why.reason
  r.headersOut['Content-Type'] = 'application/json'
  if (why.status === 405) r.headersOut['Allow'] = 'POST'
  // `upstream` and `reason` are what the page shows of it (src/cloud/proxy-reason.ts).
  r.return(why.status, JSON.stringify({ error: { kind: why.kind, upstream: 'nginx', reason: why.reason } }))
}

export default { mainland, oversea }
