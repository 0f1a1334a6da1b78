import { describe, expect, it } from 'vitest'
import { createSimulatedCloud } from '@/simulator/cloud'
import { MAX_JUMP_MS, openScenario } from '@/simulator/scenario-session'
import { FakeClock } from '../../support/fake-clock'
import { errorCodeOf, HOUR_MS, requestFor, wholeTruth } from './world'

const user = () => requestFor('AppGetUser')

const countFailures = async (faults?: null) => {
  const clock = new FakeClock()
  const { handler } = openScenario({ scenario: 'flaky', seed: 7, clock, ...(faults === undefined ? {} : { faults }) })
  const calls = Array.from({ length: 200 }, () =>
    handler(user()).then(
      (response) => (response.ok ? 0 : 1),
      () => 1,
    ),
  )
  await clock.advance(20_000)
  return (await Promise.all(calls)).reduce<number>((sum, one) => sum + one, 0)
}

describe('a session of a scenario', () => {
  it('moves simulated time with the clock, at its speed, when it is called', async () => {
    const clock = new FakeClock()
    const { cloud, handler } = openScenario({ scenario: 'demo', seed: 7, clock, speed: 60, devices: 100 })
    await clock.advance(60_000)
    expect(cloud.nowMs).toBe(0)
    await handler(user())
    expect(cloud.nowMs).toBe(HOUR_MS)
    const alone = createSimulatedCloud({ scenario: 'demo', seed: 7, devices: 100 })
    alone.advance(HOUR_MS)
    expect(wholeTruth(cloud)).toEqual(wholeTruth(alone))
    expect(clock.pendingTimers).toBe(0)
  })

  it('never computes more than six hours at once', async () => {
    const clock = new FakeClock()
    const { cloud, handler } = openScenario({ scenario: 'demo', seed: 7, clock, devices: 100 })
    await clock.advance(72 * HOUR_MS)
    await handler(user())
    expect(cloud.nowMs).toBe(MAX_JUMP_MS)
    await clock.advance(1_000)
    await handler(user())
    expect(cloud.nowMs).toBe(MAX_JUMP_MS + 1_000)
  })

  it('stands still while frozen and makes nothing up afterwards', async () => {
    const clock = new FakeClock()
    const session = openScenario({ scenario: 'demo', seed: 7, clock, devices: 100 })
    await clock.advance(1_000)
    session.setFrozen(true)
    await clock.advance(60_000)
    await session.handler(user())
    expect(session.cloud.nowMs).toBe(1_000)
    session.setFrozen(false)
    await clock.advance(500)
    session.catchUp()
    expect(session.cloud.nowMs).toBe(1_500)
  })

  it('expired-token refuses the token after twenty calls', async () => {
    const { handler } = openScenario({ scenario: 'expired-token', seed: 7, clock: new FakeClock() })
    const codes: (string | undefined)[] = []
    for (let call = 0; call < 22; call += 1) codes.push(await errorCodeOf(handler(user())))
    expect(codes.slice(0, 20).every((code) => code === undefined)).toBe(true)
    expect(codes.slice(20)).toEqual(Array.from({ length: 2 }, () => 'InvalidParameterValue.InvalidAccessToken'))
  })

  it('flaky fails a good part of the calls, unless told otherwise', async () => {
    expect(await countFailures()).toBeGreaterThan(5)
    expect(await countFailures(null)).toBe(0)
  })

  it('fails calls under way when it is stopped', async () => {
    const clock = new FakeClock()
    const session = openScenario({ scenario: 'demo', seed: 7, clock, devices: 10, latencyMs: { min: 100, max: 100 } })
    const refused = expect(session.handler(user())).rejects.toThrow(TypeError)
    session.stop()
    await refused
    expect(clock.pendingTimers).toBe(0)
  })
})
