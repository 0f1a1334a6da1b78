import { chmodSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RecordingCloud } from './support/cloud'
import { FIELDS, get, headerOf, kindOf, send, type Shape } from './support/raw'
import { Ground, nginx, Site } from './support/site'

const HELD = 'held-Tok/en+fedcba9876543210=='
const { AccessToken: _of, ...WITHOUT_TOKEN } = FIELDS
const BODY = JSON.stringify(WITHOUT_TOKEN)

describe.skipIf(nginx === null)('a token that the site holds', () => {
  let ground: Ground
  let cloud: RecordingCloud
  let site: Site
  let file: string

  beforeAll(async () => {
    ground = new Ground()
    cloud = await new RecordingCloud(ground.authority.sign('localhost')).start()
    file = ground.secret('token', `${HELD}\n`)
    site = await Site.start(ground, { LOOKOUT_MAINLAND: cloud.origin, LOOKOUT_TOKEN_FILE: file })
  })

  afterAll(async () => {
    await site.stop()
    await cloud.stop()
    ground.remove()
  })

  const tokensSeen = () => cloud.asked.map(({ body }) => (JSON.parse(body) as { AccessToken: string }).AccessToken)

  it('is put into each call, and one that a browser sent is not', async () => {
    expect((await send(site, { body: BODY })).status).toBe(200)
    expect((await send(site, { body: JSON.stringify(FIELDS) })).status).toBe(200)
    expect(tokensSeen().slice(-2)).toEqual([HELD, HELD])
    expect(JSON.parse((await get(site, '/deployment.json')).body)).toEqual({ token: 'server', orders: true })
  })

  it('is used for no page of another site: none of their ways in reaches the cloud', async () => {
    const own = `https://lookout.test:${site.port}`
    const ways: [string, Shape][] = [
      ['a form of another site', { body: `${BODY.slice(0, -1)},"x":"="}`, without: ['X-Ota-Lookout', 'Sec-Fetch-Site'], headers: ['Content-Type: text/plain', 'Origin: https://evil.example', 'Sec-Fetch-Site: cross-site'] }],
      ['a form without Origin', { body: BODY, without: ['X-Ota-Lookout', 'Origin', 'Sec-Fetch-Site'], headers: ['Content-Type: text/plain'] }],
      ['no header of the app', { body: BODY, without: ['X-Ota-Lookout'] }],
      ['another value of it', { body: BODY, headers: ['X-Ota-Lookout: 2'] }],
      ['another origin', { body: BODY, headers: ['Origin: https://evil.example'] }],
      ['an origin that begins alike', { body: BODY, headers: [`Origin: ${own}.evil.example`] }],
      ['the origin without TLS', { body: BODY, headers: [`Origin: ${own.replace('https', 'http')}`] }],
      ['another port', { body: BODY, headers: ['Origin: https://lookout.test:1'] }],
      ['the origin null', { body: BODY, headers: ['Origin: null'] }],
      ['no origin', { body: BODY, without: ['Origin'] }],
      ['same site, not same origin', { body: BODY, headers: ['Sec-Fetch-Site: same-site'] }],
      ['cross site', { body: BODY, headers: ['Sec-Fetch-Site: cross-site'] }],
      ['a preflight', { line: 'OPTIONS /api/exploreropen/tokenapi HTTP/1.1', headers: ['Origin: https://evil.example', 'Access-Control-Request-Method: POST', 'Access-Control-Request-Headers: x-ota-lookout'] }],
    ]
    const before = cloud.asked.length
    for (const [what, shape] of ways) {
      const answer = await send(site, shape)
      expect([what, answer.status >= 400 && answer.status < 500, headerOf(answer, 'access-control-allow-origin')]).toEqual([what, true, null])
    }
    console.info(`server-held token: forged calls ${ways.length}, reached the upstream ${cloud.asked.length - before}`)
    expect(cloud.asked.length - before).toBe(0)
  })

  it('control: without the check of the sender a form of another site gets through', async () => {
    const open = await Site.start(ground, { LOOKOUT_MAINLAND: cloud.origin, LOOKOUT_TOKEN_FILE: file }, { script: (script) => script.replace('    checkSender(r)\n', '') })
    try {
      const before = cloud.asked.length
      await send(open, { body: BODY, without: ['X-Ota-Lookout'], headers: ['Content-Type: text/plain', 'Origin: https://evil.example', 'Sec-Fetch-Site: cross-site'] })
      console.info(`server-held token control: without the check, reached the upstream ${cloud.asked.length - before}`)
      expect(cloud.asked.length - before).toBe(1)
    } finally {
      await open.stop()
    }
  })

  it('comes back in no answer, however the cloud spells it', async () => {
    const spellings = [HELD, HELD.replaceAll('/', String.raw`\/`), HELD.replace('T', String.raw`\u0054`), [...HELD].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')]
    for (const spelling of spellings) {
      cloud.reply = (response) => void response.setHeader('content-type', 'application/json').setHeader('retry-after', HELD).end(`{"Response":{"Error":{"Code":"X","Message":"token ${spelling} is bad"}}}`)
      const answer = await send(site, { body: BODY })
      expect(JSON.stringify(answer)).not.toContain(HELD)
      if (answer.status === 200) expect((JSON.parse(answer.body) as { Response: { Error: { Message: string } } }).Response.Error.Message).toBe('token •••• is bad')
      else expect([answer.status, kindOf(answer)]).toEqual([502, 'token-in-answer'])
    }
    expect(site.logs()).not.toContain(HELD)
  })

  it('is not used from a file that anybody can read, that is empty or that is gone: the answer says which', async () => {
    const before = cloud.asked.length
    chmodSync(file, 0o404)
    const opened = await send(site, { body: BODY })
    expect([opened.status, kindOf(opened), opened.body.includes('held')]).toEqual([500, 'token-file-open-to-all', false])
    chmodSync(file, 0o400)
    expect(cloud.asked.length).toBe(before)
  })
})
