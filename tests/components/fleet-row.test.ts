import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import FleetRow from '@/components/FleetRow.vue'
import ProgressBar from '@/components/ProgressBar.vue'
import StatusTag from '@/components/StatusTag.vue'
import { createDevice } from '@/domain/device'
import { createRow, withFailure, type FleetRow as Row } from '@/domain/fleet-row'
import { createI18n, i18nKey } from '@/i18n/use-i18n'
import type { Locale } from '@/i18n/format'
import { answeredRow, upgrade } from '../support/rows'

const nextAskAt = new Map()

function global(locale: Locale = 'zh-CN') {
  return { provide: { [i18nKey as symbol]: createI18n(() => locale) } }
}

function mountRow(row: Row, now = 2000) {
  return mount(FleetRow, { props: { row, context: { now, nextAskAt, notAsked: null }, selected: false, rowIndex: 2 }, global: global() })
}

describe('a row', () => {
  it.each([
    [3, '3', 'running'],
    [8, '8', 'confirm'],
    [10, '10', 'failed'],
    [99, '99', 'unknown'],
    [null, 'none', 'unknown'],
  ])('of status %s has the hooks data-status=%s and data-kind=%s', (status, hook, kind) => {
    expect(mountRow(answeredRow('d1', { status })).attributes()).toMatchObject({ 'data-device': 'P1/d1', 'data-status': hook, 'data-kind': kind })
  })

  it('shows an error as text, whatever is in it', () => {
    const row = mountRow(answeredRow('d1', { status: 5, message: '<img src=x onerror=alert(1)>\u202E' }))
    expect(row.find('img').exists()).toBe(false)
    expect(row.text()).toContain('<img src=x onerror=alert(1)>⟨U+202E⟩')
  })

  it('keeps the status and says why the refresh failed', () => {
    const failed = withFailure(answeredRow('d1', { status: 3, percent: 62 }), { failure: { kind: 'malformed', reason: 'html' }, requestId: 'r2', at: 1500 })
    const row = mountRow(failed)
    expect(row.text()).toContain('下载中')
    expect(row.text()).toContain('62%')
    expect(row.text()).toContain('回答无法读取')
  })

  it('marks data older than twice its expected interval', () => {
    expect(mountRow(answeredRow('d1', { status: 3 }, 1000), 3000).find('.stale').exists()).toBe(false)
    expect(mountRow(answeredRow('d1', { status: 3 }, 1000), 3001).find('.stale').exists()).toBe(true)
  })

  it('says by its age when it is asked next, or why not', () => {
    const row = answeredRow('d1', { status: 3 }, 1000)
    const hint = (notAsked: string | null) => {
      const context = { now: 2000, nextAskAt: new Map([[row.device.id, 14_000]]), notAsked }
      return mount(FleetRow, { props: { row, context, selected: false, rowIndex: 2 }, global: global() }).get('[title^="上次成功查询"]').attributes('title')
    }
    expect(hint(null)).toMatch(/\n预计 .+（12 秒后）再次查询$/u)
    expect(hint('暂不查询：云端限流，12 秒后继续')).toMatch(/\n暂不查询：云端限流，12 秒后继续$/u)
  })

  it('that was never asked says so', () => {
    expect(mountRow(createRow(createDevice('P1', 'd1'), 0)).text()).toContain('等待首次查询')
  })

  it('hands out the RequestId of the last call to copy', async () => {
    const row = mountRow(answeredRow('d1', { status: 3 }))
    await row.get('button[aria-label*="r-d1"]').trigger('click')
    expect(row.emitted('copy')).toEqual([['r-d1']])
  })
})

describe('a status tag', () => {
  it('has words and an icon in both languages', () => {
    const row = answeredRow('d1', { status: 8 })
    const chinese = mount(StatusTag, { props: { row }, global: global() })
    expect(chinese.text()).toBe('等待用户确认')
    expect(chinese.find('svg path').exists()).toBe(true)
    expect(mount(StatusTag, { props: { row }, global: global('en-US') }).text()).toBe('Waiting for confirmation')
  })
})

describe('a progress bar', () => {
  it.each([
    [{ status: 3, percent: 42 }, '42', '42%'],
    [{ status: 20, percent: 100 }, '100', '100%'],
    [{ status: 6 }, '100', '100%'],
    [{ status: 4 }, undefined, '写入'],
    [{ status: 5, percent: 42 }, undefined, '—'],
  ])('of %o has aria-valuenow %s and says %s', (wire, value, text) => {
    const bar = mount(ProgressBar, { props: { upgrade: upgrade(wire) }, global: global() })
    expect(bar.get('[role="progressbar"]').attributes('aria-valuenow')).toBe(value)
    expect(bar.text()).toBe(text)
  })
})
