import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCloudClient } from '@/cloud/cloud-client'
import { decodeUpdateStatus } from '@/cloud/decode'
import { openEnvelope } from '@/cloud/envelope'
import { CloudError } from '@/cloud/errors'
import { FakeClock } from '../../support/fake-clock'
import * as fixtures from './fixtures/documented'

const DOCUMENTED = [fixtures.DOCUMENTED_STATUS, fixtures.DOCUMENTED_ERROR, fixtures.CLIENTS_STATUS, fixtures.CLIENTS_ERROR, fixtures.UNWRAPPED]
const REASONS = new Set(['empty', 'html', 'not-json', 'no-envelope', 'bad-field', 'foreign-answer'])

function statusIn(fields: string) {
  const opened = openEnvelope(`{"Response":{${fields}"RequestId":"r"}}`)
  return opened.kind === 'answer' ? decodeUpdateStatus(opened.fields) : opened
}

/** What the client makes of one text that came with HTTP 200. */
async function throughClient(text: string) {
  const client = createCloudClient({
    fetch: () => Promise.resolve(new Response(text)),
    endpoint: '/api',
    token: () => 'canary-access-token-7f3e',
    clock: new FakeClock(),
    requestId: () => '…',
  })
  try {
    return { upgrade: (await client.describeFirmwareUpdateStatus({ productId: 'P1', deviceName: 'd1' })).upgrade }
  } catch (error) {
    return { error }
  }
}

describe('an answer cut off', () => {
  it('at any place is unreadable: through the client, no status and no error but our own', async () => {
    let cuts = 0
    let odd = 0
    for (const whole of DOCUMENTED) {
      for (let length = 0; length < whole.length; length += 1) {
        const { error } = await throughClient(whole.slice(0, length))
        cuts += 1
        if (!(error instanceof CloudError) || error.failure.kind !== 'malformed' || !REASONS.has(error.failure.reason)) odd += 1
      }
    }
    console.log(`T3, client: documented answers cut at every place ${cuts}, not told as malformed ${odd}`)
    expect(cuts).toBeGreaterThan(400)
    expect(odd).toBe(0)
  })

  it('would be taken for a status by a reader that searches instead of parsing', () => {
    const naive = (text: string) => /"Status": ?(\d+)/u.exec(text)?.[1]
    const whole = fixtures.CLIENTS_STATUS.replace('3', '20')
    const taken = Array.from({ length: whole.length }, (_, length) => naive(whole.slice(0, length))).filter((status) => status !== undefined)
    expect(taken.length).toBeGreaterThan(0)
    expect(taken).toContain('2')
  })
})

describe('any text at all', () => {
  it('with HTTP 200 gives an upgrade or a CloudError, some hundred times through the client', async () => {
    const texts = fc.oneof(fc.json(), fc.string(), fc.json().map((json) => `{"Response":${json}}`), fc.json().map((json) => `{"code":0,"data":${json}}`))
    let statuses = 0
    for (const text of fc.sample(texts, { numRuns: 800, seed: 7 })) {
      const { upgrade, error } = await throughClient(text)
      if (error !== undefined) expect(error).toBeInstanceOf(CloudError)
      if (upgrade?.status !== undefined && upgrade.status !== null) statuses += 1
    }
    console.log(`T3, client: random texts 800, statuses ${statuses}`)
    expect(statuses).toBe(0)
  })

  it.each(['['.repeat(100_000), `${'{"a":'.repeat(50_000)}1`, '\u0000', '\uFEFF', '"', '-', 'undefined', '0', '"{}"', 'true'])('%.12j… does not throw', (text) =>
    expect(openEnvelope(text).kind).toBe('malformed'),
  )
})

