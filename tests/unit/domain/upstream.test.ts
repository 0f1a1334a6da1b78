import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountIdOf, isSameOriginPath } from '@/domain/upstream'

const ORIGIN = 'https://lookout.example'

const hostile = fc
  .array(fc.constantFrom('/', '//', '\\', '.', '..', '?', '#', '@', ':', 'https:', 'javascript:', 'evil.example', '%2f', '%5c', '%2e%2e', '\t', '\n', ' ', 'a', '一', '\u202E'), { maxLength: 8 })
  .map((parts) => parts.join(''))

/** Paths taken that would send the token to another origin, or with a query or fragment. */
function escapes(takes: (path: string) => boolean, paths: readonly string[]): number {
  return paths.filter((path) => {
    if (!takes(path)) return false
    const { origin, search, hash, username } = new URL(path, ORIGIN)
    return origin !== ORIGIN || search !== '' || hash !== '' || username !== ''
  }).length
}

describe('a custom path', () => {
  it('that is taken stays on this origin, whatever it is made of, and a naive check would be noticed', () => {
    const paths = fc.sample(fc.oneof(hostile, hostile.map((rest) => `/${rest}`), fc.string(), fc.webPath()), { numRuns: 50_000, seed: 3 })
    const taken = paths.filter(isSameOriginPath).length
    const escaped = escapes(isSameOriginPath, paths)
    const naive = escapes((path) => path.startsWith('/') && URL.canParse(path, ORIGIN), paths)
    console.log(`same-origin paths: tried ${paths.length}, taken ${taken}, escaped ${escaped}; naive check: escaped ${naive}`)
    expect(taken).toBeGreaterThan(1000)
    expect(escaped).toBe(0)
    expect(naive).toBeGreaterThan(0)
  })

  it.each(['//evil', '///evil', '/\\evil', '\\\\evil', '/a/../b', '/..', '/.', '/a/./b', 'https://evil', 'HTTPS:evil', 'javascript:alert(1)', '/a?b=1', '/a#b', '/a b', '/\tevil', '/\n/evil', '/a\u202Eb', '/一', '/a@b', '/a:b', ' /a', ''])(
    '%j is refused',
    (path) => expect(isSameOriginPath(path)).toBe(false),
  )

  it.each(['/', '/api', '/my-proxy/tokenapi', '/a//b', '/..a', '/a..b/c', '/%E4%B8%80'])('%j is taken', (path) => expect(isSameOriginPath(path)).toBe(true))
})

describe('an account', () => {
  it('has an id of its own for every upstream, without a token in it', () => {
    const ids = [{ kind: 'demo' }, { kind: 'mainland' }, { kind: 'overseas' }, { kind: 'custom', path: '/a' }, { kind: 'custom', path: '/b' }] as const
    expect(ids.map(accountIdOf)).toEqual(['demo', 'mainland', 'overseas', 'custom:/a', 'custom:/b'])
  })
})
