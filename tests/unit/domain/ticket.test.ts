import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallRecord } from '@/domain/call-record'
import { createDevice } from '@/domain/device'
import { createRow, withAnswer, withFailure, type FleetRow } from '@/domain/fleet-row'
import type { Stage } from '@/domain/stage'
import { quoted, ticketText, type TicketFacts, type TicketWords } from '@/domain/ticket'
import { describeTicket } from '@/composables/device-ticket'
import { createFormat } from '@/i18n/format'
import { zhCN } from '@/i18n/zh-cn'
import { upgrade } from '../../support/rows'

const WORDS: TicketWords = {
  ticket: zhCN.ticket,
  appName: zhCN.appName,
  status: (status) => `status-${status}`,
  failure: ({ kind }) => `failure-${kind}`,
  duration: (ms) => `${ms / 1000} s`,
  atLeast: (duration) => `at least ${duration}`,
  time: (epochMs) => `t${epochMs}`,
}

/** Each would change the block if it were not held as plain text. */
const HOSTILE = [
  '`', '``', '```', '`````` x', ' ` ', '```\n# heading', '\n\n## owned', '\r\n- item', '| a | b |\n|---|---|', '</details><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>', '[link](javascript:alert(1))', '![x](http://evil.example/?leak)', '\u202Egpj.exe', '\u2066a\u2069', '\u200B', '\u2028new line',
  '\\`', '$(rm -rf /)', '&lt;b&gt;', '<!--', '<details>', '~~~', '> quote', '**bold**', '_x_', 'http://evil.example', '@everyone', '\u0000', '\uD800',
]

function factsWith(text: string): TicketFacts {
  const row = createRow(createDevice('P1', 'd1', text), 0)
  const answered = withAnswer(row, { upgrade: upgrade({ status: 5, message: text, sourceVersion: text, targetVersion: text }), requestId: text, at: 5000, expectedIntervalMs: null })
  const failed: FleetRow = withFailure(answered, { failure: { kind: 'rejected', code: text, message: text }, requestId: text, at: 6000 })
  const check = { at: 5500, requestId: text, currentVersion: text, offeredVersion: text }
  return { row: { ...failed, device: { ...failed.device, productId: text, deviceName: text }, check }, stages: [stage(text)], calls: [call(text)], now: 9000, timeZone: text }
}

function stage(text: string, from = 1000): Stage {
  return { status: 3, sourceVersion: text, targetVersion: text, message: text, from, exact: true, seenAt: from + 500, to: from + 1000, curve: [[from, 10], [from + 500, 62]], requestId: text }
}

function call(text: string, at = 6000): CallRecord {
  return { at, action: text, requestId: text, outcome: { kind: 'failed', failure: { kind: 'unavailable', httpStatus: 502, reason: text, retryAfterMs: null } } }
}

/** A line without its code spans, by CommonMark's rule: a run of backticks ends at the next run of the same length. */
function outsideSpans(line: string): string {
  let rest = line
  let outside = ''
  for (let opens = /`+/u.exec(rest); opens; opens = /`+/u.exec(rest)) {
    const [fence] = opens
    const after = rest.slice(opens.index + fence.length)
    const closes = [...after.matchAll(/`+/gu)].find(([run]) => run.length === fence.length)
    if (!closes) return `${outside}${rest}`
    outside += `${rest.slice(0, opens.index)}▢`
    rest = after.slice(closes.index + fence.length)
  }
  return outside + rest
}

const shapeOf = (block: string) => block.split('\n').map(outsideSpans).join('\n')

describe('the ticket', () => {
  it('says what support asks for: device, versions, status, error, timeline and RequestIds with times and codes', () => {
    const text = ticketText(factsWith('abc'), WORDS)
    expect(text).toBe(`### 固件升级问题

- 产品 ProductId · \`abc\`
- 设备 DeviceName · \`abc\`
- 别名 · \`abc\`
- 版本（原 → 目标） · \`abc\` → \`abc\`
- 设备版本（AppCheckFirmwareUpdate） · \`abc\` · 云端提供 \`abc\` · t5500 · RequestId \`abc\`
- 状态 · status-5 · Status 5
- 该状态自 · t5000 · 历时 at least 4 s
- 错误 · \`abc\`
- 上次成功查询 · t5000 · RequestId \`abc\`
- 上次查询失败 · t6000 · failure-rejected · \`abc\` · \`abc\` · RequestId \`abc\`
- 生成 · 固件升级瞭望台 · t9000 · \`abc\`

#### 观察到的时间线（新的在前）

- t1000 · status-3 · Status 3 · 历时 1 s · 进度 10 % → 62 % · \`abc\` · RequestId \`abc\`

#### 最近的查询（新的在前）

- t6000 · \`abc\` · failure-unavailable · \`HTTP 502\` · \`abc\` · RequestId \`abc\`
`)
  })

  it('keeps its shape whatever stands in names, versions, errors and RequestIds', () => {
    const shape = shapeOf(ticketText(factsWith('abc'), WORDS))
    let broken = 0
    for (const text of HOSTILE) if (shapeOf(ticketText(factsWith(text), WORDS)) !== shape) broken += 1
    const naive = HOSTILE.filter((text) => shapeOf(`- error · \`${text}\` · end`) !== '- error · ▢ · end').length
    console.log(`ticket: ${HOSTILE.length} hostile texts in 17 places, blocks broken ${broken} [plain single backticks: ${naive}]`)
    expect(broken).toBe(0)
    expect(naive).toBeGreaterThan(5)
  })

  it('quotes any text on one line, in one span that nothing in it can end, and hides nothing', () => {
    const foreign = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('`', ' ', '\n', '|', '<', '\u202E', 'a') }))
    fc.assert(
      fc.property(foreign, (text) => {
        const span = quoted(text)
        expect(span).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
        expect(['▢', '—']).toContain(outsideSpans(span))
      }),
    )
  })

  it('is bounded: 20 stages, 10 calls, long texts cut', () => {
    const many = { ...factsWith('abc'), stages: Array.from({ length: 500 }, (_, index) => stage(`s${index}`, index)), calls: Array.from({ length: 30 }, (_, index) => call(`c${index}`, index)) }
    const text = ticketText(many, WORDS)
    expect(text.match(/RequestId `s\d+`/gu)).toHaveLength(20)
    expect(text.match(/RequestId `c\d+`/gu)).toHaveLength(10)
    expect(text.indexOf('`s499`')).toBeLessThan(text.indexOf('`s480`'))
    expect(text.indexOf('`c29`')).toBeLessThan(text.indexOf('`c20`'))
    expect(ticketText(factsWith('x'.repeat(100_000)), WORDS).length).toBeLessThan(10_000)
  })

  it('of a device never answered for says so, and has the whole words of the language', () => {
    const row = createRow(createDevice('P1', 'd1'), 0)
    const text = describeTicket({ row, stages: [], calls: [], now: Date.UTC(2026, 0, 31, 4) }, { messages: zhCN, format: createFormat('zh-CN', zhCN) })
    expect(text).toContain('- 状态 · 无')
    expect(text).toMatch(/- 生成 · 固件升级瞭望台 · 2026-0\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d · `/u)
    expect(text.match(/^- 无$/gmu)).toHaveLength(2)
  })
})
