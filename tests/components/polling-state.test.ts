import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import PollingState from '@/components/PollingState.vue'
import type { PollingHold, PollingStatus } from '@/engine/protocol'
import type { Locale } from '@/i18n/format'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

const NOW = 1_000_000

interface Shown {
  polling?: Partial<PollingStatus>
  notFresh?: number
  total?: number
  locale?: Locale
}

function show({ polling = {}, notFresh = 0, total = 10, locale = 'zh-CN' }: Shown = {}) {
  const status: PollingStatus = {
    kind: 'running',
    hold: null,
    callsPerSecond: 9.84,
    budgetPerSecond: 10,
    budgetIsFixed: false,
    failuresLastMinute: 0,
    sweepMs: 48_000,
    oldestRunningMs: 12_400,
    nextAskAt: new Map(),
    ...polling,
  }
  return mount(PollingState, {
    props: { polling: status, now: NOW, total, notFresh },
    global: { provide: { [i18nKey as symbol]: createI18n(() => locale) } },
  })
}

describe('the header, while it polls', () => {
  it('tells budget, sweep time and the oldest running device', () => {
    expect(show().text()).toMatch(/瞭望中.*全部为最新.*升级中最旧 12 秒.*每轮 48 秒.*9\.8 \/ 10 次\/秒/u)
    expect(show({ locale: 'en-US' }).text()).toMatch(/Watching.*All up to date.*oldest 12 s.*round 48 s.*9\.8 \/ 10 \/s/u)
  })

  it.each<[what: string, shown: Shown, fresh: string]>([
    ['all devices are', {}, 'true'],
    ['one is not', { notFresh: 1 }, 'false'],
    ['there is none', { total: 0 }, 'false'],
    ['paused', { polling: { kind: 'paused' } }, 'false'],
    ['the cloud limits it', { polling: { hold: { kind: 'limited', untilMs: NOW + 1 } } }, 'false'],
  ])('says that everything is up to date only when it is: %s', (_what, shown, fresh) => {
    const header = show(shown)
    expect(header.attributes('data-fresh')).toBe(fresh)
    expect(header.text().includes('全部为最新')).toBe(fresh === 'true')
  })

  it('tells how many devices are not up to date', () => {
    expect(show({ notFresh: 1_234 }).text()).toContain('1,234 台不是最新')
  })
})

describe('the header, while it does not poll', () => {
  it.each<[kind: PollingStatus['kind'], hold: PollingHold | null, zh: string, en: string]>([
    ['paused', null, '已暂停', 'Paused'],
    ['locked', null, '已锁定', 'Locked'],
    ['offline', { kind: 'outage', untilMs: NOW + 7_500 }, '云端无响应8 秒后再试', 'No answer from the cloudnext try in 8 s'],
    ['offline', { kind: 'outage', untilMs: NOW - 1 }, '云端无响应正在再试', 'No answer from the cloudtrying now'],
    ['offline', { kind: 'no-network' }, '浏览器离线', 'Browser is offline'],
    ['running', { kind: 'limited', untilMs: NOW + 90_000 }, '云端限流1 分后继续', 'Limited by the cloudon in 1 min'],
  ])('%s, %o: says why and until when', (kind, hold, zh, en) => {
    const header = show({ polling: { kind, hold } })
    expect(header.attributes('data-polling')).toBe(kind)
    expect(header.text()).toContain(zh)
    expect(show({ polling: { kind, hold }, locale: 'en-US' }).text()).toContain(en)
  })

  it('announces the state, and not each second of a countdown', () => {
    const header = show({ polling: { kind: 'offline', hold: { kind: 'outage', untilMs: NOW + 7_500 } } })
    expect(header.get('[role="status"]').text()).toBe('云端无响应')
    expect(header.findAll('[aria-live], [role="alert"]')).toHaveLength(0)
  })
})
