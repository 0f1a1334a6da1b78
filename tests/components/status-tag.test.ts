import { describe, expect, it } from 'vitest'
import { KNOWN_STATUSES, UPGRADE_KINDS, type UpgradeKind } from '@/domain/upgrade'
import { createDevice } from '@/domain/device'
import { createRow } from '@/domain/fleet-row'
import { enUS } from '@/i18n/en-us'
import { zhCN } from '@/i18n/zh-cn'
import { mountRow } from '../support/mount-row'
import { answeredRow } from '../support/rows'

const tagOf = (...of: Parameters<typeof mountRow>) => mountRow(...of).get('.tag')
const progressOf = (...of: Parameters<typeof mountRow>) => mountRow(...of).get('[data-column="progress"]')

describe('a status tag', () => {
  it.each(KNOWN_STATUSES)('of status %s has its documented words in both languages, and an icon', (status) => {
    const row = answeredRow('d1', { status })
    expect(tagOf(row).text()).toBe(zhCN.status[status])
    expect(tagOf(row).get('svg').attributes('aria-hidden')).toBe('true')
    expect(tagOf(row, { locale: 'en-US' }).text()).toBe(enUS.status[status])
  })

  it('has an icon of its own for each kind, so that colour is not all there is', () => {
    const statusOf = { failed: 5, confirm: 8, running: 3, queued: 1, offline: 0, done: 6, unknown: 99 } as const satisfies Record<UpgradeKind, number>
    const paths = UPGRADE_KINDS.map((kind) => tagOf(answeredRow('d1', { status: statusOf[kind] })).get('path').attributes('d'))
    expect(new Set(paths).size).toBe(UPGRADE_KINDS.length)
  })

  it.each<[number | null, string]>([
    [9, '未知状态（9）'],
    [-1, '未知状态（-1）'],
    [2 ** 53, '未知状态（9007199254740992）'],
    [null, '暂无状态'],
  ])('of status %s says %s and never looks done', (status, text) => {
    const tag = tagOf(answeredRow('d1', { status }))
    const done = tagOf(answeredRow('d1', { status: 6 }))
    expect(tag.text()).toBe(text)
    expect(tag.get('path').attributes('d')).not.toBe(done.get('path').attributes('d'))
  })
})

describe('a progress bar', () => {
  it.each([0, 1, 2, 5, 7, 8, 10, 99, null])('of status %s shows nothing, whatever Percent came', (status) => {
    const bar = progressOf(answeredRow('d1', { status, percent: 42 }))
    expect(bar.text()).toBe('—')
    expect(bar.get('.fill').attributes('style')).toContain('scaleX(0)')
    expect(bar.get('[role="progressbar"]').attributes()).not.toHaveProperty('aria-valuenow')
  })

  it.each([-1, 101, null])('of a download with Percent %s moves and invents no number', (percent) => {
    const bar = progressOf(answeredRow('d1', { status: 3, percent }))
    expect(bar.text()).toBe('…')
    expect(bar.find('.moving').exists()).toBe(true)
    expect(bar.get('[role="progressbar"]').attributes('aria-valuetext')).toBe(zhCN.progressUnknown)
  })

  it('of a device never answered for shows nothing', () => {
    expect(progressOf(createRow(createDevice('P1', 'd1'), 0)).text()).toBe('—')
  })
})

describe('a row of hostile words', () => {
  it('has the same elements as a row of harmless ones', () => {
    const words = ['<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '"><svg onload=alert(1)>', '{{constructor.constructor("alert(1)")()}}', '\u202E<b>x</b>', 'javascript:alert(1)']
    const elementsOf = (name: string, text: string) => {
      const row = answeredRow(name, { status: 5, message: text, sourceVersion: text, targetVersion: text })
      const { element } = mountRow(row)
      return [...element.querySelectorAll('*')].map(({ tagName }) => tagName)
    }
    for (const word of words) expect(elementsOf(word, word)).toEqual(elementsOf('harmless', 'harmless'))
  })
})
