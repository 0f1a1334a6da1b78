import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Stage } from '@/domain/stage'
import { decodeStages, encodeStages } from '@/storage/stage-code'

const time = fc.integer({ min: 0, max: 4_000_000_000_000 })
const words = fc.option(fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('升级失败', '1.0.0', '__proto__', '')))
const stages = fc.array(
  fc.record<Stage>({
    status: fc.option(fc.oneof(fc.constantFrom(0, 1, 3, 6, 20, 61, 62, 63, 99, -1, 2 ** 53, 0.5, 1e300), fc.integer())),
    sourceVersion: words,
    targetVersion: words,
    message: words,
    from: time,
    exact: fc.boolean(),
    seenAt: time,
    to: fc.option(time),
    curve: fc.array(fc.tuple(time, fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(33.5, 0.001, 99.999))), { maxLength: 32 }),
    requestId: fc.oneof(fc.uuid(), fc.string(), fc.constantFrom('', 'ABCDEF00-0000-4000-8000-000000000000')),
  }),
  { maxLength: 30 },
)

describe('stages in bytes', () => {
  it('are what they were, whatever they say', () => {
    fc.assert(fc.property(stages, (some) => void expect(decodeStages(encodeStages(some))).toEqual(some)), { numRuns: 500 })
  })

  it('that are damaged are refused or read as stages, and never hang', () => {
    const known: Stage = { status: 3, sourceVersion: '1', targetVersion: '2', message: null, from: 1e12, exact: true, seenAt: 1e12 + 5, to: null, curve: [[1e12, 4]], requestId: 'r' }
    const whole = encodeStages([known, known])
    let refused = 0
    for (let length = 0; length < whole.length; length += 1) expect(() => decodeStages(whole.slice(0, length))).toThrow()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          expect(Array.isArray(decodeStages(bytes))).toBe(true)
        } catch {
          refused += 1
        }
      }),
      { numRuns: 1000 },
    )
    expect(refused).toBeGreaterThan(0)
  })

  it('take some 40 bytes each where the cloud’s RequestIds are UUIDs', () => {
    const some = Array.from({ length: 20 }, (_none, index): Stage => ({
      status: [1, 2, 3, 4, 6][index % 5] ?? null,
      sourceVersion: '1.0.3',
      targetVersion: '1.1.0',
      message: null,
      from: 1_790_000_000_000 + index * 90_000,
      exact: true,
      seenAt: 1_790_000_000_000 + index * 90_000 + 85_000,
      to: 1_790_000_000_000 + (index + 1) * 90_000,
      curve: index % 5 === 2 ? Array.from({ length: 16 }, (_point, place) => [1_790_000_000_000 + index * 90_000 + place * 5000, place * 6] as const) : [],
      requestId: `0a1b2c3d-0000-4000-8000-${String(index).padStart(12, '0')}`,
    }))
    const bytes = encodeStages(some)
    console.log(`a stage: ${Math.round(bytes.length / some.length)} B of bytes, ${Math.round(JSON.stringify(some).length / some.length)} B of JSON`)
    expect(bytes.length / some.length).toBeLessThan(50)
  })
})
