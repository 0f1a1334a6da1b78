import { describe, expect, it } from 'vitest'
import { watchRivals, type EngineChannel, type EngineSign } from '@/engine/rivals'
import { createMemoryRepository } from '@/storage/memory-repository'
import type { StoredRow } from '@/storage/repository'
import { FakeClock } from '../../support/fake-clock'
import { DEVICES, joinTab, startLife, TOKEN, watching } from './life'

const SECOND = 1000

/** One channel for all ends, as a BroadcastChannel: everybody but the sender hears, a little later. */
function broadcast(clock: FakeClock, delayMs = 1) {
  const said: unknown[] = []
  const ends: { receive: (message: unknown) => void }[] = []
  return {
    said,
    open(): EngineChannel {
      const end = { receive: (_message: unknown): void => undefined }
      return {
        listen(receive) {
          end.receive = receive
          ends.push(end)
        },
        post(message) {
          said.push(message)
          clock.after(delayMs, () => {
            for (const other of ends) if (other !== end) other.receive(structuredClone(message))
          })
        },
      }
    },
  }
}

function engines() {
  const clock = new FakeClock()
  const channel = broadcast(clock)
  const superseded: string[] = []
  const start = (id: string, build = 'a.js') => {
    const self: EngineSign = { id, build }
    watchRivals({ channel: channel.open(), clock, self, onSuperseded: (sameBuild) => void superseded.push(`${id} by ${sameBuild ? 'its own' : 'another'} build`) })
  }
  return { clock, channel, superseded, start }
}

describe('of two engines', () => {
  it('the one started later stays', async () => {
    const { clock, superseded, start } = engines()
    start('z', 'old.js')
    await clock.advance(60 * SECOND)
    start('a', 'new.js')
    await clock.advance(60 * SECOND)
    expect(superseded).toEqual(['z by another build'])
  })

  it.each([
    ['a', 'z'],
    ['z', 'a'],
  ])('started at the same moment one stays, whichever has which id (%s, %s)', async (first, second) => {
    const { clock, superseded, start } = engines()
    start(first)
    start(second)
    await clock.advance(60 * SECOND)
    expect(superseded.length).toBe(1)
  })

  it('and more, started one after the other at any distance, one stays', async () => {
    for (const gapMs of [0, 1, 500, 9_999, 10_001, 30_000]) {
      const { clock, superseded, start } = engines()
      for (const id of ['m', 'a', 'z', 'k', 'b']) {
        start(id)
        await clock.advance(gapMs)
      }
      await clock.advance(60 * SECOND)
      expect(superseded.length, `${gapMs} ms apart`).toBe(4)
      expect(new Set(superseded).size).toBe(4)
    }
  })

  it('the one started later stays also when each of them hears of the other, however late', async () => {
    const clock = new FakeClock()
    const channel = broadcast(clock, 2000)
    const superseded: string[] = []
    for (const id of ['z', 'm', 'a']) {
      watchRivals({ channel: channel.open(), clock, self: { id, build: 'a.js' }, onSuperseded: () => void superseded.push(id) })
      await clock.advance(100)
    }
    await clock.advance(60 * SECOND)
    expect(superseded.toSorted()).toEqual(['m', 'z'])
  })

  it('the one started later stays when the earlier one was slower to listen', async () => {
    const { clock, channel, superseded, start } = engines()
    const { listen, post } = channel.open()
    const slow: EngineChannel = {
      listen: (receive) => void clock.after(5, () => listen(receive)),
      post: (message) => void clock.after(5, () => post(message)),
    }
    watchRivals({ channel: slow, clock, self: { id: 'z', build: 'a.js' }, onSuperseded: () => void superseded.push('slow one') })
    await clock.advance(1)
    start('a')
    await clock.advance(60 * SECOND)
    expect(superseded).toEqual(['slow one'])
  })

  it('the one started later stays when the clock was set back between', async () => {
    const { clock, superseded, start } = engines()
    start('z')
    await clock.advance(60 * SECOND)
    clock.setWall(-3600 * SECOND)
    start('a')
    await clock.advance(60 * SECOND)
    expect(superseded).toEqual(['z by its own build'])
  })

  it('foreign words on the channel change nothing', async () => {
    const { clock, channel, superseded, start } = engines()
    start('z')
    await clock.advance(60 * SECOND)
    const stranger = channel.open()
    for (const word of [null, 'started', 7, {}, { kind: 'started' }, { kind: 'ended', id: 'a', build: 'b' }, { kind: 'started', id: 3, build: 'b', startedAtMs: 0 }, { kind: 'started', id: 'y', build: 'b' }]) stranger.post(word)
    await clock.advance(SECOND)
    expect(superseded).toEqual([])
  })
})

