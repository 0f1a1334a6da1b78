import { describe, expect, it } from 'vitest'
import { movedRows } from '@/domain/order-change'

describe('the rows that would move', () => {
  it.each([
    ['abcdef', 'abcdef', 0],
    ['abcdef', 'fabcde', 1],
    ['abcdef', 'bacdef', 1],
    ['abcdef', 'abcde', 1],
    ['abcde', 'abcdef', 1],
    ['abc', 'xyz', 6],
    ['abcd', 'dcba', 3],
    ['', 'ab', 2],
  ])('from %s to %s are %s', (shown, next, moved) => {
    expect(movedRows([...next].map((name) => shown.indexOf(name)), shown.length)).toBe(moved)
  })
})
