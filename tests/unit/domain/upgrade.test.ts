import { describe, expect, it } from 'vitest'
import { progressOf, upgradeFromWire } from '@/domain/upgrade'
import { upgrade } from '../../support/rows'

describe('progress', () => {
  it('is a percentage in 3 and 20, movement in 4, full in 6, and nothing elsewhere', () => {
    for (const status of [3, 20]) expect(progressOf(upgrade({ status, percent: 42 }))).toEqual({ kind: 'percent', percent: 42 })
    expect(progressOf(upgrade({ status: 4, percent: 42 }))).toEqual({ kind: 'indeterminate' })
    expect(progressOf(upgrade({ status: 6, percent: 3 }))).toEqual({ kind: 'complete' })
    for (const status of [0, 1, 2, 5, 7, 8, 10, null, 99]) expect(progressOf(upgrade({ status, percent: 42 }))).toEqual({ kind: 'none' })
  })

  it.each([-1, 101, null, Number.NaN])('is not known when the percentage is %s', (percent) => {
    expect(progressOf(upgrade({ status: 3, percent }))).toEqual({ kind: 'indeterminate' })
  })

  it('takes texts of the cloud as they are', () => {
    const wire = { status: 5, percent: null, sourceVersion: null, targetVersion: null, message: 'time_out' }
    expect(upgradeFromWire(wire)).toEqual({ kind: 'failed', status: 5, sourceVersion: null, targetVersion: null, message: 'time_out' })
  })
})
