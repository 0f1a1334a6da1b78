import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUpdateStatus } from '@/cloud/decode'
import { openEnvelope } from '@/cloud/envelope'

const RUNS = 40_000
const REQUEST_ID = 'r-1'

const rawStatus = fc.oneof(
  fc.integer({ min: -2, max: 30 }).map(String),
  fc.constantFrom('1e999', '-1e999', '9007199254740992', '9007199254740993', '1.5', 'true', 'null', '{}', '[]', '""', '"x"', '" 3"', '"0x3"', '"03"', '"1e1"', '3e0', 'NaN'),
  fc.integer({ min: 0, max: 30 }).map((status) => `"${status}"`),
)
const rawPercent = fc.oneof(fc.integer({ min: -5, max: 130 }).map(String), fc.constantFrom('null', '"42"', '"x"', '{}', '1e999', '-1', '101', 'false', '12.5'))
const body = fc.record({ status: fc.option(rawStatus), percent: fc.option(rawPercent) }).map(({ status, percent }) => {
  const fields = [`"RequestId":"${REQUEST_ID}"`, '"OriVersion":"1.0"']
  if (status !== null) fields.push(`"Status":${status}`)
  if (percent !== null) fields.push(`"Percent":${percent}`)
  return { status, text: `{${fields.join(',')}}` }
})
const wrap = fc.constantFrom<(text: string) => string>(
  (text) => `{"Response":${text}}`,
  (text) => `{"code":0,"msg":"","data":${text}}`,
  (text) => text,
  (text) => `[${text}]`,
  (text) => `{"data":${text}}`,
  (text) => `<html>${text}</html>`,
)
const answers = fc.record({ body, wrap, cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })) }).map(({ body: { status, text }, wrap: envelope, cut }) => {
  const whole = envelope(text)
  return { status, text: cut === null ? whole : whole.slice(0, Math.floor(cut * whole.length)) }
})

type Reader = (text: string) => number | null | 'unreadable'

const lookout: Reader = (text) => {
  const opened = openEnvelope(text)
  if (opened.kind !== 'answer') return 'unreadable'
  const upgrade = decodeUpdateStatus(opened.fields)
  return upgrade === null ? 'unreadable' : upgrade.status
}

const naive: Reader = (text) => {
  try {
    const json = JSON.parse(text)
    return Number((json.Response ?? json.data ?? json).Status) || 0
  } catch {
    return 0
  }
}

/** A status is invented when it is not the very integer that the answer holds, as a number or as its decimal text. */
function invented(read: Reader, { status, text }: { status: string | null; text: string }): boolean {
  const result = read(text)
  if (result === 'unreadable') return false
  if (result === null) return status !== null && status !== 'null'
  const sent = status === null ? null : status.replaceAll('"', '')
  return sent === null || !/^-?(0|[1-9]\d*)(e0)?$/u.test(sent) || Number(sent) !== result
}

function countOver(read: Reader, seeds: readonly number[]): { cases: number; exceptions: number; invented: number } {
  const figures = { cases: 0, exceptions: 0, invented: 0 }
  for (const seed of seeds) {
    for (const answer of fc.sample(answers, { numRuns: RUNS, seed })) {
      figures.cases += 1
      try {
        if (invented(read, answer)) figures.invented += 1
      } catch {
        figures.exceptions += 1
      }
    }
  }
  return figures
}

describe('T3: malformed answers', () => {
  it('throw nothing and invent no status in 200,000 cases', () => {
    const figures = countOver(lookout, [1, 2, 3, 4, 5])
    console.log(`T3: cases ${figures.cases}, exceptions ${figures.exceptions}, invented ${figures.invented}`)
    expect(figures).toEqual({ cases: 200_000, exceptions: 0, invented: 0 })
  }, 60_000)

  it('would be noticed in a naive reader', () => {
    const figures = countOver(naive, [1])
    console.log(`T3 control, naive reader: cases ${figures.cases}, invented ${figures.invented}`)
    expect(figures.invented).toBeGreaterThan(1000)
  }, 60_000)
})
