import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadInitials } from '@/stores/pinyin'

let initialsOf: (text: string) => string

beforeAll(async () => {
  initialsOf = await loadInitials()
})

function readings(text: string): string[] {
  return initialsOf(text).split(' ')
}

/** What operators type for names of places and devices; many of these characters have more than one reading. */
const TYPED = Object.entries({
  杭州网关: 'hzwg', 重庆银行: 'cqyh', 长沙调度: 'csdd', 长春会计: 'cckj', 厦门大厦: 'xmds', 朝阳车间: 'cycj', 东莞仓储: 'dgcc',
  蚌埠厂房: 'bbcf', 六安水表: 'lasb', 乐清燃气: 'yqrq', 台州空调: 'tzkt', 丽水传感器: 'lscgq', 番禺断路器: 'pydlq', 单县逆变器: 'sxnbq',
  石家庄储能柜: 'sjzcng', 郑州摄像头: 'zzsxt', 衢州露点仪: 'qzldy', 歙县地铁: 'sxdt', 西藏基站: 'xzjz', 绿色频率: 'lspl', 奥体阀门: 'atfm',
})

describe('pinyin initials', () => {
  it.each([
    ['杭州网关A2', 'hzwga2'],
    ['GW-杭州 网关_07', 'gwhzwg07'],
    ['网关Ａ２（备用）', 'wga2by'],
    ['3号楼é', '3hlé'],
  ])('of %s are %s: letters and digits stay, signs and spaces go', (text, initials) => {
    expect(readings(text)).toContain(initials)
  })

  it.each(['', 'gw-hz-0042', ' ', '😀', 'かな', '한글', '\uD800', '<img>'])('of %j are none', (text) => {
    expect(initialsOf(text)).toBe('')
  })

  it('find what operators type, where a single reading for each character would miss some', () => {
    const missed = TYPED.filter(([text, typed]) => !initialsOf(text).includes(typed))
    const missedByFirst = TYPED.filter(([text, typed]) => readings(text)[0] !== typed)
    console.info(`pinyin: names ${TYPED.length}, not found ${missed.length}; first readings alone: not found ${missedByFirst.length}`)
    expect(missed).toEqual([])
    expect(missedByFirst.length).toBeGreaterThan(0)
  })

  it('are known for every one of the 3,755 most used characters', () => {
    const gb = new TextDecoder('gb18030')
    const chars = Array.from({ length: 3755 }, (_, index) => gb.decode(Uint8Array.of(0xb0 + Math.floor(index / 94), 0xa1 + (index % 94))))
    expect(chars.filter((char) => !/^[a-z](?: [a-z])*$/u.test(initialsOf(char)))).toEqual([])
  })

  it('are told by one function, which remembers, however often it is asked for', async () => {
    expect(await loadInitials()).toBe(initialsOf)
  })

  it('leave out a character that the dictionary does not know', () => {
    expect(initialsOf('臺網A2')).toBe('a2')
    expect(initialsOf('𠮷')).toBe('')
  })

  it('are bounded where every character has several readings', () => {
    const many = readings('重行长乐单调'.repeat(80))
    expect(many.length).toBeLessThanOrEqual(64)
    expect(new Set(many.map((reading) => reading.length))).toEqual(new Set([480]))
  })

  it('are lower-case words, the same at every call, for any text', () => {
    const texts = fc.string({ unit: fc.oneof(fc.constantFrom(...'重庆银行网关aZ9 -é．'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })), maxLength: 30 })
    fc.assert(
      fc.property(texts, (text) => {
        const initials = initialsOf(text)
        expect(initials).toBe(initialsOf(text))
        expect(initials).toBe(initials.toLowerCase())
        expect(readings(text).length).toBeLessThanOrEqual(64)
        if (initials !== '') expect(initials).toMatch(/^[\p{L}\p{Nd}]+(?: [\p{L}\p{Nd}]+)*$/u)
        if (!/\p{Script=Han}/u.test(text)) expect(initials).toBe('')
      }),
      { numRuns: 200 },
    )
  })
})
