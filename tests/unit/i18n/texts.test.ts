import { describe, expect, it } from 'vitest'
import { KNOWN_CODES, type CallFailure } from '@/domain/call-failure'
import type { LineProblem } from '@/domain/device-lines'
import { KNOWN_STATUSES } from '@/domain/upgrade'
import { describeFailure, describeLineProblem, describeStatus } from '@/i18n/describe'
import { enUS } from '@/i18n/en-us'
import { createFormat } from '@/i18n/format'
import { zhCN } from '@/i18n/zh-cn'

type Tree = { [key: string]: unknown }

/** Every text by its path; functions are called with numbers and words that must come through. */
function textsOf(tree: Tree, path = ''): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const here = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') texts.set(here, value)
    else if (typeof value === 'function') texts.set(here, String(value(...Array.from({ length: value.length }, (_, index) => `«${index}»`))))
    else if (typeof value === 'object' && value !== null) for (const [inner, text] of textsOf(value as Tree, here)) texts.set(inner, text)
  }
  return texts
}

const chinese = textsOf(zhCN)
const english = textsOf(enUS)
const HAN = /\p{Script=Han}/u
/** Names that are the same in every language, and the switch that names the other one. */
const SHARED = new Set(['column.request', 'connect.token', 'language', 'add.placeholder', 'upstreamHint.mainland', 'upstreamHint.overseas'])
/** English words that are the very names of their texts. */
const NAMED_AS_THEY_READ = new Set(['writing', 'theme.light', 'theme.dark'])
const SIGNS_ONLY = /^(?:«\d»|[\s→≥/％%·])+$/u

describe('every text', () => {
  it('exists in both languages, under the same name', () => {
    console.log(`texts: zh-CN ${chinese.size}, en-US ${english.size}`)
    expect([...english.keys()].toSorted()).toEqual([...chinese.keys()].toSorted())
    expect(chinese.size).toBeGreaterThan(150)
  })

  it('says something, and not its own name', () => {
    for (const texts of [chinese, english]) {
      for (const [path, text] of texts) {
        expect(text.trim(), path).not.toBe('')
        if (texts === chinese || !NAMED_AS_THEY_READ.has(path)) expect([path, path.split('.').at(-1)], path).not.toContain(text)
      }
    }
  })

  it('is in its language', () => {
    for (const [path, text] of chinese) if (!SHARED.has(path) && !SIGNS_ONLY.test(text)) expect(HAN.test(text), `${path}: ${text}`).toBe(true)
    for (const [path, text] of english) if (!SHARED.has(path)) expect(HAN.test(text), `${path}: ${text}`).toBe(false)
  })

  it('carries the same values in both languages', () => {
    const valuesIn = (text: string | undefined) => text?.match(/«\d»/gu)?.toSorted()
    for (const [path, text] of chinese) expect(valuesIn(english.get(path)), path).toEqual(valuesIn(text))
  })
})

describe('the words for', () => {
  it('every documented status are different ones, in both languages', () => {
    for (const messages of [zhCN, enUS]) {
      const words = [...KNOWN_STATUSES, 99, -1, null].map((status) => describeStatus(messages, status))
      expect(new Set(words).size).toBe(words.length)
    }
    expect([describeStatus(enUS, 99), describeStatus(zhCN, 99)]).toEqual(['Unknown status (99)', '未知状态（99）'])
  })

  it('every failure are different ones, and hold the cloud’s own code and words', () => {
    const failures: CallFailure[] = [
      { kind: 'aborted' },
      { kind: 'timeout', timeoutMs: 10_000 },
      { kind: 'network' },
      { kind: 'rate-limited', code: 'CODE', message: 'SAID', retryAfterMs: null },
      { kind: 'unauthorized', code: 'CODE', message: 'SAID' },
      { kind: 'denied', code: 'CODE', message: 'SAID' },
      { kind: 'rejected', code: 'CODE', message: 'SAID' },
      ...(['empty', 'html', 'not-json', 'no-envelope', 'bad-field', 'foreign-answer'] as const).map((reason): CallFailure => ({ kind: 'malformed', reason })),
      { kind: 'unavailable', httpStatus: 503, reason: 'SAID', retryAfterMs: null },
    ]
    for (const messages of [zhCN, enUS]) {
      const words = failures.map((failure) => describeFailure(messages, failure))
      expect(new Set(words).size).toBe(failures.length)
      for (const [index, failure] of failures.entries()) if ('code' in failure) expect(words[index]).toMatch(/ · CODE · SAID$/u)
    }
  })

  it('every known code stand before the code itself', () => {
    for (const messages of [zhCN, enUS]) {
      for (const code of KNOWN_CODES) {
        expect(describeFailure(messages, { kind: 'rejected', code, message: '' })).toBe(`${messages.code[code]} · ${code}`)
      }
    }
  })

  it('a code with the name of an object’s own property are the plain ones', () => {
    for (const code of ['constructor', '__proto__', 'toString']) {
      expect(describeFailure(enUS, { kind: 'rejected', code, message: '' })).toBe(`rejected by the cloud · ${code}`)
    }
  })

  it('every problem of a pasted line are different ones', () => {
    const problems: LineProblem[] = [
      { kind: 'missing-device-name' },
      { kind: 'too-many-fields', count: 3 },
      { kind: 'repeated', firstLine: 7 },
      { kind: 'already-watched' },
      ...(['empty', 'too-long', 'separator', 'control-character'] as const).map((problem): LineProblem => ({ kind: 'bad-name', field: 'DeviceName', problem })),
    ]
    for (const messages of [zhCN, enUS]) expect(new Set(problems.map((problem) => describeLineProblem(messages, problem))).size).toBe(problems.length)
    expect(describeLineProblem(zhCN, { kind: 'repeated', firstLine: 7 })).toBe('与第 7 行重复')
  })
})

describe('durations in both languages', () => {
  const SECOND = 1000
  it.each<[ms: number, zh: string, en: string]>([
    [999, '0 秒', '0 s'],
    [60 * SECOND - 1, '59 秒', '59 s'],
    [60 * SECOND, '1 分 00 秒', '1 min 00 s'],
    [728 * SECOND, '12 分 08 秒', '12 min 08 s'],
    [3600 * SECOND - 1, '59 分 59 秒', '59 min 59 s'],
    [86_400 * SECOND - 1, '23 小时 59 分', '23 h 59 min'],
    [86_400 * SECOND, '1 天 00 小时', '1 d 00 h'],
    [1200 * 86_400 * SECOND, '1,200 天 00 小时', '1,200 d 00 h'],
  ])('%s ms is %s and %s', (ms, zh, en) => {
    expect(createFormat('zh-CN', zhCN).duration(ms)).toBe(zh)
    expect(createFormat('en-US', enUS).duration(ms)).toBe(en)
  })
})
