import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { holdPresence, whenGone, type LockDesk } from '@/engine/presence'

/** `navigator.locks` of one origin: who asks for a lock that is held waits until its page is gone. */
function locksOfOrigin() {
  const waiting = new Map<string, Promise<unknown>>()
  const desk = () => {
    let crash = (): void => undefined
    const gone = new Promise<void>((resolve) => (crash = resolve))
    const locks: LockDesk = {
      request(name, held) {
        const turn = (waiting.get(name) ?? Promise.resolve()).then(() => Promise.race([held(), gone]))
        waiting.set(name, turn)
        return turn
      },
    }
    return { locks, crash }
  }
  return { page: desk, engine: () => desk().locks }
}

describe('a page on the line', () => {
  it('is known to be gone once its lock is free, and not before', async () => {
    const origin = locksOfOrigin()
    const page = origin.page()
    let told = ''
    let gone = 0
    holdPresence(page.locks, (lock) => (told = lock))
    await sleep(0)
    whenGone(origin.engine(), told, () => (gone += 1))
    await sleep(5)
    expect([told.startsWith('ota-lookout-tab-'), gone]).toEqual([true, 0])
    page.crash()
    await sleep(5)
    expect(gone).toBe(1)
  })

  it('has a lock of its own: another page that goes is another matter', async () => {
    const origin = locksOfOrigin()
    const pages = [origin.page(), origin.page()]
    const told: string[] = []
    const gone: string[] = []
    for (const { locks } of pages) holdPresence(locks, (lock) => told.push(lock))
    await sleep(0)
    for (const lock of told) whenGone(origin.engine(), lock, () => gone.push(lock))
    pages[1]?.crash()
    await sleep(5)
    expect(new Set(told).size).toBe(2)
    expect(gone).toEqual([told[1]])
  })

  it('tells nothing where there are no locks, or where they are refused', async () => {
    const refusing: LockDesk = { request: () => Promise.reject(new Error('not allowed')) }
    const told: string[] = []
    for (const locks of [undefined, refusing]) {
      holdPresence(locks, (lock) => told.push(lock))
      whenGone(locks, 'ota-lookout-tab-1', () => told.push('gone'))
    }
    await sleep(5)
    expect(told).toEqual([])
  })
})
