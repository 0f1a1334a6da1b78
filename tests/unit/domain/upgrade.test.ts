import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_QUERY } from '@/domain/fleet-query'
import { KNOWN_STATUSES, progressOf, upgradeFromWire, type UpgradeKind } from '@/domain/upgrade'
import { describeStatus } from '@/i18n/describe'
import { enUS } from '@/i18n/en-us'
import { zhCN } from '@/i18n/zh-cn'
import { queryFleet } from '../../support/asked-fleet'
import { answeredRow, upgrade } from '../../support/rows'

const DOCUMENTED: [status: number | null, kind: UpgradeKind, text: string][] = [
  [0, 'offline', '设备离线'],
  [1, 'queued', '待处理'],
  [2, 'queued', '消息下发成功'],
  [3, 'running', '下载中'],
  [4, 'running', '烧录中'],
  [5, 'failed', '失败'],
  [6, 'done', '升级完成'],
  [7, 'queued', '正在处理中'],
  [8, 'confirm', '等待用户确认'],
  [10, 'failed', '升级超时'],
  [20, 'running', '下载完成'],
  [-1, 'unknown', '未知状态（-1）'],
  [9, 'unknown', '未知状态（9）'],
  [99, 'unknown', '未知状态（99）'],
  [2 ** 53, 'unknown', '未知状态（9007199254740992）'],
  [null, 'unknown', '暂无状态'],
]

const KINDS = ['failed', 'confirm', 'running', 'queued', 'offline', 'done', 'unknown'] as const
const wireStatus = fc.oneof(fc.constantFrom(...KNOWN_STATUSES), fc.integer(), fc.constant(null), fc.constant(2 ** 53))

/** Wrong answers of a mapping over statuses: not exact, or an unknown one shown as done. */
function wrongKinds(kindOf: (status: number | null) => UpgradeKind, statuses: readonly (number | null)[]): number {
  const exact = new Map(DOCUMENTED.map(([status, kind]) => [status, kind]))
  return statuses.filter((status) => kindOf(status) !== (exact.get(status) ?? 'unknown')).length
}

describe('T5: the status of an upgrade', () => {
  it.each(DOCUMENTED)('%s is %s, in the documented words %s', (status, kind, text) => {
    expect(upgrade({ status }).kind).toBe(kind)
    expect(describeStatus(zhCN, status)).toBe(text)
    expect(describeStatus(enUS, status)).toMatch(/^[ -~]+$/u)
  })

  it('has an exact kind for any number, and a naive mapping would be noticed', () => {
    const statuses = fc.sample(wireStatus, { numRuns: 20_000, seed: 1 })
    const wrong = wrongKinds((status) => upgrade({ status }).kind, statuses)
    const naive = wrongKinds((status) => (status !== null && status >= 6 ? 'done' : 'running'), statuses)
    console.log(`T5: statuses ${statuses.length}, wrong ${wrong}; naive mapping: wrong ${naive}`)
    expect(wrong).toBe(0)
    expect(naive).toBeGreaterThan(0)
  })

  it('lets the tabs sum to the fleet whatever the statuses and the search', () => {
    fc.assert(
      fc.property(fc.array(wireStatus, { maxLength: 60 }), fc.constantFrom('', 'd1', '2.0', 'nothing'), (statuses, search) => {
        const rows = statuses.map((status, index) => answeredRow(`d${index}`, { status }))
        const { counts } = queryFleet(rows, { ...DEFAULT_QUERY, search }, 2000)
        expect(KINDS.reduce((sum, kind) => sum + counts[kind], 0)).toBe(counts.all)
        if (search === '') expect(counts.all).toBe(rows.length)
      }),
    )
  })
})

describe('progress', () => {
  it('is a percentage in 3 and 20, movement in 4, full in 6, and nothing elsewhere', () => {
    for (const status of [3, 20]) expect(progressOf(upgrade({ status, percent: 42 }))).toEqual({ kind: 'percent', percent: 42 })
    expect(progressOf(upgrade({ status: 4, percent: 42 }))).toEqual({ kind: 'indeterminate' })
    expect(progressOf(upgrade({ status: 6, percent: 3 }))).toEqual({ kind: 'complete' })
    for (const status of [0, 1, 2, 5, 7, 8, 10, null, 99]) expect(progressOf(upgrade({ status, percent: 42 }))).toEqual({ kind: 'none' })
  })

  it.each([-1, 101, null, Number.NaN])('is not known when the percentage is %s', (percent) => {
    expect(progressOf(upgrade({ status: 3, percent }))).toEqual({ kind: 'indeterminate' })
  })

  it('takes texts of the cloud as they are', () => {
    const wire = { status: 5, percent: null, sourceVersion: null, targetVersion: null, message: 'time_out' }
    expect(upgradeFromWire(wire)).toEqual({ kind: 'failed', status: 5, sourceVersion: null, targetVersion: null, message: 'time_out' })
  })
})
