import { describe, expect, it } from 'vitest'
import { FAULT_KINDS, readFaultPlan, type FaultKind, type FaultPlan } from '@/simulator/faults'
import { deviceIn, errorCodeOf, openWorld, requestFor, responseOf } from './world'

const DESCRIBE = 'AppDescribeFirmwareUpdateStatus'

function openFaulty(kind: FaultKind, plan: Partial<FaultPlan> = {}) {
  const world = openWorld({ faults: { rate: 1, kinds: [kind], ...plan } })
  const { fields } = deviceIn(world.cloud, 6)
  return { ...world, fields, ask: (init?: RequestInit) => world.handler(requestFor(DESCRIBE, fields, init)) }
}

const outcomesOf = async (seed: number) => {
  const { handler, cloud } = openWorld({ seed, faults: { rate: 0.25, kinds: ['http-500', 'limit'] } })
  const { fields } = deviceIn(cloud, 6)
  const seen: string[] = []
  for (let call = 0; call < 400; call += 1) {
    const response = await handler(requestFor(DESCRIBE, fields))
    const text = await response.text()
    seen.push(text.includes('RequestLimitExceeded') ? 'limit' : response.ok ? 'right' : 'http-500')
  }
  return seen
}

describe('the faults', () => {
  it.each([
    ['http-500', 500],
    ['http-503', 503],
  ] as const)('%s is a page of a gateway', async (kind, status) => {
    const response = await openFaulty(kind).ask()
    expect(response.status).toBe(status)
    expect(await response.text()).toContain('<html>')
  })

  it('http-429 says when to come back, unless told not to', async () => {
    const response = await openFaulty('http-429', { retryAfterSeconds: 7 }).ask()
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
    const silent = await openFaulty('http-429', { retryAfterSeconds: null }).ask()
    expect(silent.headers.get('retry-after')).toBeNull()
    expect((await openFaulty('http-429').ask()).headers.get('retry-after')).toBe('2')
  })

  it('reset rejects as fetch does without a network', async () => {
    await expect(openFaulty('reset').ask()).rejects.toThrow(TypeError)
  })

  it('stall gives half the body and then nothing until the caller aborts', async () => {
    const { clock, ask } = openFaulty('stall')
    const caller = new AbortController()
    const response = await ask({ signal: caller.signal })
    expect(response.status).toBe(200)
    let ended = 'no'
    const text = response.text().then(
      () => (ended = 'whole'),
      (error: unknown) => (ended = error instanceof Error || error instanceof DOMException ? error.name : 'odd'),
    )
    await clock.advance(60_000)
    expect(ended).toBe('no')
    caller.abort()
    await text
    expect(ended).toBe('AbortError')
  })

  it('stall ends without a network when the handler is stopped', async () => {
    const { handler, ask } = openFaulty('stall')
    const response = await ask()
    handler.stop()
    await expect(response.text()).rejects.toThrow(TypeError)
  })

  it('truncated gives half the JSON as a whole answer', async () => {
    const response = await openFaulty('truncated').ask()
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(text.startsWith('{"Response":')).toBe(true)
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
    expect(response.headers.get('content-length')).toBe(String(new TextEncoder().encode(text).length))
  })

  it('html gives a page with 200', async () => {
    const response = await openFaulty('html').ask()
    expect(response.status).toBe(200)
    expect(await response.text()).toMatch(/^<!DOCTYPE html>/u)
  })

  it('internal-error and limit come in the envelope with 200', async () => {
    expect(await errorCodeOf(openFaulty('internal-error').ask())).toBe('InternalError')
    expect(await errorCodeOf(openFaulty('limit').ask())).toBe('RequestLimitExceeded')
  })

  it('late answers rightly after the extra delay', async () => {
    const { clock, ask } = openFaulty('late', { lateMs: { min: 4_000, max: 4_000 } })
    let answered = false
    const answer = ask().finally(() => (answered = true))
    await clock.advance(3_999)
    expect(answered).toBe(false)
    await clock.advance(1)
    expect((await responseOf(answer)).Status).toBe(6)
    expect(clock.pendingTimers).toBe(0)
  })

  it('foreign and duplicate carry the RequestId of another call', async () => {
    expect((await responseOf(openFaulty('foreign').ask())).RequestId).not.toBe('r-1')
    const { handler, fields, ask } = openFaulty('duplicate')
    expect((await responseOf(ask())).RequestId).not.toBe('r-1')
    handler.setFaults(null)
    const before = await responseOf(handler(requestFor(DESCRIBE, { ...fields, RequestId: 'r-before' })))
    handler.setFaults({ rate: 1, kinds: ['duplicate'] })
    expect(await responseOf(ask())).toEqual(before)
  })

  it('a refused call changes nothing, an answer that is lost on the way has taken effect', async () => {
    for (const [kind, status] of [['http-503', 8], ['reset', 8], ['truncated', 1]] as const) {
      const { handler, cloud } = openWorld({ faults: { rate: 1, kinds: [kind] } })
      const { id, fields } = deviceIn(cloud, 8)
      await handler(requestFor('AppPublishFirmwareUpdateMessage', fields)).catch(() => null)
      cloud.advance(3_000)
      expect(cloud.truth(id)?.status === 8).toBe(status === 8)
    }
  })

  it('come at their rate, in an order that follows from the seed', async () => {
    const seen = await outcomesOf(7)
    expect(seen.filter((outcome) => outcome !== 'right').length).toBeGreaterThan(70)
    expect(seen.filter((outcome) => outcome !== 'right').length).toBeLessThan(130)
    expect(new Set(seen)).toEqual(new Set(['right', 'limit', 'http-500']))
    expect(await outcomesOf(7)).toEqual(seen)
    expect(await outcomesOf(8)).not.toEqual(seen)
  })

  it('can be read from outside, with a sentence for what is wrong', () => {
    expect(readFaultPlan({ rate: 0.5, kinds: ['reset'] })).toEqual({ rate: 0.5, kinds: ['reset'] })
    expect(readFaultPlan({ rate: 1 })).toEqual({ rate: 1, kinds: FAULT_KINDS })
    expect(readFaultPlan({ rate: 2 })).toContain('rate')
    expect(readFaultPlan({ rate: 1, kinds: ['meteor'] })).toContain('"meteor"')
    expect(readFaultPlan({ rate: 1, lateMs: { min: 5, max: 1 } })).toContain('lateMs')
    expect(readFaultPlan('all')).toContain('object')
  })
})
