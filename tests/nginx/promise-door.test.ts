import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ATTACKS, FILES_ASKED_FOR } from './support/attacks'
import { ANSWER, RecordingCloud } from './support/cloud'
import { FIELDS, get, headerOf, kindOf, send, sendPlain, sendRaw, TOKEN } from './support/raw'
import { Ground, NAME, nginx, Site } from './support/site'

/** All that the cloud may see of a call. */
const KNOWN_HEADERS = ['accept', 'content-length', 'content-type', 'host', 'user-agent']
const KNOWN_FIELDS = ['AccessToken', 'Action', 'DeviceName', 'FamilyId', 'Limit', 'Offset', 'ProductId', 'ProductIds', 'RequestId', 'RoomId']

const DEVICE = { ProductId: 'GW2A7K9QXM', DeviceName: '杭州 "0042" \\ \u2028' }
const ACTIONS: Record<string, object> = {
  AppDescribeFirmwareUpdateStatus: DEVICE,
  AppPublishFirmwareUpdateMessage: DEVICE,
  AppCheckFirmwareUpdate: DEVICE,
  AppGetFamilyList: { Offset: 0, Limit: 50 },
  AppGetFamilyDeviceList: { Offset: 1150, Limit: 1, FamilyId: 'f-1', RoomId: '' },
  AppListUserShareDevices: { Offset: 0, Limit: 50 },
  AppGetProducts: { ProductIds: ['A', 'B'] },
  AppGetUser: {},
}

