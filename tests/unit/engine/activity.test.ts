import { describe, expect, it } from 'vitest'
import { watchActivity, type ActivityTarget } from '@/engine/activity'
import { FakeClock } from '../../support/fake-clock'

function startWatch() {
  const clock = new FakeClock()
  const listeners = new Map<string, (event: Event) => void>()
  const target: ActivityTarget = {
    addEventListener: (type, listen) => void listeners.set(type, listen),
    removeEventListener: (type, listen) => void (listeners.get(type) === listen && listeners.delete(type)),
  }
  let told = 0
  const end = watchActivity(target, clock, () => (told += 1))
  const happen = (type: string, fields: object = {}) => listeners.get(type)?.({ type, isTrusted: true, ...fields } as unknown as Event)
  return { clock, happen, end, listeners, told: () => told }
}

describe('somebody at a page', () => {
  it('is told of by what a hand does, and by no scrolling', async () => {
    for (const type of ['pointerdown', 'keydown', 'wheel', 'touchmove']) {
      const { happen, told } = startWatch()
      happen(type)
      expect(told(), type).toBe(1)
    }
    const { happen, told, listeners } = startWatch()
    happen('scroll')
    expect([told(), listeners.has('scroll')]).toEqual([0, false])
  })

  it('is told of every 5 s at most', async () => {
    const { clock, happen, told } = startWatch()
    for (let ms = 0; ms < 20_000; ms += 250) {
      happen('keydown')
      await clock.advance(250)
    }
    expect(told()).toBe(4)
  })

  it('is nobody when a script says so', () => {
    const { happen, told } = startWatch()
    happen('keydown', { isTrusted: false })
    expect(told()).toBe(0)
  })

  it('is nobody when the page moves under a pointer that rests', async () => {
    const { clock, happen, told } = startWatch()
    happen('pointermove', { screenX: 10, screenY: 10 })
    for (let time = 0; time < 5; time += 1) {
      await clock.advance(10_000)
      happen('pointermove', { screenX: 10, screenY: 10 })
    }
    expect(told()).toBe(1)
    happen('pointermove', { screenX: 11, screenY: 10 })
    expect(told()).toBe(2)
  })

  it('is looked for no more once that has ended', () => {
    const { happen, end, told, listeners } = startWatch()
    end()
    happen('keydown')
    expect([told(), listeners.size]).toEqual([0, 0])
  })
})