describe('Status', () => {
  it.each<[raw: string, status: number]>([
    ['3', 3],
    ['3.0', 3],
    ['"3"', 3],
    ['-1', -1],
    ['"-1"', -1],
    ['99', 99],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('%s is %s', (raw, status) => expect(statusIn(`"Status":${raw},`)).toMatchObject({ status }))

  it.each(['null', ''])('%j is no status', (raw) => expect(statusIn(raw && `"Status":${raw},`)).toMatchObject({ kind: 'unknown', status: null }))

  it.each(['1.5', '1e999', '-1e999', 'true', 'false', '{}', '[]', '[3]', '""', '" 3"', '"3 "', '"03"', '"+3"', '"0x3"', '"3.0"', '"1e1"', '"９"', '"NaN"'])(
    '%s makes the answer unreadable',
    (raw) => expect(statusIn(`"Status":${raw},`)).toBeNull(),
  )

  it('beyond the integers that JSON keeps exact is never a known one', () => {
    for (const raw of ['9007199254740992', '9007199254740993', '9223372036854775807', '-9223372036854775808', '1e20', '1e308']) {
      const upgrade = statusIn(`"Status":${raw},`)
      expect(upgrade === null || upgrade.kind === 'unknown', raw).toBe(true)
    }
  })

  it('cannot come in through a prototype or a name in other letters', () => {
    for (const fields of ['"__proto__":{"Status":6},', '"constructor":{"Status":6},', '"status":6,', '"STATUS":6,', '"Status ":6,']) {
      expect(statusIn(fields)).toMatchObject({ kind: 'unknown', status: null })
    }
    expect(openEnvelope('{"__proto__":{"Response":{"Status":6}}}').kind).toBe('malformed')
  })
})

describe('Percent', () => {
  it.each<[raw: string, percent: number | null]>([
    ['0', 0],
    ['100', 100],
    ['"42"', 42],
    ['-1', null],
    ['101', null],
    ['1e999', null],
    ['null', null],
    ['"x"', null],
    ['""', null],
    ['{}', null],
    ['[42]', null],
    ['true', null],
  ])('%s while downloading is %s, and never spoils the status', (raw, percent) =>
    expect(statusIn(`"Status":3,"Percent":${raw},`)).toMatchObject({ kind: 'running', status: 3, percent }),
  )

  it('is passed over where it means nothing', () => {
    for (const status of [0, 1, 2, 4, 5, 6, 7, 8, 10, 99]) expect(statusIn(`"Status":${status},"Percent":42,`)).not.toMatchObject({ percent: 42 })
  })
})

describe('versions and ErrMsg', () => {
  it('are texts or absent, else the answer is unreadable', () => {
    expect(statusIn('"Status":6,"OriVersion":"","DstVersion":null,')).toMatchObject({ sourceVersion: null, targetVersion: null, message: null })
    for (const field of ['OriVersion', 'DstVersion', 'ErrMsg']) {
      for (const raw of ['1', '{}', '[]', 'true']) expect(statusIn(`"Status":6,"${field}":${raw},`)).toBeNull()
    }
  })
})

describe('an envelope', () => {
  it('with a code that is not 0 is an error, whatever stands beside it', () => {
    expect(openEnvelope('{"code":-1000,"msg":"no","data":{"Status":6,"RequestId":"r"}}')).toEqual({ kind: 'error', code: '-1000', message: 'no', requestId: 'r' })
    expect(openEnvelope('{"code":-1000,"msg":"no"}')).toEqual({ kind: 'error', code: '-1000', message: 'no', requestId: null })
    expect(openEnvelope('{"code":"InternalError","msg":""}')).toMatchObject({ kind: 'error', code: 'InternalError' })
  })

  it('with an Error is an error, whatever the code says', () => {
    expect(openEnvelope('{"code":0,"msg":"","data":{"Error":{"Code":"InternalError","Message":"m"},"Status":6,"RequestId":"r"}}')).toEqual({
      kind: 'error',
      code: 'InternalError',
      message: 'm',
      requestId: 'r',
    })
  })

  it('without a wrapper needs a RequestId, so that no other JSON passes for an answer', () => {
    expect(openEnvelope('{"Status":6}').kind).toBe('malformed')
    expect(openEnvelope('{"Status":6,"RequestId":"r"}').kind).toBe('answer')
  })

  it.each(['{"code":null,"data":{"Status":6}}', '{"code":false,"data":{"Status":6}}', '{"code":0}', '{"code":0,"data":null}', '{"code":0,"data":[]}', '{"Response":[]}', '{"Response":"x"}'])(
    '%s holds nothing',
    (text) => expect(openEnvelope(text)).toEqual({ kind: 'malformed', reason: 'no-envelope' }),
  )
})
