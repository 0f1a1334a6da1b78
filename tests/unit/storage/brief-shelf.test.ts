import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { deviceIdOf, type DeviceId } from '@/domain/device'
import { InsightBuilder } from '@/domain/insight-builder'
import { PERIODS_MS, windowOf } from '@/domain/insight-window'
import type { Stage, StageBrief } from '@/domain/stage'
import { accountIdOf } from '@/domain/upstream'
import { createRandom } from '@/simulator/random'
import { openDatabase } from '@/storage/database'
import { createIndexedRepository } from '@/storage/indexed-repository'

const NOW = 1_790_000_000_000
const MAINLAND = accountIdOf({ kind: 'mainland' })
const STATUSES = [null, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 77] as const

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

function insightOf(histories: ReadonlyMap<DeviceId, readonly StageBrief[]>) {
  const builder = new InsightBuilder({ window: windowOf(PERIODS_MS[1], NOW, null), toleranceMs: 300_000 })
  for (const stages of histories.values()) builder.add(stages, true)
  return builder.build()
}

describe('stages without their curves', () => {
  it('are those of the whole timelines, and give the same insight, whatever was written, moved and dropped since they were read', async () => {
    const random = createRandom(7)
    const pick = (most: number) => Math.floor(random.next() * most)
    const repository = createIndexedRepository(await openDatabase(() => undefined))
    const figures = { compared: 0, wrong: 0, naiveWrong: 0, held: 0 }
    let before = new Map<DeviceId, readonly StageBrief[]>()
    for (let round = 0; round < 30; round += 1) {
      const ended = new Map<DeviceId, Stage[]>()
      for (let left = 1 + pick(6); left > 0; left -= 1) {
        let at = NOW - 20_000_000 + round * 600_000
        const stages = Array.from({ length: 1 + pick(3) }, (_none, place): Stage => {
          const from = at
          at += 1000 + pick(200_000)
          const isUuid = random.chance(0.7)
          const curve = Array.from({ length: pick(5) }, (_point, step) => [from + 300 * step, random.chance(0.5) ? 20 * step : 20 * step + 0.5] as const)
          const to = random.chance(0.9) ? at : null
          const status = STATUSES[pick(STATUSES.length)] ?? null
          const message = random.chance(0.3) ? `crc error ${pick(3)}` : null
          const requestId = isUuid ? `0000000${pick(9)}-0000-4000-8000-00000000000${place}` : `r${pick(9)}`
          return { status, sourceVersion: random.chance(0.5) ? '1.0' : null, targetVersion: random.chance(0.5) ? `2.${pick(3)}` : null, message, from, exact: random.chance(0.8), seenAt: at - pick(900), to, curve, requestId }
        })
        ended.set(deviceIdOf('P1', `d${pick(40)}`), stages)
      }
      // Asked while it is written, too: what was read then must not stay.
      await Promise.all([repository.eachBrief(MAINLAND, () => undefined), repository.saveSnapshots(MAINLAND, [], ended), repository.eachBrief(MAINLAND, () => undefined)])
      if (round % 7 === 6) await repository.moveHistory(MAINLAND, pick(2000) - 1000, NOW - 15_000_000)
      if (round % 10 === 9) await repository.pruneHistory(NOW - 20_000_000 + 30 * 86_400_000 + round * 200_000)
      const whole = new Map<DeviceId, readonly StageBrief[]>()
      const brief = new Map<DeviceId, readonly StageBrief[]>()
      await repository.eachTimeline(MAINLAND, (id, stages) => void whole.set(id, stages.map(({ sourceVersion: _version, curve: _curve, requestId: _requestId, ...rest }) => rest)))
      await repository.eachBrief(MAINLAND, (id, stages) => void brief.set(id, stages))
      expect([...brief].toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([...whole].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      const isAsked = (id: DeviceId) => round % 2 === 0 || id.endsWith('1')
      const times = [...whole].flatMap(([id, [first]]) => (first && isAsked(id) ? first.from : []))
      expect(await repository.oldestStage(MAINLAND, isAsked)).toBe(times.length > 0 ? Math.min(...times) : null)
      const truth = JSON.stringify(insightOf(whole))
      // Planted faults: what was read last time, and one field of each stage read wrong.
      const skewed = new Map([...brief].map(([id, stages]) => [id, stages.map((stage) => ({ ...stage, seenAt: stage.seenAt + 600_000 }))]))
      figures.compared += 1
      figures.wrong += JSON.stringify(insightOf(brief)) === truth ? 0 : 1
      figures.held += JSON.stringify(insightOf(before)) === truth ? 0 : 1
      figures.naiveWrong += JSON.stringify(insightOf(skewed)) === truth ? 0 : 1
      before = brief
    }
    console.log(`insights without curves ${figures.compared}, wrong ${figures.wrong}; were what was held never read again ${figures.held}, were seenAt misread ${figures.naiveWrong}`)
    expect(figures.wrong).toBe(0)
    expect(figures.held).toBeGreaterThan(20)
    expect(figures.naiveWrong).toBeGreaterThan(20)
    repository.close()
  })
})
