import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { API_PATH, type SimulatorServer, type SimulatorServerOptions } from '@/simulator/server'
import { startSimulatorServer } from '@/simulator/serve'
import { deviceIn } from './world'

const servers: SimulatorServer[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function open(options: Partial<SimulatorServerOptions> = {}) {
  const server = await startSimulatorServer({ scenario: 'every-status', seed: 7, ...options })
  servers.push(server)
  const post = (path: string, body: object, init: RequestInit = {}) =>
    fetch(server.url + path, { method: 'POST', body: JSON.stringify(body), ...init })
  const { fields } = deviceIn(server.cloud, 6)
  const common = { Action: 'AppDescribeFirmwareUpdateStatus', RequestId: 'r-1', AccessToken: 'token', ...fields }
  return { server, post, ask: (init?: RequestInit) => post(API_PATH, common, init) }
}

describe('the simulator over HTTP', () => {
  it('answers the API in the chosen envelope', async () => {
    const { ask } = await open({ envelope: 'code' })
    const response = await ask()
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toMatchObject({ code: 0, data: { Status: 6, RequestId: 'r-1' } })
  })

  it('tells the truth and the devices', async () => {
    const { server } = await open()
    const truth = (await (await fetch(`${server.url}/truth`)).json()) as { status: number | null }[]
    expect(truth.map(({ status }) => status)).toEqual(server.cloud.devices().map(({ id }) => server.cloud.truth(id)?.status))
    const [first] = server.cloud.devices()
    expect(truth[0]).toEqual({ productId: first?.productId, deviceName: first?.deviceName, ...(first && server.cloud.truth(first.id)) })
    const lines = (await (await fetch(`${server.url}/devices`)).text()).trim().split('\n')
    expect(lines).toEqual(server.cloud.devices().map(({ productId, deviceName }) => `${productId} ${deviceName}`))
  })

  it('lets a test stand before the handler, and tells when the connection is done', async () => {
    let seen = 0
    let done = 0
    const { ask } = await open({
      through: async (request, next) => {
        seen += 1
        request.signal.addEventListener('abort', () => (done += 1))
        return seen === 1 ? new Response('mine', { status: 429 }) : next(request)
      },
    })
    expect([(await ask()).status, (await ask()).status]).toEqual([429, 200])
    await expect.poll(() => done).toBe(2)
    expect(seen).toBe(2)
  })

  it('knows nothing elsewhere', async () => {
    const { server } = await open()
    expect((await fetch(`${server.url}/elsewhere`)).status).toBe(404)
    expect((await fetch(server.url + API_PATH)).status).toBe(404)
  })

  it('obeys a test on /control, and says what it does not understand', async () => {
    const { server, post, ask } = await open({ scenario: 'demo', devices: 60 })
    expect((await post('/control', { freeze: true })).status).toBe(200)
    const frozenAtMs = server.cloud.nowMs
    expect((await post('/control', { advanceMs: 60_000 })).status).toBe(200)
    expect(server.cloud.nowMs).toBe(frozenAtMs + 60_000)
    await post('/control', { faults: { rate: 1, kinds: ['http-503'] } })
    expect((await ask()).status).toBe(503)
    await post('/control', { faults: null, expireToken: true })
    expect(await (await ask()).text()).toContain('InvalidAccessToken')
    for (const body of [{ faults: { rate: 9 } }, { advance: 1 }, { freeze: 'yes' }, { expireToken: false }]) {
      expect((await post('/control', body)).status).toBe(400)
    }
  })

  it('cuts the connection at a reset', async () => {
    const { ask } = await open({ faults: { rate: 1, kinds: ['reset'] } })
    await expect(ask()).rejects.toThrow(TypeError)
  })

  it('hangs in the middle of the body at a stall, until the caller gives up', async () => {
    const { ask } = await open({ faults: { rate: 1, kinds: ['stall'] } })
    const caller = new AbortController()
    const response = await ask({ signal: caller.signal })
    expect(response.status).toBe(200)
    const text = response.text()
    const first = await Promise.race([text.catch(() => 'refused'), new Promise((resolve) => setTimeout(resolve, 150, 'hangs'))])
    expect(first).toBe('hangs')
    caller.abort()
    await expect(text).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('sends half the JSON as a whole answer when truncated', async () => {
    const { ask } = await open({ faults: { rate: 1, kinds: ['truncated'] } })
    const response = await ask()
    const text = await response.text()
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)))
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  })

  it('closes at once while calls are under way', async () => {
    const { server, ask } = await open({ latencyMs: { min: 60_000, max: 60_000 } })
    const refused = expect(ask()).rejects.toThrow(TypeError)
    while (server.handler.calls === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await server.close()
    await refused
  })
})

const SERVE = fileURLToPath(new URL('../../../src/simulator/serve.ts', import.meta.url))

function run(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', SERVE, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let complaint = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, ended, output: () => output, complaint: () => complaint }
}

describe('the simulator as a command', () => {
  it('prints where it listens and what it serves, and ends cleanly when told to', async () => {
    const { child, ended, output } = run('--port', '0', '--devices', '30', '--scenario', 'rollout', '--seed', '7')
    while (!output().includes('\n')) await Promise.race([once(child.stdout, 'data'), ended])
    const [address = ''] = /http:\S+/u.exec(output()) ?? []
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/exploreropen\/tokenapi$/u)
    const lines = await (await fetch(new URL('/devices', address))).text()
    expect(lines.trim().split('\n')).toHaveLength(30)
    expect(output()).toContain('30 devices, scenario rollout, seed 7')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  }, 20_000)

  it('ends with code 2 and one sentence at a bad option', async () => {
    const { ended, complaint } = run('--scenario', 'chaos')
    expect(await ended).toBe(2)
    expect(complaint().trim()).toMatch(/^--scenario chaos: [^\n]+\.$/u)
  }, 20_000)

  it('ends with code 1 and one sentence when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { ended, complaint } = run('--port', String(port), '--devices', '3')
    expect(await ended).toBe(1)
    expect(complaint().trim().split('\n')).toHaveLength(1)
    other.close()
  }, 20_000)
})
