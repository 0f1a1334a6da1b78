import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOutJson } from '@/domain/json-layout'

describe('an answer laid out over lines', () => {
  it('keeps every value as it was written', () => {
    const text = '{"a":9007199254740993,"a":1e999 , "b" :{"c":[1,{}, [ ]],"d":"x{,}:\\" y"},"e":null}'
    expect(layOutJson(text)).toBe(
      ['{', '  "a": 9007199254740993,', '  "a": 1e999,', '  "b": {', '    "c": [', '      1,', '      {},', '      []', '    ],', '    "d": "x{,}:\\" y"', '  },', '  "e": null', '}'].join('\n'),
    )
    // A layout by way of the values would have shown other ones.
    expect(JSON.stringify(JSON.parse(text), null, 2)).not.toContain('9007199254740993')
  })

  it('is that of JSON.stringify for every value that survives it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(layOutJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
      }),
    )
  })

  it('is the text itself where it is no JSON', () => {
    for (const text of ['', '<html>', '{"a":', '{"a":1}x']) expect(layOutJson(text)).toBe(text)
  })
})
