import { describe, expect, it } from 'vitest'
import { describeHint } from '@/composables/row-text'
import { createDevice } from '@/domain/device'
import { createRow, withAnswer, withFailure } from '@/domain/fleet-row'
import { createFormat } from '@/i18n/format'
import { zhCN } from '@/i18n/zh-cn'
import { mountRow } from '../support/mount-row'
import { answeredRow, upgrade } from '../support/rows'

const words = { messages: zhCN, format: createFormat('zh-CN', zhCN) }

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
    expect(mountRow(answeredRow('d1', { status: 3 }, 1000), { now: 3000 }).find('.stale').exists()).toBe(false)
    expect(mountRow(answeredRow('d1', { status: 3 }, 1000), { now: 3001 }).find('.stale').exists()).toBe(true)
  })

  it('says by its age when it is asked next, or why not', () => {
    const row = answeredRow('d1', { status: 3 }, 1000)
    const hint = (notAsked: string | null) => describeHint('age', row, { now: 2000, nextAskAt: new Map([[row.device.id, 14_000]]), notAsked }, words)
    expect(hint(null)).toMatch(/\n预计 .+（12 秒后）再次查询$/u)
    expect(hint('暂不查询：云端限流，12 秒后继续')).toMatch(/\n暂不查询：云端限流，12 秒后继续$/u)
  })

  it('that was never asked says so', () => {
    expect(mountRow(createRow(createDevice('P1', 'd1'), 0)).text()).toContain('等待首次查询')
  })

  it('offers the RequestId of the last call to copy', () => {
    expect(mountRow(answeredRow('d1', { status: 3 })).get('[data-action="copy-request"]').attributes('aria-label')).toBe('复制 RequestId r-d1')
  })

  it('is tinted for a moment after its status changed, and not for a first answer', () => {
    const row = answeredRow('d1', { status: 3 }, 1000)
    expect(mountRow(row, { now: 1100 }).classes()).not.toContain('changed')
    const failed = withAnswer(row, { upgrade: upgrade({ status: 5 }), requestId: 'r2', at: 2000, expectedIntervalMs: 1000 })
    expect(mountRow(failed, { now: 2100 }).classes()).toContain('changed')
    expect(mountRow(failed, { now: 3500 }).classes()).not.toContain('changed')
  })

  it('leaves its error to the column of errors where that is shown', () => {
    const failed = answeredRow('d1', { status: 5, message: 'Time_Out' })
    expect(mountRow(failed, { columns: ['device', 'status'] }).text()).toContain('Time_Out')
    expect(mountRow(failed).text().match(/Time_Out/gu)).toHaveLength(1)
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
    const bar = mountRow(answeredRow('d1', wire)).get('[data-column="progress"]')
    expect(bar.get('[role="progressbar"]').attributes('aria-valuenow')).toBe(value)
    expect(bar.text()).toBe(text)
  })
})
