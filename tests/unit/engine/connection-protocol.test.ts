import { afterEach, describe, expect, it, vi } from 'vitest'
import { callsOverProtocol, watchConnection } from '@/engine/connection-protocol'

afterEach(() => vi.unstubAllGlobals())

class Timing {
  readonly nextHopProtocol: string

  constructor(nextHopProtocol: string) {
    this.nextHopProtocol = nextHopProtocol
  }
}

function stubObserver(): (...protocols: string[]) => void {
  let deliver: (...protocols: string[]) => void = () => undefined
  class Observer {
    static readonly supportedEntryTypes = ['resource']

    constructor(receive: (list: { getEntries(): Timing[] }) => void) {
      deliver = (...protocols) => receive({ getEntries: () => protocols.map((protocol) => new Timing(protocol)) })
    }

    observe() {}
  }
  vi.stubGlobal('PerformanceObserver', Observer)
  vi.stubGlobal('PerformanceResourceTiming', Timing)
  return (...protocols) => deliver(...protocols)
}

describe('the connection to the cloud', () => {
  it.each([
    ['http/1.1', 6],
    ['http/1.0', 6],
    ['h2', 32],
    ['h3', 32],
    ['h3-29', 32],
    ['', null],
  ])('over %o bears %s calls at once', (protocol, calls) => {
    expect(callsOverProtocol(protocol)).toBe(calls)
  })

  it('tells when its protocol changes, and not with every answer', () => {
    const answered = stubObserver()
    const told: number[] = []
    watchConnection((calls) => told.push(calls))
    answered('http/1.1', 'http/1.1')
    answered('', 'h2')
    answered('h2')
    answered('http/1.1')
    expect(told).toEqual([6, 32, 6])
  })

  it('stays at what it was where the browser tells nothing', () => {
    vi.stubGlobal('PerformanceObserver', undefined)
    const told: number[] = []
    watchConnection((calls) => told.push(calls))
    expect(told).toEqual([])
  })
})
