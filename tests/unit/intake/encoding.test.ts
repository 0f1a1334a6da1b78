import { describe, expect, it } from 'vitest'
import { decodeBytes, ENCODINGS, guessEncoding } from '@/intake/encoding'
import { encode } from '../../support/encode'

const LIST = '产品ID,设备名称,别名\r\nGW2A7K9QXM,gw-hz-0042,杭州网关一号\r\nGW2A7K9QXM,gw-hz-0107,上海仓库温度计\r\n'

describe('the bytes of a list', () => {
  it.each(ENCODINGS)('in %s are known for what they are, with and without a byte order mark', (encoding) => {
    for (const withMark of [true, false]) {
      const bytes = encode(LIST, encoding, withMark)
      expect(guessEncoding(bytes)).toEqual({ encoding, isSure: true })
      expect(decodeBytes(bytes, encoding)).toBe(LIST)
    }
  })

  it('in ASCII are the same in every encoding of single bytes, so there is nothing to ask', () => {
    expect(guessEncoding(encode('ProductId,DeviceName\nP1,d1\n', 'utf-8'))).toEqual({ encoding: 'utf-8', isSure: true })
  })

  it('that are text in two encodings are guessed, and said to be', () => {
    // 一 of GB18030 is the Cyrillic letter һ of UTF-8.
    const bytes = encode('P1,一号', 'gb18030').slice(0, 5)
    expect(decodeBytes(bytes, 'utf-8')).toBe('P1,һ')
    expect(guessEncoding(bytes)).toEqual({ encoding: 'gb18030', isSure: false })
  })

  it('with one broken character stay what all others say they are, with a question', () => {
    const bytes = encode(LIST, 'utf-8')
    bytes[LIST.indexOf('杭') + 30] = 0xff
    expect(guessEncoding(bytes)).toEqual({ encoding: 'utf-8', isSure: false })
  })

  it('of UTF-16 with half a character at the end are read, with a question', () => {
    expect(guessEncoding(encode(LIST, 'utf-16le').slice(0, -1))).toEqual({ encoding: 'utf-16le', isSure: false })
  })
})

describe('the encoder of these tests', () => {
  it('gives what the decoder takes, for every character of the first plane and some beyond', () => {
    const chars: string[] = []
    for (let code = 0x20; code < 0x10000; code += 1) {
      if ((code < 0xd800 || code > 0xdfff) && code !== 0xfeff) chars.push(String.fromCodePoint(code))
    }
    const text = [...chars.filter((_char, index) => index % 7 === 0), '😀', '𠀀'].filter((char) => !/[\uE000-\uF8FF]/u.test(char)).join('')
    for (const encoding of ENCODINGS) expect(decodeBytes(encode(text, encoding), encoding) === text, encoding).toBe(true)
  })
})
