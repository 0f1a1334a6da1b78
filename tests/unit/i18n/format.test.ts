import { describe, expect, it } from 'vitest'
import { KNOWN_CODES } from '@/domain/call-failure'
import { describeFailure } from '@/i18n/describe'
import { enUS } from '@/i18n/en-us'
import { createFormat } from '@/i18n/format'
import { zhCN } from '@/i18n/zh-cn'

const zh = createFormat('zh-CN', zhCN)
const SECOND = 1000

describe('durations', () => {
  it.each([
    [0, '0 秒'],
    [59 * SECOND, '59 秒'],
    [728 * SECOND, '12 分 08 秒'],
    [3 * 3600 * SECOND, '3 小时 00 分'],
    [49 * 3600 * SECOND, '2 天 01 小时'],
    [-5, '0 秒'],
  ])('of %s ms read %s', (ms, text) => expect(zh.duration(ms)).toBe(text))

  it('have a short form of one unit, in both languages', () => {
    expect(zh.shortDuration(728 * SECOND)).toBe('12 分')
    expect(createFormat('en-US', enUS).shortDuration(728 * SECOND)).toBe('12 min')
    expect(zh.count(1200)).toBe('1,200')
  })
})

describe('failures', () => {
  it('have words of ours for every documented code, in both languages, and keep the cloud’s own for others', () => {
    for (const code of KNOWN_CODES) {
      expect(describeFailure(zhCN, { kind: 'rejected', code, message: '' })).toBe(`${zhCN.code[code]} · ${code}`)
      expect(enUS.code[code]).not.toBe(zhCN.code[code])
    }
    expect(describeFailure(zhCN, { kind: 'rejected', code: 'Odd.Code', message: 'odd' })).toBe('云端拒绝 · Odd.Code · odd')
  })

  it('are said in our words, with the cloud’s own beside them', () => {
    expect(describeFailure(zhCN, { kind: 'denied', code: 'InvalidParameterValue.NoPermission', message: '无权限' })).toBe(
      '没有权限或设备未绑定 · InvalidParameterValue.NoPermission · 无权限',
    )
    expect(describeFailure(enUS, { kind: 'malformed', reason: 'html' })).toContain('unreadable answer')
    expect(describeFailure(zhCN, { kind: 'unavailable', httpStatus: 502, reason: 'https://x ECONNREFUSED', retryAfterMs: null })).toBe(
      '云端或网关不可用 · HTTP 502 · https://x ECONNREFUSED',
    )
  })
})
