import { expect } from '@playwright/test'

export { isSoak, sized } from '../../support/soak'

export function sleep(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}

/** Passes when the check fails: what a positive control must do, or the check proves nothing. */
export async function expectToFail(check: () => void | Promise<void>): Promise<void> {
  let failed = false
  try {
    await check()
  } catch {
    failed = true
  }
  expect(failed, 'the check passes with the naive client too: it cannot fail').toBe(true)
}

export function count(value: number): string {
  return value.toLocaleString('en-US')
}
