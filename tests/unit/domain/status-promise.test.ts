import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUpdateStatus } from '@/cloud/decode'
import { openEnvelope } from '@/cloud/envelope'
import { createDevice, type DeviceId } from '@/domain/device'
import { FleetIndex } from '@/domain/fleet-index'
import { DEFAULT_QUERY, FLEET_FILTERS, type FleetCounts, type FleetQuery } from '@/domain/fleet-query'
import { createRow, STALL_AFTER_MS, withAnswer, withFailure, type FleetRow } from '@/domain/fleet-row'
import { UPGRADE_KINDS, zeroByKind, type UpgradeKind } from '@/domain/upgrade'
import { describeStatus } from '@/i18n/describe'
import { enUS } from '@/i18n/en-us'
import { zhCN } from '@/i18n/zh-cn'
import { upgrade } from '../../support/rows'

/** The documented words to the letter; 10 is documented in the twin action of the cloud API only. */
const DOCUMENTED: readonly [status: number | null, kind: UpgradeKind, chinese: string, english: string][] = [
  [0, 'offline', '设备离线', 'Device offline'],
  [1, 'queued', '待处理', 'Pending'],
  [2, 'queued', '消息下发成功', 'Message delivered'],
  [3, 'running', '下载中', 'Downloading'],
  [4, 'running', '烧录中', 'Writing'],
  [5, 'failed', '失败', 'Failed'],
  [6, 'done', '升级完成', 'Upgrade complete'],
  [7, 'queued', '正在处理中', 'Processing'],
  [8, 'confirm', '等待用户确认', 'Needs confirmation'],
  [10, 'failed', '升级超时', 'Timed out'],
  [20, 'running', '下载完成', 'Download complete'],
  [null, 'unknown', '暂无状态', 'No status'],
  [-1, 'unknown', '未知状态（-1）', 'Unknown status (-1)'],
  [9, 'unknown', '未知状态（9）', 'Unknown status (9)'],
  [21, 'unknown', '未知状态（21）', 'Unknown status (21)'],
  [99, 'unknown', '未知状态（99）', 'Unknown status (99)'],
  [2 ** 53, 'unknown', '未知状态（9007199254740992）', 'Unknown status (9007199254740992)'],
]
const KIND_OF = new Map(DOCUMENTED.map(([status, kind]) => [status, kind]))
const exactKind = (status: number | null): UpgradeKind => KIND_OF.get(status) ?? 'unknown'
const naiveKind = (status: number | null): UpgradeKind => (status !== null && status >= 6 ? 'done' : status === 5 ? 'failed' : 'running')

const SEED = 5
const statuses = fc.oneof(fc.constantFrom(...DOCUMENTED.map(([status]) => status)), fc.integer({ min: -30, max: 130 }), fc.maxSafeInteger())

/** What the app makes of the answer's text. */
function read(statusField: string) {
  const opened = openEnvelope(`{"Response":{${statusField}"OriVersion":"1.0","RequestId":"r"}}`)
  return opened.kind === 'answer' ? decodeUpdateStatus(opened.fields) : null
}

function fieldOf(status: number | null, quoted = false): string {
  return status === null ? '' : `"Status":${quoted ? `"${status}"` : status},`
}

describe('T5: a status', () => {
  it.each(DOCUMENTED)('%s is %s: 「%s」, “%s”', (status, kind, chinese, english) => {
    for (const field of [fieldOf(status), ...(status === 2 ** 53 ? [] : [fieldOf(status, true)])]) expect(read(field)).toMatchObject({ kind, status })
    expect([describeStatus(zhCN, status), describeStatus(enUS, status)]).toEqual([chinese, english])
  })

  it('of any number has its exact kind, and a naive mapping would be noticed', () => {
    const sent = fc.sample(statuses, { numRuns: 20_000, seed: SEED })
    const wrongBy = (kindOf: (status: number | null) => UpgradeKind | undefined) => sent.filter((status) => kindOf(status) !== exactKind(status)).length
    const figures = { wrong: wrongBy((status) => read(fieldOf(status))?.kind), naive: wrongBy(naiveKind) }
    console.info(`T5: statuses ${sent.length}, wrong ${figures.wrong} [status >= 6 is done: wrong ${figures.naive}]`)
    expect(figures.wrong).toBe(0)
    expect(figures.naive).toBeGreaterThan(0)
  })

  it('is green in no style but those of what is done', () => {
    const folder = fileURLToPath(new URL('../../../src', import.meta.url))
    const styles = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:css|vue)$/u.test(file)).map((file) => readFileSync(join(folder, file), 'utf8'))
    const kindsIn = (text: string) => [...text.matchAll(/\[data-(?:kind|tone)=['"]?(\w+)[^{}]*\{[^{}]*var\(--done/gu)].map(([, kind]) => kind)
    expect(new Set(styles.flatMap(kindsIn))).toEqual(new Set(['done']))
    expect(kindsIn("[data-kind='unknown'] {\n  --tone: var(--done);\n}")).toEqual(['unknown'])
  })
})

const devices = fc.integer({ min: 0, max: 30 }).map((n) => createDevice(`P${n % 3}`, `d${n}`))
const queries: fc.Arbitrary<FleetQuery> = fc.record({
  filter: fc.constantFrom(...FLEET_FILTERS),
  search: fc.constantFrom('', '', 'd1', 'D2', 'p1/d', 'nothing of it'),
  productId: fc.constantFrom(null, null, 'P1', 'P9'),
  targetVersion: fc.constant(null),
  stalledOnly: fc.constant(false),
  doubtOnly: fc.constant(false),
  goneOnly: fc.constant(false),
  cause: fc.constant(null),
  sort: fc.constant(DEFAULT_QUERY.sort),
})
const steps = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('answer' as const), device: devices, status: statuses }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fail' as const), device: devices }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), device: devices }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('ask' as const), query: queries }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: STALL_AFTER_MS }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reload' as const }) },
)
const histories = fc.array(steps, { minLength: 20, maxLength: 100, size: 'max' })
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never

