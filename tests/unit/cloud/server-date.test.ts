import { describe, expect, it } from 'vitest'
import { readServerDate } from '@/cloud/server-date'

describe('the Date header', () => {
  it('is read as epoch ms', () => {
    expect(readServerDate('Thu, 01 Jan 2026 00:00:07 GMT')).toBe(Date.UTC(2026, 0, 1, 0, 0, 7))
  })

  it.each([null, '', '0', '-5', 'now', '2026-01-01', 'Thu, 01 Jan 2026 00:00:07', 'Xxx, 99 Foo 2026 99:99:99 GMT'])(
    'that is %j says nothing',
    (header) => expect(readServerDate(header)).toBeNull(),
  )
})
