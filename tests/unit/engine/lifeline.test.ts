import { describe, expect, it } from 'vitest'
import { createConnection } from '@/engine/connection'
import { sharedGenerations, type Kept } from '@/engine/generations'
import { Lifeline, type Generations, type WorkerHooks } from '@/engine/lifeline'
import type { EngineEvent, ToEngine } from '@/engine/protocol'
import { FakeClock } from '../../support/fake-clock'

const SECOND = 1000
const MINUTE = 60 * SECOND
const SNAPSHOT: EngineEvent = { kind: 'snapshot', account: null, rows: [], storage: { kind: 'persistent' } }

type Nature = 'well' | 'silent' | 'mute-but-alive' | 'broken' | 'retired'

/** A browser whose workers behave as they are told, by generation. */
function browser(nature: (generation: number) => Nature = () => 'well') {
  const clock = new FakeClock()
  const workers: { generation: number; got: ToEngine[]; ended: boolean; nature: Nature; hooks: WorkerHooks }[] = []
  let kept = 1
  const generations: Generations = { latest: () => kept, keep: (generation) => void (kept = generation) }
  const open = (own: Generations = generations) => {
    const lifeline = new Lifeline({
      clock,
      generations: own,
      start: (generation, hooks) => {
        const worker = { generation, got: [] as ToEngine[], ended: false, nature: nature(generation), hooks }
        workers.push(worker)
        clock.after(1, () => {
          if (worker.nature === 'broken') hooks.broke()
          if (worker.nature === 'retired') hooks.heard({ kind: 'retired', sameBuild: true })
          if (worker.nature === 'well') hooks.heard({ kind: 'event', event: SNAPSHOT })
        })
        const beat = () => {
          if (worker.nature === 'well') hooks.heard({ kind: 'event', event: SNAPSHOT })
          clock.after(SECOND, beat)
        }
        clock.after(SECOND, beat)
        return {
          post: (message) => {
            worker.got.push(message)
            if (message.kind === 'ping' && (worker.nature === 'well' || worker.nature === 'mute-but-alive')) hooks.heard({ kind: 'pong' })
          },
          end: () => void (worker.ended = true),
        }
      },
    })
    const connection = createConnection({
      post: (message) => lifeline.post(message),
      listen: (receive) => lifeline.listen(receive),
      onLost: (lost) => lifeline.onLost(lost),
      onRestart: (restarted) => lifeline.onRestart(restarted),
    })
    let lost = 0
    connection.onLost(() => void (lost += 1))
    return { connection, lifeline, timesLost: () => lost }
  }
  const last = () => workers.at(-1)
  return { clock, workers, open, last, latest: () => kept }
}

describe('an engine that is well', () => {
  it('is kept for hours, and not asked how it is', async () => {
    const { clock, workers, open } = browser()
    open()
    await clock.advance(3 * 60 * MINUTE)
    expect(workers.length).toBe(1)
    expect(workers[0]?.got).toEqual([])
  })

  it('with nothing to tell answers pings, and is kept', async () => {
    const { clock, workers, open } = browser(() => 'mute-but-alive')
    open()
    await clock.advance(10 * MINUTE)
    expect(workers.length).toBe(1)
    expect(workers[0]?.got.length).toBeGreaterThan(10)
  })

  it('is not taken for lost by a page that was frozen, or whose timers run once a minute', async () => {
    const { clock, workers, open } = browser()
    open()
    await clock.advance(5 * SECOND)
    for (const worker of workers) worker.nature = 'mute-but-alive'
    for (let minute = 0; minute < 10; minute += 1) {
      clock.freeze(MINUTE)
      await clock.advance(1)
    }
    await clock.advance(20 * SECOND)
    expect(workers.length).toBe(1)
  })

  it('may throw once it is up', async () => {
    const { clock, workers, open } = browser()
    open()
    await clock.advance(SECOND)
    workers[0]?.hooks.broke()
    await clock.advance(MINUTE)
    expect(workers.length).toBe(1)
  })
})