/** By the documents alone: each device's last status, `undefined` before any. */
type Sent = Map<DeviceId, number | null | undefined>

/** What the step leaves of a row; `null` when it is about none. */
function rowAfter(step: Step, index: FleetIndex, now: number): FleetRow | null {
  if (step.kind !== 'answer' && step.kind !== 'fail') return null
  const before = index.get(step.device.id) ?? createRow(step.device, now)
  const call = { requestId: 'q', at: now }
  if (step.kind === 'fail') return withFailure(before, { ...call, failure: { kind: 'network' } })
  return withAnswer(before, { ...call, upgrade: upgrade({ status: step.status }), expectedIntervalMs: 1000 })
}

function play(step: Step, index: FleetIndex, sent: Sent, now: number): void {
  const row = rowAfter(step, index, now)
  if (row) {
    sent.set(row.device.id, step.kind === 'answer' ? step.status : sent.get(row.device.id))
    index.set(row, now)
  } else if (step.kind === 'delete') {
    sent.delete(step.device.id)
    index.delete(step.device.id)
  } else if (step.kind === 'ask') index.ask(step.query, now)
  else if (step.kind === 'wait') index.advance(now)
  else index.replace([...sent.keys()].flatMap((id) => index.get(id) ?? []), now)
}

/** Whether the tabs say of the index what its devices were sent, and the list shows as many as its tab says. */
function isRight(index: FleetIndex, sent: Sent, { filter, search, productId }: FleetQuery): boolean {
  const found = [...sent].filter(([id]) => id.toLowerCase().includes(search.toLowerCase()) && (productId === null || id.startsWith(`${productId}/`)))
  const expected = zeroByKind()
  for (const [, status] of found) expected[exactKind(status ?? null)] += 1
  const counts = index.counts()
  const ids = index.ids()
  const areDone = filter !== 'done' || ids.every((id) => sent.get(id) === 6)
  return counts.all === found.length && UPGRADE_KINDS.every((kind) => counts[kind] === expected[kind]) && ids.length === counts[filter] && areDone
}

function wrongHistories(make: () => FleetIndex): { histories: number; states: number; wrong: number } {
  const sampled = fc.sample(histories, { numRuns: 300, seed: SEED })
  let states = 0
  const wrong = sampled.filter((history) => {
    const index = make()
    const sent: Sent = new Map()
    let query = DEFAULT_QUERY
    let now = 10 * STALL_AFTER_MS
    return !history.every((step) => {
      if (step.kind === 'ask') query = step.query
      if (step.kind === 'wait') now += step.ms
      play(step, index, sent, now)
      states += 1
      return isRight(index, sent, query)
    })
  }).length
  return { histories: sampled.length, states, wrong }
}

/** Takes a status of 6 or more for done. */
class NaiveIndex extends FleetIndex {
  override set(...[row, now]: Parameters<FleetIndex['set']>): void {
    const { snapshot } = row
    const status = snapshot?.upgrade.status ?? null
    super.set(snapshot && naiveKind(status) === 'done' ? { ...row, snapshot: { ...snapshot, upgrade: upgrade({ status: 6 }) } } : row, now)
  }
}

/** Forgets to take what a device was before out of the counts. */
class CarelessIndex extends FleetIndex {
  private readonly extra = zeroByKind()
  override set(...[row, now]: Parameters<FleetIndex['set']>): void {
    const before = this.get(row.device.id)
    if (before?.snapshot && before.snapshot.upgrade.kind !== row.snapshot?.upgrade.kind) this.extra[before.snapshot.upgrade.kind] += 1
    super.set(row, now)
  }
  override counts(): FleetCounts {
    const counts = super.counts()
    return { ...counts, ...Object.fromEntries(UPGRADE_KINDS.map((kind) => [kind, counts[kind] + this.extra[kind]])) }
  }
}

describe('T5: the tabs', () => {
  it('sum to the fleet that the search finds after any answers, failures, deletions, filters and searches', () => {
    const ours = wrongHistories(() => new FleetIndex())
    const naive = wrongHistories(() => new NaiveIndex())
    const careless = wrongHistories(() => new CarelessIndex())
    console.info(`T5, tabs: histories ${ours.histories}, states ${ours.states}, wrong ${ours.wrong} [status >= 6 is done: wrong ${naive.wrong}; careless count: wrong ${careless.wrong}]`)
    expect(ours.wrong).toBe(0)
    expect(naive.wrong).toBeGreaterThan(0)
    expect(careless.wrong).toBeGreaterThan(0)
  })
})
