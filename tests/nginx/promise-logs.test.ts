import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RecordingCloud } from './support/cloud'
import { FIELDS, PATH, request, send, sendRaw, TOKEN } from './support/raw'
import { type Change, Ground, nginx, type Settings, Site } from './support/site'

const BIG = JSON.stringify({ ...FIELDS, Pad: 'x'.repeat(40_000) })

describe.skipIf(nginx === null)('P3: the logs', () => {
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

  /** Calls that end in every way there is; the statuses met, and how often the token is in what was logged. */
  async function hits(settings: Settings, change?: Change): Promise<{ statuses: Set<number>; found: number; lines: number }> {
    const site = await Site.start(ground, { LOOKOUT_MAINLAND: cloud.origin, LOOKOUT_RATE: '1', LOOKOUT_BURST: '6', ...settings }, change)
    try {
      const shapes = [
        {}, { body: BIG }, { body: `{"AccessToken":"${TOKEN}"` }, { body: JSON.stringify({ ...FIELDS, Action: TOKEN }) },
        { line: `POST ${PATH}?AccessToken=${TOKEN} HTTP/1.1` }, { line: `GET /x?AccessToken=${TOKEN} HTTP/1.1` },
        { headers: [`Referer: https://lookout.test/?t=${TOKEN}`, `Authorization: Bearer ${TOKEN}`, `Cookie: t=${TOKEN}`, `User-Agent: ${TOKEN}`] },
        ...Array.from({ length: 6 }, () => ({ line: `POST ${PATH}?t=${TOKEN} HTTP/1.1` })),
      ]
      const statuses = new Set<number>()
      for (const shape of shapes) statuses.add((await send(site, shape)).status)
      statuses.add((await sendRaw(site, `${request(site, { headers: [`X-Bad ${TOKEN}`] })}`)).status)
      await site.stop()
      const logs = site.logs()
      return { statuses, found: logs.split(TOKEN).length - 1, lines: logs.split('\n').filter((line) => line !== '').length }
    } finally {
      await site.stop()
    }
  }

  it('hold no token, whether the cloud answers, is down or is not asked', async () => {
    const up = await hits({})
    const down = await hits({ LOOKOUT_MAINLAND: 'https://localhost:9' })
    const statuses = [...new Set([...up.statuses, ...down.statuses])].toSorted((one, other) => one - other)
    const found = up.found + down.found
    console.info(`P3: answers ${statuses.join(' ')}, log lines ${up.lines + down.lines}, with the token ${found}`)
    expect(statuses).toEqual(expect.arrayContaining([200, 400, 403, 404, 413, 429, 502]))
    expect(up.lines).toBeGreaterThan(10)
    expect(found).toBe(0)
  })

  it('control: a log of bodies is caught, and so is an error log that quotes the request', async () => {
    const bodies = await hits({}, {
      http: `log_format careless '$request $request_body';`,
      conf: (conf) => conf.replace(/access_log (\S+) lookout;/u, 'access_log $1 careless;'),
    })
    const chatty = await hits({}, { conf: (conf) => conf.replaceAll(' crit;', ' info;') })
    console.info(`P3 control: the token found in a log with $request_body ${bodies.found} times, in an error log of level info ${chatty.found} times`)
    expect(bodies.found).toBeGreaterThan(0)
    expect(chatty.found).toBeGreaterThan(0)
  })
})
