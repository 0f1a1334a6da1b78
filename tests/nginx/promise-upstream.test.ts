import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RecordingCloud } from './support/cloud'
import { kindOf, PATH, type RawAnswer, send } from './support/raw'
import { type Change, Ground, nginx, Site } from './support/site'

describe.skipIf(nginx === null)('P2: a cloud that is not to be trusted', () => {
  let ground: Ground
  let untrusted: [what: string, cloud: RecordingCloud][]

  beforeAll(async () => {
    ground = new Ground()
    const { authority } = ground
    const start = (certificate: Parameters<typeof authority.sign>[0] | { cert: string; key: string }) =>
      new RecordingCloud(typeof certificate === 'string' ? authority.sign(certificate) : certificate).start()
    untrusted = [
      ['another name', await start('evil.example')],
      ['vouched for by nobody', await start(authority.selfSign('localhost'))],
      ['expired', await start(authority.sign('localhost', -1))],
    ]
  })

  afterAll(async () => {
    for (const [, cloud] of untrusted) await cloud.stop()
    ground.remove()
  })

  /** Calls each of them, two through one site. */
  async function callAll(change?: Change): Promise<RawAnswer[]> {
    const answers: RawAnswer[] = []
    const origins = untrusted.map(([, cloud]) => cloud.origin)
    for (const [mainland = '', oversea = mainland] of [origins.slice(0, 2), origins.slice(2)]) {
      const site = await Site.start(ground, { LOOKOUT_MAINLAND: mainland, LOOKOUT_OVERSEA: oversea }, change)
      try {
        answers.push(await send(site))
        if (oversea !== mainland) answers.push(await send(site, { line: `POST /oversea${PATH} HTTP/1.1` }))
      } finally {
        await site.stop()
      }
    }
    return answers
  }

  it('is answered 502, and not one byte of a call is sent to it', async () => {
    const answers = await callAll()
    const bytes = untrusted.map(([, cloud]) => cloud.bytes)
    console.info(`P2: untrusted upstreams ${untrusted.length}, answered 502 ${answers.filter(({ status }) => status === 502).length}, bytes sent to them ${bytes.reduce((sum, count) => sum + count, 0)}`)
    expect(answers.map((answer) => [answer.status, kindOf(answer)])).toEqual(untrusted.map(() => [502, 'upstream-unreachable']))
    expect(bytes).toEqual([0, 0, 0])
  })

  it('control: without the check the calls are sent, and this is noticed', async () => {
    const answers = await callAll({ conf: (conf) => conf.replaceAll('proxy_ssl_verify on;', 'proxy_ssl_verify off;') })
    const bytes = untrusted.map(([, cloud]) => cloud.bytes)
    console.info(`P2 control: with proxy_ssl_verify off, bytes sent to the same three ${bytes.reduce((sum, count) => sum + count, 0)}`)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(bytes.every((count) => count > 200)).toBe(true)
  })

  it('that takes no connection is a 502 that the page can word', async () => {
    const site = await Site.start(ground, {})
    try {
      const answer = await send(site)
      expect([answer.status, answer.body]).toEqual([502, '{"error":{"kind":"upstream-unreachable","upstream":"nginx","reason":"unreachable-or-not-trusted"}}'])
    } finally {
      await site.stop()
    }
  })
})
