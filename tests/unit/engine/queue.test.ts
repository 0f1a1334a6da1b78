import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Queue } from '@/engine/queue'

describe('a queue of work', () => {
  it('does one thing after the other, however long each takes', async () => {
    const done: string[] = []
    const queue = new Queue(sleep(5).then(() => void done.push('first')))
    queue.add(() => sleep(5).then(() => void done.push('slow')))
    queue.add(async () => void done.push('quick'))
    await new Promise<void>((resolve) => queue.add(async () => resolve()))
    expect(done).toEqual(['first', 'slow', 'quick'])
  })

  it('tells of what fails, be it the first, and goes on with the rest', async () => {
    const told: unknown[] = []
    const done: string[] = []
    const [boot, broken] = [new Error('boot'), new Error('broken')]
    const queue = new Queue(Promise.reject(boot), (error) => told.push(error))
    queue.add(async () => void done.push('one'))
    queue.add(() => Promise.reject(broken))
    queue.add(() => {
      throw broken
    })
    queue.add(async () => void done.push('two'))
    await new Promise<void>((resolve) => queue.add(async () => resolve()))
    expect(told).toEqual([boot, broken, broken])
    expect(done).toEqual(['one', 'two'])
  })
})
