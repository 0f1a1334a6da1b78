import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { causeOf, NO_REASON, normalise, TIMED_OUT } from '@/domain/failure-cause'
import { upgrade } from '../../support/rows'

/** As devices are known to send them (cloud-api §3). */
const KNOWN = ['time_out', 'file_not_exist', 'sign invalid', 'md5sum not matched', 'Same version received', 'Project Name mismatch', 'ESP HTTPS OTA Begin failed', 'Failed to read image decryption', 'Image validation failed', '-1', '-2', '-3', '-4', '-5']

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300, size: 'max' }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.array(fc.constantFrom('download', 'failed', 'error', 'code', '-4', '0x1f', '10.0.0.1', '1.2.3', 'sha256', 'md5', '#', '5', '10', ' ', ':', '\u200b', 'deadbeef01', '超时', 'ESP32', '::1', '\ud800', '_', '-', '/'), { maxLength: 60, size: 'max' }).map((parts) => parts.join('')),
)

const octet = fc.integer({ min: 0, max: 255 })
/** Two things of one sort that differ from device to device. */
const sorts: Record<string, fc.Arbitrary<string>> = {
  numbers: fc.nat().map(String),
  versions: fc.tuple(fc.nat(20), fc.nat(20), fc.nat(200)).map(([a, b, c]) => `v${a}.${b}.${c}`),
  'IPv4 addresses with a port': fc.tuple(octet, octet, octet, octet, fc.integer({ min: 1, max: 65_535 })).map(([a, b, c, d, port]) => `${a}.${b}.${c}.${d}:${port}`),
  'IPv6 addresses': fc.ipV6().filter((address) => /^[\da-f:]+$/iu.test(address) && /\d/u.test(address) && !address.endsWith('::')),
  'MAC addresses': fc.array(octet, { minLength: 6, maxLength: 6 }).map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':')),
  'memory addresses': fc.nat().map((at) => `0x${at.toString(16)}`),
  hashes: fc.array(octet, { minLength: 16, maxLength: 16 }).map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')).filter((hash) => /\d/u.test(hash)),
  UUIDs: fc.uuid(),
  links: fc.webUrl({ withQueryParameters: true }),
  'full-width numbers': fc.nat(99_999).map((n) => [...String(n)].map((digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0)).join('')),
}

describe('the cause that an ErrMsg tells', () => {
  it('is found for any text, is short, stays as it is when told again, and is never mistaken for a status', () => {
    let longest = 0
    let texts = 0
    fc.assert(
      fc.property(text, (message) => {
        const cause = normalise(message)
        texts += 1
        longest = Math.max(longest, [...cause].length)
        if (cause !== NO_REASON) expect(normalise(cause)).toBe(cause)
        expect(cause).not.toBe('')
        expect(cause).not.toBe(TIMED_OUT)
        expect([...cause].length).toBeLessThanOrEqual(80)
        expect(cause).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
        expect(() => encodeURIComponent(cause)).not.toThrow()
      }),
      { numRuns: 6_000, seed: 5 },
    )
    expect(longest).toBe(80)
    console.log(`causes: texts ${texts}, not idempotent 0, longest ${longest}`)
  }, 30_000)

  it.each(Object.entries(sorts))('does not depend on its %s', (_sort, values) => {
    const frames = fc.constantFrom((value: string) => `Download of ${value} failed`, (value: string) => `block ${value}: write stopped`, (value: string) => `连接 ${value} 时断开`)
    fc.assert(
      fc.property(values, values, frames, (one, other, frame) => {
        expect(normalise(frame(one))).toBe(normalise(frame(other)))
        expect(normalise(frame(one))).toContain('#')
      }),
      { numRuns: 500 },
    )
  })

  it('does not take the beginning of an IPv6 address for a MAC address', () => {
    for (const address of ['00:00:00:00:00:00:0:a0', '10:20:30:40:50:60:70:80', '00:00:00:00:00:00::0']) expect(normalise(`block ${address}: write stopped`)).toBe('block #: write stopped')
  })

  it('does not depend on case, white space, invisible characters or what stands around it', () => {
    const spoilt = fc.constantFrom<(known: string) => string>(
      (known) => known.toUpperCase(),
      (known) => `  ${known.replaceAll(' ', ' \t  ')}\r\n`,
      (known) => `${known}.`,
      (known) => `"${known}！"`,
      (known) => known.replaceAll(' ', '\u00a0'),
      (known) => `\u200b${known}\u202e`,
    )
    fc.assert(fc.property(fc.constantFrom(...KNOWN), spoilt, (known, spoil) => void expect(normalise(spoil(known))).toBe(known)), { numRuns: 500 })
  })

  it('keeps known texts apart and as they are spelt, while a naive rule would merge result codes', () => {
    const naive = (message: string) => message.toLowerCase().replace(/\d+/gu, '#')
    expect(new Set(KNOWN.map(normalise)).size).toBe(KNOWN.length)
    expect(KNOWN.map(normalise)).toEqual(KNOWN)
    expect(new Set(KNOWN.map(naive)).size).toBeLessThan(KNOWN.length)
  })

  it.each([
    ['error code -4 at 0x4008abcd', 'error code -4 at #'],
    ['HTTP 404 Not Found', 'http 404 not found'],
    ['http status 503', 'http status 503'],
    ['ESP_ERR 0x1503', 'esp_err 0x1503'],
    ['错误码：1001，设备 12', '错误码:1001,设备 #'],
    ['SHA256 mismatch in block 7', 'sha256 mismatch in block #'],
    ['77', 'code 77'],
    ['5', 'code 5'],
  ])('keeps the numbers that name one: %s', (message, cause) => expect(normalise(message)).toBe(cause))

  it('is no reason where there is no word', () => {
    for (const message of ['', '  ', '...', '\u200b', '。']) expect(normalise(message)).toBe(NO_REASON)
  })

  it('takes no longer for a text made to be slow', () => {
    for (const part of ['a', '1.', '0x', ':', 'f:', 'error ', '(((', 'http://', '\u0300']) expect([...normalise(part.repeat(500_000))].length).toBeLessThanOrEqual(80)
  }, 30_000)
})

describe('the cause of an upgrade', () => {
  it('is told of failed ones alone: a sentence with another status is a note', () => {
    expect(causeOf(upgrade({ status: 3, message: 'time_out' }))).toBeNull()
    expect(causeOf(upgrade({ status: 6, message: 'firmware no need update.' }))).toBeNull()
    expect(causeOf(undefined)).toBeNull()
    expect(causeOf(upgrade({ status: 5, message: 'Time_Out' }))).toBe('time_out')
    expect(causeOf(upgrade({ status: 5 }))).toBe(NO_REASON)
  })

  it('is the time-out in 10, whatever the device says', () => {
    expect(causeOf(upgrade({ status: 10, message: 'md5sum not matched' }))).toBe(TIMED_OUT)
  })
})
