import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { watching, startLife, DEVICES } from './life'

const SECOND = 1000
const MINUTE = 60 * SECOND

async function onABrowser() {
  const browser = { online: true }
  return { browser, ...(await watching({ isOnline: () => browser.online })) }
}

describe('without a network', () => {
  it('nothing is asked, the status says why, and a refresh by hand waits too', async () => {
    const { browser, clock, cloud, tab } = await onABrowser()
    browser.online = false
    tab.send({ kind: 'network' })
    await clock.advance(0)
    expect(tab.account?.polling).toMatchObject({ kind: 'offline', hold: { kind: 'no-network' } })
    const calls = cloud.askedAtMs.length
    tab.command({ kind: 'refresh', ids: 'all' })
    tab.command({ kind: 'add', devices: [createDevice('P1', 'new')] })
    await clock.advance(30 * MINUTE)
    expect(cloud.askedAtMs.length).toBe(calls)
    expect(tab.rows.size).toBe(DEVICES.length + 1)
  })

  it('a browser that tells nobody is noticed within a second', async () => {
    const { browser, clock, tab } = await onABrowser()
    browser.online = false
    await clock.advance(SECOND)
    expect(tab.account?.polling.hold).toEqual({ kind: 'no-network' })
  })

  it('a pause and a lock keep their own words', async () => {
    const { browser, clock, tab } = await onABrowser()
    browser.online = false
    tab.command({ kind: 'pause' })
    await clock.advance(SECOND)
    expect(tab.account?.polling).toMatchObject({ kind: 'paused', hold: null })
    tab.command({ kind: 'resume' })
    await clock.advance(SECOND)
    expect(tab.account?.polling).toMatchObject({ kind: 'offline', hold: { kind: 'no-network' } })
    tab.command({ kind: 'lock' })
    await clock.advance(SECOND)
    expect(tab.account?.polling).toMatchObject({ kind: 'locked', hold: null })
  })

  it('a token that is entered starts nothing, not even its check', async () => {
    const { clock, cloud, tab } = await startLife({ isOnline: () => false })
    await clock.advance(MINUTE)
    expect(tab.account?.session.kind).toBe('open')
    expect(cloud.askedAtMs).toEqual([])
  })

  it('the demo goes on', async () => {
    const { clock, tab } = await startLife({ isOnline: () => false })
    tab.command({ kind: 'open', upstream: { kind: 'demo' }, token: '' })
    await clock.advance(SECOND)
    expect(tab.account).toMatchObject({ upstream: { kind: 'demo' }, polling: { kind: 'running', hold: null } })
  })
})

describe('with the network back', () => {
  it('asking goes on at once, at pace', async () => {
    const { browser, clock, cloud, tab } = await onABrowser()
    browser.online = false
    await clock.advance(30 * MINUTE)
    const calls = cloud.askedAtMs.length
    const backAtMs = clock.nowMs()
    browser.online = true
    tab.send({ kind: 'network' })
    await clock.advance(5 * SECOND)
    const asked = cloud.askedAtMs.slice(calls).map((atMs) => atMs - backAtMs)
    const mostPerSecond = Math.max(...asked.map((atMs) => asked.filter((other) => other >= atMs && other < atMs + SECOND).length))
    console.log(`back online: first call after ${asked[0]} ms, ${asked.length} calls in 5 s, at most ${mostPerSecond} in a second`)
    expect(asked[0]).toBeLessThan(200)
    expect(asked.length).toBeGreaterThanOrEqual(DEVICES.length)
    expect(mostPerSecond).toBeLessThanOrEqual(11)
    expect(tab.account?.polling).toMatchObject({ kind: 'running', hold: null })
  })

  it('devices that were out of reach before it went are not left to their back-off', async () => {
    const browser = { online: true }
    const { clock, cloud, tab } = await startLife({ isOnline: () => browser.online })
    cloud.reachable = false
    tab.command({ kind: 'add', devices: DEVICES.slice(0, 4) })
    await clock.advance(10 * MINUTE)
    browser.online = false
    await clock.advance(SECOND)
    cloud.reachable = true
    browser.online = true
    tab.send({ kind: 'network' })
    await clock.advance(3 * SECOND)
    expect([...tab.rows.values()].map(({ call }) => call.kind)).toEqual(['answered', 'answered', 'answered', 'answered'])
  })

  it('a browser that says so without reaching anything does not make the engine hammer', async () => {
    const { browser, clock, cloud, tab } = await onABrowser()
    browser.online = false
    await clock.advance(MINUTE)
    cloud.reachable = false
    browser.online = true
    tab.send({ kind: 'network' })
    await clock.advance(5 * SECOND)
    const calls = cloud.askedAtMs.length
    await clock.advance(5 * MINUTE)
    expect(tab.account?.polling.kind).toBe('offline')
    expect(cloud.askedAtMs.length - calls).toBeLessThan(60)
  })
})
