import { describe, expect, it } from 'vitest'
import { faultOf } from '@/domain/fault'

const TOKEN = 'canary-token-0123456789'

describe('what may be told of an unexpected exception', () => {
  it('is its class and its place, and none of its words', () => {
    const error = new TypeError(`no ${TOKEN}`)
    error.stack = `TypeError: no ${TOKEN}\n    at go (https://lookout.example/assets/index-Ab_1.js:3:1415)`
    expect(faultOf(error)).toEqual({ name: 'TypeError', place: 'index-Ab_1.js:3:1415' })
  })

  it('names a source file in development', () => {
    const error = new Error('x')
    error.stack = 'Error: x\n    at go (http://localhost:5173/src/stores/fleet.ts?t=17:9:2)'
    expect(faultOf(error)).toEqual({ name: 'Error', place: 'stores/fleet.ts:9:2' })
  })

  it.each<[what: string, thrown: unknown]>([
    ['a text', TOKEN],
    ['nothing', undefined],
    ['an object', { name: TOKEN, message: TOKEN, stack: `/assets/${TOKEN}.js:1:1` }],
    ['an error with a name of its own', Object.assign(new Error(TOKEN), { name: TOKEN })],
    ['a message that looks like a place', withStack(`at /assets/${TOKEN}.js:1:1`)],
    ['a message that is a stack in itself', withStack(`x\n    at f (/assets/${TOKEN}.js:1:1)`)],
    ['a stack that is no text', Object.assign(new Error(TOKEN), { stack: 7 })],
  ])('holds no word of %s', (_what, thrown) => {
    expect(JSON.stringify(faultOf(thrown))).not.toContain('canary')
    expect(faultOf(thrown).name).toBe('Error')
  })
})

function withStack(message: string): Error {
  return Object.assign(new Error(message), { stack: `Error: ${message}\n    at go (https://x/assets/a.js:1:2)` })
}