describe('an engine that falls silent', () => {
  it('is replaced after some 10 s; what waited is answered, and what is on the screen is told again', async () => {
    const { clock, workers, open, last } = browser()
    const { connection, timesLost } = open()
    await clock.advance(5 * SECOND)
    const silentSinceMs = clock.nowMs()
    for (const worker of workers) worker.nature = 'silent'
    void connection.send({ kind: 'visible', ids: [] })
    const reply = connection.send({ kind: 'pause' })
    while (workers.length === 1 && clock.nowMs() - silentSinceMs < MINUTE) await clock.advance(100)
    console.log(`silent engine: replaced after ${clock.nowMs() - silentSinceMs} ms`)
    expect(clock.nowMs() - silentSinceMs).toBeLessThan(15 * SECOND)
    expect(await reply).toEqual({ kind: 'refused', why: 'failed' })
    expect(workers[0]?.ended).toBe(true)
    expect(last()?.generation).toBe(2)
    expect(last()?.got).toMatchObject([{ kind: 'command', command: { kind: 'visible' } }])
    await clock.advance(10 * MINUTE)
    expect([workers.length, timesLost()]).toEqual([2, 0])
  })

  it('says nothing more: a late word of it is not heard', async () => {
    const { clock, workers, open } = browser()
    const { connection } = open()
    const heard: EngineEvent[] = []
    connection.onEvent((event) => void heard.push(event))
    await clock.advance(5 * SECOND)
    for (const worker of workers) worker.nature = 'silent'
    await clock.advance(13 * SECOND)
    const before = heard.length
    workers[0]?.hooks.heard({ kind: 'event', event: SNAPSHOT })
    workers[0]?.hooks.broke()
    expect([heard.length, workers.length]).toEqual([before, 2])
  })

  it('is replaced by the same one in two tabs that notice it at different times', async () => {
    const { clock, workers, open } = browser()
    open()
    await clock.advance(3.3 * SECOND)
    open()
    await clock.advance(5 * SECOND)
    for (const worker of workers) worker.nature = 'silent'
    await clock.advance(MINUTE)
    expect(workers.filter(({ ended }) => !ended).map(({ generation }) => generation)).toEqual([2, 2])
  })

  it('is given up after 3 restarts in a row, and a command is answered still', async () => {
    const { clock, workers, open } = browser(() => 'silent')
    const { connection, timesLost } = open()
    const reply = connection.send({ kind: 'pause' })
    await clock.advance(10 * MINUTE)
    expect(await reply).toMatchObject({ kind: 'refused' })
    expect([workers.length, timesLost()]).toEqual([4, 1])
  })

  it('once an hour is replaced every time', async () => {
    const { clock, workers, open, last } = browser()
    const { timesLost } = open()
    for (let hour = 0; hour < 10; hour += 1) {
      await clock.advance(60 * MINUTE)
      const worker = last()
      if (worker) worker.nature = 'silent'
      await clock.advance(20 * SECOND)
    }
    expect([workers.length, timesLost()]).toEqual([11, 0])
  })
})

describe('an engine that cannot start', () => {
  it('is given up within seconds', async () => {
    const { clock, workers, open } = browser(() => 'broken')
    const { timesLost } = open()
    await clock.advance(3 * SECOND)
    expect([workers.length, timesLost()]).toEqual([4, 1])
  })

  it('at first is tried again', async () => {
    const { clock, open, workers } = browser((generation) => (generation < 3 ? 'broken' : 'well'))
    const { timesLost } = open()
    await clock.advance(MINUTE)
    expect([workers.length, timesLost()]).toEqual([3, 0])
  })

  it('yet, because its program comes slowly, is waited for', async () => {
    const { clock, open, workers } = browser(() => 'silent')
    open()
    await clock.advance(20 * SECOND)
    expect(workers.length).toBe(1)
  })
})

describe('a retired engine', () => {
  it('is left for the later one of the same program', async () => {
    const { clock, workers, open, last } = browser()
    let latest = 1
    const { timesLost } = open({ latest: () => latest, keep: () => undefined })
    await clock.advance(5 * SECOND)
    latest = 4
    last()?.hooks.heard({ kind: 'retired', sameBuild: true })
    await clock.advance(5 * SECOND)
    expect(workers.map(({ generation, ended }) => [generation, ended])).toEqual([
      [1, true],
      [4, false],
    ])
    expect(timesLost()).toBe(0)
  })

  it('of another program is stayed with, whatever it does then: only a reload helps', async () => {
    const { clock, workers, open, last } = browser()
    let latest = 1
    open({ latest: () => latest, keep: () => undefined })
    await clock.advance(5 * SECOND)
    latest = 2
    last()?.hooks.heard({ kind: 'retired', sameBuild: false })
    for (const worker of workers) worker.nature = 'silent'
    await clock.advance(10 * MINUTE)
    expect(workers.length).toBe(1)
  })

  it('is not stayed with by a tab that has just come: it gets an engine of its own', async () => {
    const { clock, workers, open, latest } = browser((generation) => (generation < 3 ? 'retired' : 'well'))
    const { timesLost } = open()
    await clock.advance(MINUTE)
    expect(workers.filter(({ ended }) => !ended).map(({ generation }) => generation)).toEqual([3])
    expect([latest(), timesLost()]).toEqual([3, 0])
  })
})

describe('the count of engines', () => {
  it('is kept for all tabs', () => {
    const store = new Map<string, string>()
    const kept: Kept = { getItem: (key) => store.get(key) ?? null, setItem: (key, value) => void store.set(key, value) }
    sharedGenerations(() => kept).keep(4)
    expect(sharedGenerations(() => kept).latest()).toBe(4)
  })

  it.each(['', 'NaN', '-3', '1e400', '2.5', 'null'])('that reads %j begins again', (value) => {
    expect(sharedGenerations(() => ({ getItem: () => value, setItem: () => undefined })).latest()).toBe(1)
  })

  it('goes on in memory where nothing may be kept', () => {
    const generations = sharedGenerations(() => {
      throw new Error('SecurityError')
    })
    generations.keep(3)
    expect(generations.latest()).toBe(3)
  })
})
