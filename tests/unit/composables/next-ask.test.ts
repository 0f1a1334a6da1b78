import { describe, expect, it } from 'vitest'
import { describeNextAsk, type AskPlan } from '@/composables/next-ask'
import { describeNotAsked } from '@/composables/polling-words'
import { createDevice } from '@/domain/device'
import type { PollingStatus, SessionState } from '@/engine/protocol'
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
    expect(zh(plan(null, '暂不查询：已暂停'))).toBe('暂不查询：已暂停')
    expect(zh(plan(12_300, '暂不查询：云端限流'))).toBe('暂不查询：云端限流')
  })

  it('is not told while the device is being asked', () => {
    expect(zh(plan(null))).toBeNull()
  })
})

describe('why no device is asked', () => {
  const format = createFormat('zh-CN', zhCN)
  const polled = (polling: Partial<PollingStatus>, session: SessionState = { kind: 'open', tokenTail: null }) => ({
    session,
    polling: { kind: 'running', hold: null, callsPerSecond: 0, budgetPerSecond: 10, budgetIsFixed: false, failuresLastMinute: 0, sweepMs: null, oldestRunningMs: null, nextAskAt: new Map(), ...polling } as const,
  })

  it.each<[what: string, account: ReturnType<typeof polled>, words: string | null]>([
    ['devices are asked', polled({}), null],
    ['a person paused it', polled({ kind: 'paused' }), '暂不查询：已暂停'],
    ['it is locked', polled({ kind: 'locked' }, { kind: 'locked', reason: { kind: 'restarted' } }), '暂不查询：已锁定：引擎重启过'],
    ['the cloud limits it', polled({ hold: { kind: 'limited', untilMs: now + 12_000 } }), '暂不查询：云端限流，12 秒后继续'],
    ['the cloud is out of reach', polled({ kind: 'offline', hold: { kind: 'outage', untilMs: now + 4_500 } }), '暂不查询：云端无响应，5 秒后再试'],
    ['there is no network', polled({ kind: 'offline', hold: { kind: 'no-network' } }), '暂不查询：浏览器离线'],
  ])('%s', (_what, account, words) => {
    expect(describeNotAsked(account, now, zhCN, format)).toBe(words)
  })
})
