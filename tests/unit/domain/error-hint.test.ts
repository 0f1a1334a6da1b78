import { describe, expect, it } from 'vitest'
import { causeOf, ERROR_CAUSES, hintOf, isVague, type ErrorCause, type ErrorStage } from '@/domain/error-hint'
import type { Stage } from '@/domain/stage'
import { zhCN } from '@/i18n/zh-cn'
import { upgrade } from '../../support/rows'

/** Texts of cloud-api §3, as devices and the platform send them, and their near relations. */
const TEXTS: [text: string | null, cause: ErrorCause][] = [
  ['time_out', 'timeout'],
  ['TIME_OUT', 'timeout'],
  [' timeout. ', 'timeout'],
  ['time-out', 'timeout'],
  ['file_not_exist', 'file-missing'],
  ['File not exist!', 'file-missing'],
  ['sign invalid', 'signature'],
  ['signature expired', 'signature'],
  ['md5sum not matched', 'checksum'],
  ['OTA failed: MD5 mismatch', 'checksum'],
  ['Same version received', 'same-version'],
  ['Project Name mismatch', 'other-project'],
  ['ESP HTTPS OTA Begin failed', 'https-begin'],
  ['ESP HTTPS OTA upgrade failed 0x1503', 'https-begin'],
  ['Failed to read image decryption', 'decryption'],
  ['Image validation failed, image is corrupted', 'bad-image'],
  ['firmware no need update.', 'no-update-needed'],
  ['-1', 'download-timeout'],
  ['-2', 'file-missing'],
  ['-3', 'signature'],
  ['-4', 'checksum'],
  ['-5', 'burn-failed'],
  ['result_code: -4', 'checksum'],
  ['－３', 'signature'],
  ['-6', 'unknown-text'],
  ['-12', 'unknown-text'],
  ['retry in 10 - 5 minutes', 'unknown-text'],
  ['no timeout was set', 'unknown-text'],
  ['设备空间不足', 'unknown-text'],
  ['constructor', 'unknown-text'],
  ['', 'no-text'],
  ['   ', 'no-text'],
  [null, 'no-text'],
]

function stages(...statuses: (number | null)[]): Stage[] {
  return statuses.map((status, index) => ({
    status,
    sourceVersion: '1.0',
    targetVersion: '2.0',
    message: null,
    from: index * 1000,
    exact: index > 0,
    seenAt: index * 1000 + 900,
    to: index === statuses.length - 1 ? null : (index + 1) * 1000,
    curve: [],
    requestId: `r${index}`,
  }))
}

const WAYS: [way: (number | null)[], stage: ErrorStage | null][] = [
  [[1, 2, 3, 5], 'download'],
  [[3, 20, 5], 'downloaded'],
  [[3, 20, 4, 5], 'write'],
  [[1, 2, 5], 'waiting'],
  [[8, 10], 'waiting'],
  [[7, 5], 'waiting'],
  [[3, 0, 5], 'download'],
  [[4, 0, 10], 'write'],
  [[3, 5, 1, 5], 'waiting'],
  [[4, 5, 5], null],
  [[6, 5], null],
  [[99, 5], null],
  [[null, 5], null],
  [[0, 5], null],
  [[5], null],
  [[], null],
  [[3, 4, 5, 5], null],
]

describe('a failure’s text', () => {
  it.each(TEXTS)('%j is known as %s', (text, cause) => {
    expect(causeOf(text)).toBe(cause)
  })

  it('of any length is read in no time', () => {
    expect(causeOf(`${'- '.repeat(500_000)}time_out`)).toBe('unknown-text')
  })
})

describe('the hint', () => {
  it('tells for every known text the stage that the failure came from, whatever way led there', () => {
    let checked = 0
    for (const [message, cause] of TEXTS) {
      for (const [way, stage] of WAYS) {
        expect(hintOf(upgrade({ status: 5, message }), stages(...way)), `${message} after ${way}`).toEqual({ cause, stage })
        checked += 1
      }
    }
    console.log(`error hints: ${TEXTS.length} texts × ${WAYS.length} ways, ${checked} right`)
  })

  it('is the platform’s own time-out with 10, unless the text says what went wrong', () => {
    expect(hintOf(upgrade({ status: 10, message: 'time_out' }), stages(3, 10))).toEqual({ cause: 'platform-timeout', stage: 'download' })
    expect(hintOf(upgrade({ status: 10 }), [])).toEqual({ cause: 'platform-timeout', stage: null })
    expect(hintOf(upgrade({ status: 10, message: 'sign invalid' }), [])?.cause).toBe('signature')
  })

  it('is there for failures only: elsewhere the text is a note', () => {
    for (const status of [0, 1, 2, 3, 4, 6, 7, 8, 20, 99, null]) expect(hintOf(upgrade({ status, message: 'time_out' }), stages(3)), String(status)).toBeNull()
  })

  it('says honestly that time_out may stand for anything, and then asks the stage', () => {
    expect(ERROR_CAUSES.filter(isVague)).toEqual(['timeout', 'platform-timeout', 'unknown-text', 'no-text'])
    expect(zhCN.hint.cause.timeout).toMatch(/任何失败/u)
    expect(new Set(Object.values(zhCN.hint.cause)).size).toBe(ERROR_CAUSES.length)
  })
})
