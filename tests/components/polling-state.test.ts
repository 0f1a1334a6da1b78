import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import PollingState from '@/components/PollingState.vue'
import type { LockReason, PollingHold, PollingStatus, SessionState } from '@/engine/protocol'
import type { Locale } from '@/i18n/format'
import { createI18n, i18nKey } from '@/i18n/use-i18n'

const NOW = 1_000_000

interface Shown {
  polling?: Partial<PollingStatus>
  session?: SessionState
  notFresh?: number
  total?: number
  locale?: Locale
}

function show({ polling = {}, session = { kind: 'open', tokenTail: '6789' }, notFresh = 0, total = 10, locale = 'zh-CN' }: Shown = {}) {
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
    props: { polling: status, session, now: NOW, total, notFresh },
    global: { provide: { [i18nKey as symbol]: createI18n(() => locale) } },
  })
}

describe('the header, while it polls', () => {
  it('tells budget, sweep time and the oldest running device', () => {
    expect(show().text()).toMatch(/瞭望中.*全部为最新.*升级中最旧 12 秒.*每轮 48 秒.*9\.8 \/ 10 次\/秒/u)
    expect(show({ locale: 'en-US' }).text()).toMatch(/Watching.*All up to date.*oldest running 12 s.*one round 48 s.*9\.8 \/ 10 \/s/u)
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
    expect(show({ notFresh: 1_234 }).text()).toMatch(/瞭望中.*1,234 台不是最新/u)
    expect(show({ notFresh: 1_234, locale: 'en-US' }).text()).toMatch(/Watching.*1,234 not current/u)
    expect(show({ polling: { kind: 'paused' }, notFresh: 12 }).text()).toMatch(/已暂停.*12 台不是最新/u)
  })

  it('rounds no time down to nothing, and no minute to whole ones', () => {
    expect(show({ polling: { sweepMs: 400, oldestRunningMs: 72_000 } }).text()).toMatch(/升级中最旧 1 分 12 秒.*每轮 1 秒内/u)
  })

  it('is silent about what is not known', () => {
    const text = show({ polling: { sweepMs: null, oldestRunningMs: null } }).text()
    expect(text).not.toMatch(/每轮|最旧|NaN|null/u)
  })

  it('announces no device that is late for a moment', () => {
    const status = (shown: Shown) => show(shown).get('[role="status"]').text()
    expect(status({ notFresh: 1 })).toBe(status({ notFresh: 0 }))
  })
})

describe('the header, while it does not poll', () => {
  it.each<[kind: PollingStatus['kind'], hold: PollingHold | null, zh: string, en: string]>([
    ['paused', null, '已暂停', 'Paused'],
    ['offline', { kind: 'outage', untilMs: NOW + 7_500 }, '云端无响应，8 秒后再试', 'Cloud not answering, retry in 8 s'],
    ['offline', { kind: 'outage', untilMs: NOW - 1 }, '云端无响应，正在再试', 'Cloud not answering, retrying now'],
    ['offline', { kind: 'no-network' }, '浏览器离线', 'Browser is offline'],
    ['offline', null, '云端不可达', 'Cloud out of reach'],
    ['running', { kind: 'limited', untilMs: NOW + 12_000 }, '云端限流，12 秒后继续', 'Rate limited, resumes in 12 s'],
    ['running', { kind: 'limited', untilMs: NOW + 89_001 }, '云端限流，1 分 30 秒后继续', 'Rate limited, resumes in 1 min 30 s'],
    ['paused', { kind: 'limited', untilMs: NOW + 12_000 }, '已暂停', 'Paused'],
  ])('%s, %o: says why and until when', (kind, hold, zh, en) => {
    const header = show({ polling: { kind, hold } })
    expect(header.attributes('data-polling')).toBe(kind)
    expect(header.text()).toContain(zh)
    expect(show({ polling: { kind, hold }, locale: 'en-US' }).text()).toContain(en)
  })

  it.each<[reason: LockReason, zh: string, en: string]>([
    [{ kind: 'operator' }, '已锁定', 'Locked'],
    [{ kind: 'restarted' }, '已锁定：引擎重启过', 'Locked: engine restarted'],
    [{ kind: 'superseded' }, '已锁定：由另一引擎接管', 'Locked: other engine took over'],
    [{ kind: 'refused', code: 'C', message: 'm', requestId: 'r' }, '已锁定：AccessToken 被拒', 'Locked: AccessToken refused'],
  ])('locked, %o: says why', (reason, zh, en) => {
    const shown: Shown = { polling: { kind: 'locked' }, session: { kind: 'locked', reason } }
    expect(show(shown).get('[role="status"]').text()).toBe(zh)
    expect(show({ ...shown, locale: 'en-US' }).get('[role="status"]').text()).toBe(en)
    expect(show(shown).attributes()).toMatchObject({ 'data-polling': 'locked', 'data-fresh': 'false' })
  })

  it('counts down, and announces the state, not each second', async () => {
    const header = show({ polling: { kind: 'offline', hold: { kind: 'outage', untilMs: NOW + 7_500 } } })
    const shown: string[] = []
    for (const now of [NOW, NOW + 1000, NOW + 7_000, NOW + 8_000]) {
      await header.setProps({ now })
      expect(header.get('[role="status"]').text()).toBe('云端无响应')
      shown.push(header.get('.wait').text())
    }
    expect(shown).toEqual(['，8 秒后再试', '，7 秒后再试', '，1 秒后再试', '，正在再试'])
    expect(header.findAll('[aria-live], [role="alert"]')).toHaveLength(0)
  })
})
