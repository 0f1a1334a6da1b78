import { describe, expect, it } from 'vitest'
import { describeNextAsk, type AskPlan } from '@/composables/next-ask'
import { createDevice } from '@/domain/device'
import { enUS } from '@/i18n/en-us'
import { createFormat } from '@/i18n/format'
import { zhCN } from '@/i18n/zh-cn'

const { id } = createDevice('P1', 'd1')
const now = new Date(2026, 0, 1, 14, 3, 0).getTime()
const plan = (waitMs: number | null, notAsked: AskPlan['notAsked'] = null): AskPlan => ({ now, nextAskAt: waitMs === null ? new Map() : new Map([[id, now + waitMs]]), notAsked })
const zh = (of: AskPlan) => describeNextAsk(id, of, zhCN, createFormat('zh-CN', zhCN))

describe('when a device is asked next', () => {
  it('is told with the time and the wait', () => {
    expect(zh(plan(12_300))).toBe('预计 14:03:12（12 秒后）再次查询')
    expect(describeNextAsk(id, plan(12_300), enUS, createFormat('en-US', enUS))).toMatch(/^Next query expected at 2:03:12\sPM, in 12 s$/u)
  })

  it('is at once when its time has come', () => {
    expect(zh(plan(400))).toBe('即将再次查询')
    expect(zh(plan(-9_000))).toBe('即将再次查询')
  })

  it('is never, and why, while nothing is asked', () => {
    expect(zh(plan(null, 'paused'))).toBe('已暂停，不再查询')
    expect(zh(plan(null, 'locked'))).toBe('已锁定，不再查询')
  })

  it('is not told while the device is being asked', () => {
    expect(zh(plan(null))).toBeNull()
  })
})
