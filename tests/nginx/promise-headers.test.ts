import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SECURITY_HEADERS } from '../../scripts/lib/security-headers.ts'
import { RecordingCloud } from './support/cloud'
import { FIELDS, get, headerOf, PATH, type RawAnswer, request, send, sendRaw } from './support/raw'
import { type Change, Ground, nginx, Site } from './support/site'

const HEADERS = { ...SECURITY_HEADERS, 'strict-transport-security': 'max-age=31536000' }
const ASSET = '/assets/index-Ab12_-9Z.js'
const HASHED = 'public, max-age=31536000, immutable'

interface Met {
  readonly what: string
  readonly wanted: readonly [status: number, cache: string | null]
  readonly answer: RawAnswer
}

describe.skipIf(nginx === null)('P4: every answer', () => {
  let ground: Ground
  let cloud: RecordingCloud

  beforeAll(async () => {
    ground = new Ground()
    cloud = await new RecordingCloud(ground.authority.sign('localhost')).start()
  })

  afterAll(async () => {
    await cloud.stop()
    ground.remove()
  })

  async function meetAll(site: Site): Promise<Met[]> {
    const met: Met[] = []
    const meet = async (what: string, status: number, cache: string | null, answer: Promise<RawAnswer>) =>
      void met.push({ what, wanted: [status, cache], answer: await answer })
    const etag = headerOf(await get(site, '/'), 'etag') ?? ''
    const assetTag = headerOf(await get(site, ASSET), 'etag') ?? ''
    await meet('page', 200, 'no-cache', get(site, '/'))
    await meet('page, by name', 200, 'no-cache', get(site, '/index.html'))
    await meet('page, unchanged', 304, 'no-cache', get(site, '/', [`If-None-Match: ${etag}`]))
    await meet('icon', 200, 'no-cache', get(site, '/favicon.svg'))
    await meet('settings', 200, 'no-store', get(site, '/deployment.json'))
    await meet('hashed file', 200, HASHED, get(site, ASSET))
    await meet('hashed file, gzip', 200, HASHED, get(site, ASSET, ['Accept-Encoding: gzip']))
    await meet('hashed file, unchanged', 304, null, get(site, ASSET, [`If-None-Match: ${assetTag}`]))
    await meet('hashed file, part', 200, HASHED, get(site, ASSET, ['Range: bytes=0-1']))
    await meet('hashed file, wrong part', 200, HASHED, get(site, ASSET, ['Range: bytes=900-']))
    await meet('hashed file, missing', 404, 'no-store', get(site, '/assets/none-Ab12_-9Z.js'))
    await meet('missing page', 404, 'no-store', get(site, '/none'))
    await meet('hidden', 404, 'no-store', get(site, '/.env'))
    await meet('under the door', 404, 'no-store', get(site, '/api/none'))
    await meet('writing to a page', 405, 'no-store', send(site, { line: 'POST / HTTP/1.1' }))
    await meet('writing to the settings', 405, 'no-store', send(site, { line: 'PUT /deployment.json HTTP/1.1' }))
    await meet('reading the door', 405, 'no-store', get(site, PATH))
    await meet('call', 200, 'no-store', send(site))
    await meet('bad body', 400, 'no-store', send(site, { body: '{' }))
    await meet('unknown action', 403, 'no-store', send(site, { body: JSON.stringify({ ...FIELDS, Action: 'x' }) }))
    await meet('foreign page', 403, 'no-store', send(site, { headers: ['Origin: https://evil.example'] }))
    await meet('form', 415, 'no-store', send(site, { headers: ['Content-Type: text/plain'] }))
    await meet('big body', 413, 'no-store', send(site, { body: 'x'.repeat(40_000) }))
    await meet('cloud down', 502, 'no-store', send(site, { line: `POST /oversea${PATH} HTTP/1.1` }))
    await meet('bad header line', 400, 'no-store', sendRaw(site, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'))
    await meet('bad request line', 400, 'no-store', sendRaw(site, 'GET  \x01 HTTP/1.1\r\n\r\n'))
    await meet('long address', 414, 'no-store', get(site, `/${'x'.repeat(20_000)}`))
    await meet('another name', 421, 'no-store', send(site, { host: 'evil.example' }))
    await meet('unknown coding', 501, 'no-store', sendRaw(site, request(site, { headers: ['Transfer-Encoding: x'], without: ['Content-Length'] })))
    return met
  }

  const lacking = (met: readonly Met[]) =>
    met.flatMap(({ what, answer }) =>
      Object.entries(HEADERS).flatMap(([name, value]) => (headerOf(answer, name) === value ? [] : [`${what} (${answer.status}): ${name}: ${headerOf(answer, name)}`])),
    )
  const badlyKept = (met: readonly Met[]) =>
    met.flatMap(({ what, wanted, answer }) => {
      const got = [answer.status, headerOf(answer, 'cache-control')]
      return String(got) === String(wanted) ? [] : [`${what}: ${String(got)} instead of ${String(wanted)}`]
    })

  async function withSite<T>(work: (site: Site) => Promise<T>, change?: Change, settings = {}): Promise<T> {
    const site = await Site.start(ground, { LOOKOUT_MAINLAND: cloud.origin, ...settings }, change)
    try {
      return await work(site)
    } finally {
      await site.stop()
    }
  }

  it('carries the headers of scripts/lib/security-headers.ts, whatever its status, and is kept as long as it may be', async () => {
    const met = await withSite(meetAll)
    const limited = await withSite(async (site) => {
      for (let call = 0; call < 3; call += 1) await send(site)
      return await send(site)
    }, {}, { LOOKOUT_RATE: '1', LOOKOUT_BURST: '1' })
    const all: Met[] = [...met, { what: 'too fast', wanted: [429, 'no-store'], answer: limited }]
    const statuses = [...new Set(all.map(({ answer }) => answer.status))].toSorted((one, other) => one - other)
    console.info(`P4: answers ${all.length} with statuses ${statuses.join(' ')}, headers missing or wrong ${lacking(all).length}, cached wrongly ${badlyKept(all).length}`)
    expect(lacking(all)).toEqual([])
    expect(badlyKept(all)).toEqual([])
    expect(Number(headerOf(limited, 'retry-after'))).toBeGreaterThan(0)
    expect(all.flatMap(({ what, answer }) => (headerOf(answer, 'server') === 'nginx' ? [] : [what]))).toEqual([])
  })

  it('control: plain add_header, and one in a location, lack most of them, and keep a 404 for good', async () => {
    const met = await withSite(meetAll, { conf: (conf) => conf.replaceAll(/(add_header .*) always;/gu, '$1;') })
    const inherited = await withSite(meetAll, { conf: (conf) => conf.replace('autoindex off;', 'autoindex off; add_header X-Own 1;') })
    const byPath = await withSite(meetAll, { conf: (conf) => conf.replace('"~^200 /assets/', '"~^\\d+ /assets/') })
    console.info(`P4 control: without always ${lacking(met).length} headers missing, with an add_header in a location ${lacking(inherited).length}, cached by path alone ${badlyKept(byPath).length} wrongly`)
    expect(lacking(met).length).toBeGreaterThan(50)
    expect(lacking(inherited).length).toBeGreaterThan(20)
    expect(badlyKept(byPath).some((line) => line.startsWith('hashed file, missing: 404,public'))).toBe(true)
  })

  it('sends what the browser can unpack, and tells caches that it chose', async () => {
    await withSite(async (site) => {
      const encodings = async (accepted: string) => {
        const answer = await get(site, ASSET, accepted === '' ? [] : [`Accept-Encoding: ${accepted}`])
        return [headerOf(answer, 'content-encoding'), answer.body, headerOf(answer, 'vary'), headerOf(answer, 'content-type')]
      }
      const type = 'text/javascript; charset=utf-8'
      expect(await encodings('gzip')).toEqual(['gzip', 'gzipped', 'Accept-Encoding', type])
      expect(await encodings('')).toEqual([null, 'console.log(1)', 'Accept-Encoding', type])
      if (nginx?.brotli) expect(await encodings('gzip, deflate, br')).toEqual(['br', 'brotlied', 'Accept-Encoding', type])
    })
  })

  it('under a path: its page, files, door and settings are there, and nothing is elsewhere', async () => {
    await withSite(async (site) => {
      const statuses = async (...paths: string[]) => await Promise.all(paths.map(async (path) => (await get(site, path)).status))
      expect(await statuses('/lookout/', `/lookout${ASSET}`, '/lookout/deployment.json', '/lookout/favicon.svg')).toEqual([200, 200, 200, 200])
      expect(await statuses('/', '/index.html', ASSET, '/deployment.json', '/lookout/.env', '/lookoutx', '/lookout/api/x', PATH)).toEqual([404, 404, 404, 404, 404, 404, 404, 404])
      expect(headerOf(await get(site, `/lookout${ASSET}`), 'cache-control')).toBe(HASHED)
      expect(headerOf(await get(site, '/lookout'), 'location')).toBe(`https://lookout.test:${site.port}/lookout/`)
      expect((await send(site, { line: `POST /lookout${PATH} HTTP/1.1` })).status).toBe(200)
      expect((await send(site)).status).toBe(404)
    }, {}, { LOOKOUT_BASE: '/lookout/' })
  })
})
