import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureOfCode } from '@/cloud/errors'
import { UPGRADE_KINDS, upgradeFromWire } from '@/domain/upgrade'
import { maskToken, readToken, tokenTail } from '@/engine/token'
import { upgrade } from '../../support/rows'

const TOKEN = 'canary-access-token-7f3e'

describe('a pasted token', () => {
  it('loses the white space around it, and nothing else', () => {
    expect(readToken(`\n\t ${TOKEN} \r\n`)).toBe(TOKEN)
    expect(readToken('a+/=_-.~!')).toBe('a+/=_-.~!')
    expect(readToken('x'.repeat(4096))).toHaveLength(4096)
  })

  it.each(['', ' ', '\u200B', 'a b', 'a\nb', 'a\u0000b', '令牌', 'ａ', 'a\u00A0b', 'x'.repeat(4097)])('%j is none', (pasted) => expect(readToken(pasted)).toBeNull())

  it('shows 4 characters of its end, and none when it is short', () => {
    expect(tokenTail(TOKEN)).toBe('7f3e')
    expect(tokenTail('x'.repeat(11))).toBeNull()
  })
})

describe('a token that the cloud sends back', () => {
  it('is masked in every text, however often it stands there', () => {
    const masked = maskToken(upgrade({ status: 5, message: `${TOKEN} and ${TOKEN}`, sourceVersion: TOKEN, targetVersion: `v${TOKEN}` }), TOKEN)
    expect(JSON.stringify(masked)).not.toContain(TOKEN)
    expect(masked).toMatchObject({ kind: 'failed', status: 5, message: '•••• and ••••', sourceVersion: '••••', targetVersion: 'v••••' })
  })

  it('leaves texts without it as they are', () => {
    const value = upgrade({ status: 3, percent: 10, message: 'time_out' })
    expect(maskToken(value, TOKEN)).toBe(value)
    expect(maskToken(value, '')).toBe(value)
  })

  it('never changes what an upgrade or a failure is, even when the token is a piece of our own words', () => {
    const tokens = fc.oneof(fc.constantFrom(...UPGRADE_KINDS, 'a', 'e', 'n', 'unauthorized', 'rate-limited', 'malformed', 'bad-field', 'html'), fc.stringMatching(/^[a-z-]{1,4}$/u))
    fc.assert(
      fc.property(tokens, fc.integer({ min: 0, max: 20 }), (token, status) => {
        const before = upgradeFromWire({ status, percent: null, sourceVersion: token, targetVersion: null, message: null })
        expect(maskToken(before, token)).toMatchObject({ kind: before.kind, status })
        for (const code of ['InvalidParameterValue.InvalidAccessToken', 'RequestLimitExceeded', 'FailedOperation']) {
          expect(maskToken(failureOfCode(code, token), token).kind).toBe(failureOfCode(code, token).kind)
        }
        for (const reason of ['empty', 'html', 'not-json', 'no-envelope', 'bad-field', 'foreign-answer'] as const) {
          expect(maskToken({ kind: 'malformed', reason }, token)).toEqual({ kind: 'malformed', reason })
        }
      }),
    )
  })
})
