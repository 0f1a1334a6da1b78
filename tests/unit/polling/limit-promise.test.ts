import { describe, expect, it } from 'vitest'
import { createCloudClient } from '@/cloud/cloud-client'
import { CloudError } from '@/cloud/errors'
import { callEndOf } from '@/engine/ask-again'
import { Pace } from '@/polling/pace'
import { createRandom, type Random } from '@/simulator/random'
import { FakeClock } from '../../support/fake-clock'
import { startMiniLoop, type Asked } from '../../support/mini-loop'
import { NaivePace } from '../../support/naive-pace'
import { mostInAnyWindow, type PaceLike } from '../../support/paced-run'

const LIMITS = { callsPerSecond: 10, maxInFlight: 6, burst: 1 }
const DEVICES = 20
const WINDOW_MS = 30_000
const SEEDS = [1, 2, 3, 4, 5]

type Word = 'seconds' | 'date'

interface Refusal {
  readonly httpStatus: number
  readonly body: (requestId: string) => string
}

const TOO_MANY: Refusal = { httpStatus: 429, body: () => '<html>Too Many Requests</html>' }
const exceeded = (code: string): Refusal => ({
  httpStatus: 200,
  body: (RequestId) => JSON.stringify({ Response: { Error: { Code: code, Message: 'slow down' }, RequestId } }),
})

/** A cloud that refuses everything for a while after 3 s, and says until when. */
function strictCloud(clock: FakeClock, random: Random, refusal: Refusal, word: Word) {
  const seen = { requestsMs: [] as number[], refused: 0, toldAtMs: Infinity, untilMs: Infinity }
  const untilWallMs = () => Math.ceil((clock.wallMs() + WINDOW_MS) / 1000) * 1000

  async function fetch(_input: unknown, init?: RequestInit): Promise<Response> {
    const { RequestId } = JSON.parse(String(init?.body)) as { RequestId: string }
    seen.requestsMs.push(clock.nowMs())
    await new Promise<void>((resolve) => clock.after(random.between(20, 400), resolve))
    const refuses = clock.nowMs() >= 3000 && clock.nowMs() < seen.untilMs
    if (!refuses) return new Response(JSON.stringify({ Response: { RequestId, Data: {} } }))
    seen.refused += 1
    if (seen.toldAtMs === Infinity) {
      seen.toldAtMs = clock.nowMs()
      seen.untilMs = clock.nowMs() + (word === 'date' ? untilWallMs() - clock.wallMs() : WINDOW_MS)
    }
    const leftMs = seen.untilMs - clock.nowMs()
    const retryAfter = word === 'date' ? new Date(clock.wallMs() + leftMs).toUTCString() : String(Math.floor(leftMs / 1000))
    return new Response(refusal.body(RequestId), { status: refusal.httpStatus, headers: { 'retry-after': retryAfter } })
  }
  return { fetch, seen }
}

async function run(pace: PaceLike, seed: number, refusal: Refusal, word: Word) {
  const clock = new FakeClock()
  const random = createRandom(seed)
  const { fetch, seen } = strictCloud(clock, random, refusal, word)
  const client = createCloudClient({ fetch, endpoint: 'https://cloud.test/tokenapi', token: () => 'token', clock })

  async function ask(device: number): Promise<Asked> {
    try {
      await client.call('AppDescribeFirmwareUpdateStatus', { ProductId: 'P', DeviceName: `d${device}` })
      return { end: { kind: 'fine' }, againInMs: 2000 }
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      const end = callEndOf(error.failure)
      const waitMs = 'retryAfterMs' in end ? end.retryAfterMs : null
      return { end, againInMs: waitMs ?? 2000 }
    }
  }
  const loop = startMiniLoop(clock, pace, DEVICES, ask)
  await clock.advance(3500)
  while (clock.nowMs() < seen.untilMs - 1000) {
    if (pace instanceof Pace) {
      pace.probeNow()
      loop.refreshAll()
    }
    await clock.advance(700)
  }
  await clock.advance(10_000)
  const after = seen.requestsMs.filter((ms) => ms >= seen.untilMs)
  return {
    inside: seen.requestsMs.filter((ms) => ms >= seen.toldAtMs && ms < seen.untilMs).length,
    refused: seen.refused,
    after: after.length,
    afterInASecond: mostInAnyWindow(after, 1000),
    firstAfterMs: (after[0] ?? Infinity) - seen.untilMs,
  }
}

type Figures = Awaited<ReturnType<typeof run>>
const holds = ({ inside, refused, afterInASecond, firstAfterMs }: Figures) =>
  refused > 0 && inside === 0 && afterInASecond <= LIMITS.callsPerSecond && firstAfterMs < 2000

async function runs(paceOf: (random: Random) => PaceLike, refusal: Refusal, word: Word) {
  const all: Figures[] = []
  for (const seed of SEEDS) all.push(await run(paceOf(createRandom(seed)), seed + 100, refusal, word))
  return all
}

describe('promise L1: a cloud that says when to come back', () => {
  it.each<[string, Word, Refusal]>([
    ['HTTP 429', 'seconds', TOO_MANY],
    ['HTTP 429', 'date', TOO_MANY],
    ['RequestLimitExceeded', 'seconds', exceeded('RequestLimitExceeded')],
    ['RequestLimitExceeded', 'date', exceeded('RequestLimitExceeded')],
    ['LimitExceeded.Uin', 'seconds', exceeded('LimitExceeded.Uin')],
  ])('with %s and Retry-After in %s gets no request before, from no device, and no burst then', async (what, word, refusal) => {
    const ours = await runs((random) => new Pace(LIMITS, random.next), refusal, word)
    const naive = await runs(() => new NaivePace(LIMITS), refusal, word)
    const most = (all: readonly Figures[], key: keyof Figures) => Math.max(...all.map((figures) => figures[key]))
    console.log(
      `L1 (${what}, ${word}): ${SEEDS.length} seeds, ${DEVICES} devices, refused calls ${most(ours, 'refused')}, requests inside the window ${most(ours, 'inside')}, ` +
        `in a second after it ${most(ours, 'afterInASecond')}; control that waits per device: inside ${most(naive, 'inside')}`,
    )
    expect(ours.every(holds)).toBe(true)
    expect(naive.some(holds)).toBe(false)
  })
})
