import { describe, expect, it } from 'vitest'
import type { Account } from '@/engine/account'
import { Guard, LEFT_AFTER_MS } from '@/engine/guard'
import { FakeClock } from '../../support/fake-clock'
import { joinTab, startLife, TOKEN } from './life'

const MINUTE_MS = 60_000
const lockOf = ({ account }: ReturnType<typeof joinTab>) => (account?.session.kind === 'locked' ? account.session.reason.kind : 'open')

async function idleAfter(minutes: number) {
  const life = await startLife()
  life.tab.command({ kind: 'set-idle-lock', minutes })
  await life.clock.advance(0)
  return life
}

describe('an account that nobody is at', () => {
  it('stays open for ever unless the operator chose otherwise', async () => {
    const { tab, clock } = await startLife()
    await clock.advance(90 * MINUTE_MS)
    expect(lockOf(tab)).toBe('open')
  })

  it('is locked after the minutes chosen, and asks nothing more', async () => {
    const { tab, clock, cloud } = await idleAfter(5)
    await clock.advance(5 * MINUTE_MS - 2000)
    expect(lockOf(tab)).toBe('open')
    await clock.advance(3000)
    expect(lockOf(tab)).toBe('idle')
    const asked = cloud.askedAtMs.length
    await clock.advance(MINUTE_MS)
    expect(cloud.askedAtMs.length).toBe(asked)
  })

  it('stays open while somebody is at any of its tabs', async () => {
    const { engine, tab, clock } = await idleAfter(5)
    const other = joinTab(engine)
    for (let minute = 0; minute < 12; minute += 1) {
      await clock.advance(MINUTE_MS)
      other.send({ kind: 'active' })
    }
    expect(lockOf(tab)).toBe('open')
  })

  it('is locked on waking from sleep, though the first thing that happens is somebody’s move', async () => {
    const { tab, clock } = await idleAfter(15)
    // The monotonic clock stands still in sleep.
    clock.setWall(20 * MINUTE_MS)
    tab.send({ kind: 'active' })
    expect(lockOf(tab)).toBe('idle')
  })

  it('is locked in time by a wall clock that is set back', async () => {
    const { tab, clock } = await idleAfter(5)
    await clock.advance(MINUTE_MS)
    clock.setWall(-24 * 60 * MINUTE_MS)
    await clock.advance(4 * MINUTE_MS + 2000)
    expect(lockOf(tab)).toBe('idle')
  })

  it('takes only one of the choices offered', async () => {
    const { tab, clock } = await startLife()
    for (const minutes of [-5, 7, NaN, Infinity]) tab.command({ kind: 'set-idle-lock', minutes })
    await clock.advance(0)
    const refusals = tab.messages.filter((message) => message.kind === 'reply' && message.reply.kind === 'refused')
    expect(refusals).toHaveLength(4)
  })
})

describe('an engine that outlives its last tab', () => {
  it('drops the token after half a minute, and says why to the next tab', async () => {
    const { engine, tab, clock, cloud } = await startLife()
    tab.send({ kind: 'bye' })
    await clock.advance(LEFT_AFTER_MS + 2000)
    const asked = cloud.askedAtMs.length
    const next = joinTab(engine)
    expect(lockOf(next)).toBe('left')
    await clock.advance(MINUTE_MS)
    expect(cloud.askedAtMs.length).toBe(asked)
    expect(JSON.stringify(next.messages)).not.toContain(TOKEN)
  })

  it('keeps it over a reload', async () => {
    const { engine, tab, clock } = await startLife()
    tab.send({ kind: 'bye' })
    await clock.advance(LEFT_AFTER_MS - 5000)
    const next = joinTab(engine)
    await clock.advance(2 * LEFT_AFTER_MS)
    expect(lockOf(next)).toBe('open')
  })

  it('notices a tab that crashed and said nothing', async () => {
    const gone: (() => void)[] = []
    const { engine, tab, clock } = await startLife({ whenGone: (_lock, tell) => void gone.push(tell) })
    tab.send({ kind: 'here', lock: 'tab' })
    await clock.advance(2 * LEFT_AFTER_MS)
    expect(lockOf(tab)).toBe('open')
    for (const tell of gone) tell()
    await clock.advance(LEFT_AFTER_MS + 2000)
    expect(lockOf(joinTab(engine))).toBe('left')
  })
})

describe('this site’s own account', () => {
  it('is opened without a token, sends none, and is never locked for want of people', async () => {
    const { engine, tab, clock } = await startLife()
    tab.command({ kind: 'open', upstream: { kind: 'site' }, token: '' })
    tab.command({ kind: 'set-idle-lock', minutes: 5 })
    await clock.advance(10 * MINUTE_MS)
    expect(tab.account?.session).toEqual({ kind: 'open', tokenTail: null })
    tab.send({ kind: 'bye' })
    await clock.advance(2 * LEFT_AFTER_MS)
    expect(lockOf(joinTab(engine))).toBe('open')
  })
})

describe('each clock of the guard, by itself', () => {
  /** Nobody tells the guard of clocks that are set: what it finds out, it finds out by the other one. */
  function guardOf(clock: FakeClock) {
    const locks: string[] = []
    const status = { session: { kind: 'open', tokenTail: '0000' } } as Account['status']
    const guard = new Guard({ account: { id: 'mainland' as Account['id'], upstream: { kind: 'mainland' }, status, lock: ({ kind }) => void locks.push(kind) }, clock, keeper: { saveIdleMinutes: () => Promise.resolve() } })
    guard.restore(5)
    return { guard, locks }
  }

  it('locks by the monotonic one while the wall clock goes back all the time', async () => {
    const clock = new FakeClock()
    const { guard, locks } = guardOf(clock)
    for (let second = 0; second < 5 * 60; second += 1) {
      guard.look(1)
      expect(locks).toEqual([])
      await clock.advance(1000)
      clock.setWall(-2000)
    }
    guard.look(1)
    expect(locks).toEqual(['idle'])
  })

  it('locks by the wall clock while the monotonic one stands still', () => {
    const clock = new FakeClock()
    const { guard, locks } = guardOf(clock)
    clock.setWall(5 * MINUTE_MS - 1)
    guard.look(1)
    expect(locks).toEqual([])
    clock.setWall(1)
    guard.look(1)
    expect(locks).toEqual(['idle'])
  })

  it('drops the token of tabs that left by either one, too', async () => {
    for (const wait of [(clock: FakeClock) => clock.setWall(LEFT_AFTER_MS), (clock: FakeClock) => clock.freeze(LEFT_AFTER_MS)]) {
      const clock = new FakeClock()
      const { guard, locks } = guardOf(clock)
      guard.look(0)
      wait(clock)
      guard.look(0)
      expect(locks).toEqual(['left'])
    }
  })
})