describe('an engine that another one took over from', () => {
  it('asks nothing any more, drops the token, lets go of the disk, and says so', async () => {
    const kept: StoredRow[] = []
    let closed = 0
    const { clock, cloud, engine, tab } = await watching({
      repository: { ...createMemoryRepository(), saveSnapshots: (_id, rows) => Promise.resolve(void kept.push(...rows)), close: () => void (closed += 1) },
    })
    cloud.status = 4
    tab.command({ kind: 'refresh', ids: 'all' })
    await clock.advance(SECOND)
    const calls = cloud.askedAtMs.length
    const writtenBefore = kept.length
    engine.retire(false)
    await clock.advance(0)
    expect(tab.account).toMatchObject({
      session: { kind: 'locked', reason: { kind: 'superseded' } },
      polling: { kind: 'locked', hold: null },
    })
    expect(tab.messages).toContainEqual({ kind: 'retired', sameBuild: false })
    expect([tab.storage, closed]).toEqual([{ kind: 'memory', why: 'closed' }, 1])
    expect(kept.length).toBeGreaterThan(writtenBefore)
    const written = kept.length
    await clock.advance(600 * SECOND)
    expect([cloud.askedAtMs.length, kept.length]).toEqual([calls, written])
    expect(tab.rows.size).toBe(DEVICES.length)
    expect(JSON.stringify(tab.messages)).not.toContain(TOKEN)
  })

  it('refuses every command with the reason, a token too', async () => {
    const { clock, cloud, engine, tab } = await watching()
    engine.retire(false)
    const calls = cloud.askedAtMs.length
    tab.messages.length = 0
    tab.command({ kind: 'open', upstream: { kind: 'mainland' }, token: TOKEN })
    tab.command({ kind: 'resume' })
    await clock.advance(60 * SECOND)
    const replies = tab.messages.flatMap((message) => (message.kind === 'reply' ? [message.reply] : []))
    expect(replies).toEqual([{ kind: 'refused', why: 'superseded' }, { kind: 'refused', why: 'superseded' }])
    expect(cloud.askedAtMs.length).toBe(calls)
  })

  it('with a token just on its way to it, does not begin to ask', async () => {
    const { clock, cloud, engine, tab } = await startLife()
    tab.command({ kind: 'add', devices: DEVICES })
    tab.command({ kind: 'open', upstream: { kind: 'overseas' }, token: TOKEN })
    await clock.advance(50)
    engine.retire(true)
    await clock.advance(SECOND)
    const calls = cloud.askedAtMs.length
    await clock.advance(600 * SECOND)
    expect(cloud.askedAtMs.length).toBe(calls)
    expect(tab.account?.session).toEqual({ kind: 'locked', reason: { kind: 'superseded' } })
  })

  it('tells a tab that comes later before anything else', async () => {
    const { clock, engine } = await watching()
    engine.retire(true)
    await clock.advance(0)
    expect(joinTab(engine).messages[0]).toEqual({ kind: 'retired', sameBuild: true })
  })

  it('answers pings, before and after', async () => {
    const { engine, tab } = await watching()
    tab.send({ kind: 'ping' })
    expect(tab.messages.at(-1)).toEqual({ kind: 'pong' })
    engine.retire(true)
    tab.send({ kind: 'ping' })
    expect(tab.messages.at(-1)).toEqual({ kind: 'pong' })
  })
})
