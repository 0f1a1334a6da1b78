import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { CLOUD_LIMITS } from '@/engine/cloud-access'
import { Engine } from '@/engine/engine'
import type { Command } from '@/engine/protocol'
import { createMemoryRepository } from '@/storage/memory-repository'
import { FakeClock } from '../../support/fake-clock'

const TOKEN = 'canary-access-token-7f3e'
const DEVICES = Array.from({ length: 12 }, (_, index) => createDevice('P1', `d${index}`))

type Reply = (requestId: string) => Response

const answer =
  (fields: object): Reply =>
  (requestId) =>
    Response.json({ Response: { ...fields, RequestId: requestId } })
const refusal = (code: string, message: string) => answer({ Error: { Code: code, Message: message } })

/** A cloud that gives the token back wherever an answer has room for words. */
const ECHOES: [where: string, reply: Reply][] = [
  ['ErrMsg and versions', answer({ Status: 5, ErrMsg: `bad ${TOKEN} ${TOKEN}`, OriVersion: TOKEN, DstVersion: `v${TOKEN}` })],
  ['a refusal’s message', refusal('FailedOperation', `cannot use ${TOKEN}`)],
  ['a refusal’s code', refusal(`FailedOperation.${TOKEN}`, 'no')],
  ['a denial', refusal('InvalidParameterValue.NoPermission', TOKEN)],
  ['a limit', refusal('RequestLimitExceeded', `${TOKEN} is too quick`)],
  ['an invalid token', refusal('InvalidParameterValue.InvalidAccessToken', `${TOKEN} is invalid`)],
  ['the RequestId', () => Response.json({ Response: { Status: 3, RequestId: TOKEN } })],
  ['a web page', () => new Response(`<html>${TOKEN}`)],
  ['half a JSON', () => new Response(`{"Response":{"ErrMsg":"${TOKEN}`)],
  ['our proxy’s reason', () => Response.json({ error: { kind: 'k', upstream: `https://${TOKEN}.example`, reason: TOKEN } }, { status: 502 })],
  ['HTTP headers', () => new Response('', { status: 429, headers: { 'retry-after': TOKEN, 'x-token': TOKEN } })],
]

async function told(reply: Reply, commands: readonly Command[]) {
  const clock = new FakeClock()
  const written: unknown[] = []
  const write = (...args: unknown[]) => Promise.resolve(void written.push(structuredClone(args)))
  const messages: unknown[][] = [[], []]
  const sent: string[] = []
  const engine = new Engine({
    clock,
    random: () => 0.5,
    openCloud: (upstream) =>
      Promise.resolve({
        endpoint: '/api',
        limits: CLOUD_LIMITS,
        devices: [],
        kept: upstream.kind !== 'demo',
        fetch: (_input, init) => {
          sent.push(String(init?.body))
          return Promise.resolve(reply(JSON.parse(String(init?.body)).RequestId))
        },
      }),
    openRepository: () =>
      Promise.resolve({
        repository: { ...createMemoryRepository(), saveActive: write, addRows: write, removeRows: write, saveSnapshots: write },
        state: { kind: 'persistent' },
      }),
  })
  const lines = messages.map((heard) => engine.join((message) => void heard.push(structuredClone(message))))
  await clock.advance(10)
  for (const [id, command] of commands.entries()) {
    lines[0]?.receive({ kind: 'command', id, command })
    await clock.advance(6000)
  }
  messages.push([])
  engine.join((message) => void messages[2]?.push(structuredClone(message)))
  await clock.advance(1500)
  return { messages, written, sent }
}

describe('the token that the cloud gives back', () => {
  it.each(ECHOES)('in %s reaches no tab, not even one that joins later, and no disk', async (where, reply) => {
    const open: Command = { kind: 'open', upstream: { kind: 'mainland' }, token: TOKEN }
    const { messages, written, sent } = await told(reply, [open, { kind: 'add', devices: DEVICES }, { kind: 'refresh', ids: 'all' }, { kind: 'lock' }, open, { kind: 'pause' }])
    const heard = messages.map((each) => each.length)
    const leaks = [...messages.flat(), ...written].filter((message) => JSON.stringify(message).includes(TOKEN)).length
    console.log(`S2, ${where}: messages ${heard.join('+')}, writes ${written.length}, leaks ${leaks}`)
    expect(heard.every((count) => count > 0)).toBe(true)
    expect(written.length).toBeGreaterThan(0)
    expect(JSON.stringify(sent)).toContain(TOKEN)
    expect(leaks).toBe(0)
  })

  it('would be found in every one of these, were the answers passed on as they came', async () => {
    const passedOn = await Promise.all(ECHOES.map(async ([, reply]) => {
      const response = reply('r-1')
      return { headers: [...response.headers], body: await response.text() }
    }))
    const leaks = passedOn.filter((message) => JSON.stringify(message).includes(TOKEN)).length
    console.log(`S2 control, answers passed on: ${passedOn.length}, leaks ${leaks}`)
    expect(leaks).toBe(ECHOES.length)
  })
})
