import { expect } from '@playwright/test'

interface PollOptions {
  readonly timeout?: number
  readonly intervals?: number[]
  readonly message?: string
}

/** `expect.poll` that looks again every quarter of a second: left to itself it comes to wait for a second each time. */
export function poll<T>(probe: () => T | Promise<T>, options: PollOptions = {}) {
  return expect.poll(probe, { intervals: [100, 250], ...options })
}