describe.skipIf(nginx === null)('P1: the door to the cloud', () => {
  let ground: Ground
  let cloud: RecordingCloud
  let site: Site

  beforeAll(async () => {
    ground = new Ground()
    symlinkSync('/etc/hostname', join(ground.root, 'link.txt'))
    cloud = await new RecordingCloud(ground.authority.sign('localhost')).start()
    site = await Site.start(ground, { LOOKOUT_MAINLAND: cloud.origin, LOOKOUT_OVERSEA: cloud.origin })
  })

  afterAll(async () => {
    await site.stop()
    await cloud.stop()
    ground.remove()
  })

  it('lets none of the attacks through, and says so in JSON where it reads the body', async () => {
    const before = cloud.asked.length
    const through: string[] = []
    const odd: string[] = []
    for (const { what, bytes } of ATTACKS) {
      const seen = cloud.asked.length
      const answer = await sendRaw(site, bytes(site))
      if (cloud.asked.length > seen) through.push(what)
      if (answer.status !== 0 && (answer.status < 400 || answer.status > 501 || answer.status === 500)) odd.push(`${what}: ${answer.status}`)
      if (what.startsWith('body: ') && kindOf(answer) === '') odd.push(`${what}: no kind in ${answer.status} ${answer.body}`)
    }
    const files: string[] = []
    for (const path of FILES_ASKED_FOR) {
      const answer = await get(site, path)
      if (answer.status < 400 || /SECRET|stamp|PRIVATE|zipped|brotlied/u.test(answer.body)) files.push(`${path}: ${answer.status}`)
    }
    const reached = cloud.asked.length - before
    console.info(`P1: requests ${ATTACKS.length + FILES_ASKED_FOR.length}, reached the upstream ${reached}, files given that should not be ${files.length}`)
    expect(through).toEqual([])
    expect(odd).toEqual([])
    expect(files).toEqual([])
    expect(reached).toBe(0)
    // It still serves.
    expect((await send(site)).body).toBe(ANSWER)
  })

  it('shows the cloud the known headers and fields of each known action, and nothing else', async () => {
    for (const prefix of ['', '/oversea']) {
      for (const [action, fields] of Object.entries(ACTIONS)) {
        const sent = { Action: action, RequestId: FIELDS.RequestId, AccessToken: TOKEN, ...fields }
        const answer = await send(site, {
          line: `POST ${prefix}/api/exploreropen/tokenapi HTTP/1.1`,
          body: JSON.stringify(sent, null, 2),
          headers: ['X-Forwarded-For: 10.0.0.1', 'Authorization: Basic c2VjcmV0', 'Referer: https://lookout.test/', 'Accept-Encoding: gzip', 'Range: bytes=0-1'],
        })
        expect([action, answer.status, answer.body]).toEqual([action, 200, ANSWER])
        const asked = cloud.asked.at(-1)
        expect(asked?.method).toBe('POST')
        expect(asked?.url).toBe('/api/exploreropen/tokenapi')
        const names = (asked?.rawHeaders ?? []).filter((_text, index) => index % 2 === 0).map((name) => name.toLowerCase())
        expect(names.toSorted()).toEqual(KNOWN_HEADERS)
        expect(JSON.parse(asked?.body ?? '')).toEqual(sent)
        expect(Object.keys(JSON.parse(asked?.body ?? '') as object).filter((name) => !KNOWN_FIELDS.includes(name))).toEqual([])
      }
    }
  })

  it('passes back the cloud’s status, text and Retry-After, and no other header', async () => {
    cloud.reply = (response) =>
      void response
        .writeHead(503, { 'content-type': 'application/json', 'retry-after': '7', 'date': 'Tue, 01 Jan 2030 00:00:00 GMT', 'set-cookie': 'a=b', 'x-internal': '1', 'cache-control': 'public' })
        .end('{"code":-1}')
    const answer = await send(site)
    expect([answer.status, answer.body, headerOf(answer, 'retry-after')]).toEqual([503, '{"code":-1}', '7'])
    expect([headerOf(answer, 'set-cookie'), headerOf(answer, 'x-internal'), headerOf(answer, 'cache-control')]).toEqual([null, null, 'no-store'])
  })

  it('follows no redirect, and passes none on', async () => {
    cloud.reply = (response) => void response.writeHead(307, { location: 'https://evil.example/' }).end()
    const before = cloud.asked.length
    const answer = await send(site)
    expect([answer.status, kindOf(answer), headerOf(answer, 'location'), cloud.asked.length - before]).toEqual([502, 'upstream-redirects', null, 1])
  })

  it('carries an answer as large as a page of a family may be', async () => {
    const large = JSON.stringify({ Response: { DeviceList: 'x'.repeat(300_000) } })
    cloud.reply = (response) => void response.setHeader('content-type', 'application/json').end(large)
    expect((await send(site)).body).toBe(large)
  })

  it('sends a plain request on to https on its own name only', async () => {
    const own = await sendPlain(site, `GET /x?y=1 HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`)
    expect(own).toMatch(/^HTTP\/1\.1 308 /u)
    expect(own).toContain(`\r\nLocation: https://${NAME}:${site.port}/x?y=1\r\n`)
    expect(await sendPlain(site, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n')).toBe('')
  })
})

describe.skipIf(nginx === null)('P1: a site that only shows', () => {
  it('gives no order, and says so to the page', async () => {
    const ground = new Ground()
    const cloud = await new RecordingCloud(ground.authority.sign('localhost')).start()
    const site = await Site.start(ground, { LOOKOUT_MAINLAND: cloud.origin, LOOKOUT_ORDERS: 'off' })
    try {
      const order = await send(site, { body: JSON.stringify({ ...FIELDS, Action: 'AppPublishFirmwareUpdateMessage' }) })
      expect([order.status, kindOf(order), cloud.asked.length]).toEqual([403, 'read-only', 0])
      expect((await send(site)).status).toBe(200)
      expect(JSON.parse((await get(site, '/deployment.json')).body)).toEqual({ token: 'browser', orders: false })
    } finally {
      await site.stop()
      await cloud.stop()
      ground.remove()
    }
  })
})

/** What many an allow-list does: read the body, look at one field, send on what came. */
const asAllowed = (script: string): string =>
  script.replace('const body = rebuild(', "const body = JSON.parse(r.requestText).Action.startsWith('AppDescribe') ? r.requestText : rebuild(")

describe.skipIf(nginx === null)('P1, control', () => {
  it('an allow-list that reads the body and sends on what came is bypassed, and this is noticed', async () => {
    const ground = new Ground()
    const cloud = await new RecordingCloud(ground.authority.sign('localhost')).start()
    const site = await Site.start(ground, { LOOKOUT_MAINLAND: cloud.origin, LOOKOUT_OVERSEA: cloud.origin }, { script: asAllowed })
    try {
      const bodies = ATTACKS.filter(({ what }) => what.startsWith('body: '))
      for (const { bytes } of bodies) await sendRaw(site, bytes(site))
      const smuggled = cloud.asked.filter(({ body }) => body.includes('AppDeleteDevice')).length
      console.info(`P1 control: a parse-and-forward allow-list let ${cloud.asked.length} of ${bodies.length} bodies through, ${smuggled} with a second action in them`)
      expect(smuggled).toBeGreaterThan(0)
    } finally {
      await site.stop()
      await cloud.stop()
      ground.remove()
    }
  })
})
