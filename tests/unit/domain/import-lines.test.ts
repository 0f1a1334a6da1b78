import { describe, expect, it } from 'vitest'
import { createDevice } from '@/domain/device'
import { parseDeviceLines } from '@/domain/device-lines'
import { packDevices, unpackDevices } from '@/domain/device-pack'

const none = () => false
const read = (text: string, stripsInvisible = false) => {
  const { devices, reports, notes } = parseDeviceLines(text, none, { stripsInvisible })
  return { devices: devices.map(({ id, alias }) => (alias === null ? id : `${id} ${alias}`)), reports: reports.map(({ line, problem }) => [line, problem.kind]), notes: notes.map(({ line, note }) => [line, note.kind]) }
}
const devicesOf = (text: string) => read(text).devices

describe('a list of another house', () => {
  it.each([
    ['ProductId,DeviceName,AliasName\nP1,d1,网关\n'],
    ['产品ID;设备名称;别名\nP1;d1;网关\n'],
    ['别名\t产品 id\t设备名\t状态\n网关\tP1\td1\t在线\n'],
    ['﻿sep=;\r\n"设备名称";"备注名";"产品Id"\r\n"d1";"网关";"P1"\r\n'],
    ['\n\n产品标识，设备名称，备注名称\nP1，d1，网关\n'],
    ['product_id；device name；ALIAS\nP1；d1；网关\n'],
  ])('is read by its header: %j', (text) => expect(read(text)).toEqual({ devices: ['P1/d1 网关'], reports: [], notes: [] }))

  it('of two plain columns has a header in Chinese too', () => {
    for (const header of ['产品ID 设备名称', '产品 ID\t设备名称', '产品id/设备名', '产品ID,设备名称']) expect(read(`${header}\nP1 d1\nP1/d2`)).toEqual({ devices: ['P1/d1', 'P1/d2'], reports: [], notes: [] })
  })

  it('with two columns of one meaning goes by the cloud’s own name for it', () => {
    expect(devicesOf('设备名称,ProductId,DeviceName\nHangzhou,P1,d1\n')).toEqual(['P1/d1'])
  })

  it('whose cells are out of step with its header has no line guessed at', () => {
    const text = 'alias,ProductId,DeviceName\n网关,东,P1,d1\n网关,P1,d2,,\nP1;d3\n'
    expect(read(text)).toEqual({ devices: ['P1/d2 网关'], reports: [[2, 'cell-count'], [4, 'missing-device-name']], notes: [] })
  })

  it('loses one line to a quote left open, even if a later one closes it', () => {
    const text = 'ProductId,DeviceName,Note\nP1,d1,"\nP1,d2,x\nP1,d3,"\nP1,d4,y\n'
    expect(read(text)).toEqual({ devices: ['P1/d2', 'P1/d4'], reports: [[2, 'broken-quotes'], [4, 'broken-quotes']], notes: [] })
    expect(read('ProductId,DeviceName,别名\nP1,d1,"open\nP1,d2,close"\nP1,d3,z\n').devices).toEqual(['P1/d2 close"', 'P1/d3 z'])
  })

  it('may have two quoted cells a line without a header', () => {
    expect(devicesOf('"P1","d1"\n"P1";"d""2"\nP1,d3\n')).toEqual(['P1/d1', 'P1/d"2', 'P1/d3'])
  })

  it('has a name with half a quote taken as it is, and said so', () => {
    expect(read('P1,"d1\nP1,d2\n')).toEqual({ devices: ['P1/"d1', 'P1/d2'], reports: [], notes: [[1, 'quote-kept']] })
  })

  it('has an alias that cannot be shown left out, and said so', () => {
    expect(read(`ProductId,DeviceName,别名\nP1,d1,a\u0007b\nP1,d2,${'长'.repeat(600)}\nP1,d3,\uFFFD\n`)).toEqual({ devices: ['P1/d1', 'P1/d2', 'P1/d3'], reports: [], notes: [[2, 'alias-left-out'], [3, 'alias-left-out'], [4, 'alias-left-out']] })
  })
})

describe('characters that nobody sees', () => {
  const text = 'P1,d\u200B1\n\u202EP1\u2066,d2\nP1,d3\nProduct\uFEFF/d4\n'

  it('are told of, and kept unless somebody wants them out', () => {
    expect(read(text)).toMatchObject({ devices: ['P1/d\u200B1', '\u202EP1\u2066/d2', 'P1/d3', 'Product/d4'], notes: [[1, 'invisible'], [2, 'invisible'], [4, 'invisible']] })
    expect(read(text, true)).toMatchObject({ devices: ['P1/d1', 'P1/d2', 'P1/d3', 'Product/d4'], notes: [[1, 'invisible'], [2, 'invisible'], [4, 'invisible']] })
  })

  it('are told by their numbers', () => {
    const [first, second] = parseDeviceLines(text, none).notes
    expect([first?.note, second?.note]).toEqual([
      { kind: 'invisible', codes: ['U+200B'], isStripped: false },
      { kind: 'invisible', codes: ['U+202E', 'U+2066'], isStripped: false },
    ])
  })

  it('hide no device that is there twice, once they are out', () => {
    expect(read('P1,d1\nP1,d\u200D1', true).reports).toEqual([[2, 'repeated']])
  })

  it('of a blank kind within a name are reported', () => {
    expect(read('ProductId,DeviceName,x\nP1,d\u00A01,\nP1,\u00A0d2\u3000,\n')).toMatchObject({ devices: ['P1/d2'], reports: [[2, 'bad-name']] })
  })
})

describe('a pack of devices', () => {
  it('gives them back as they were', () => {
    const devices = [createDevice('P1', '__proto__'), createDevice('constructor', 'd"\u202E', 'a\n"b"\u2028'), createDevice('P1', 'd3', '')]
    expect(unpackDevices(packDevices(devices))).toEqual(devices)
    expect(unpackDevices(packDevices([]))).toEqual([])
  })

  it.each(['', '{}', '[1,2,3]', '["a","b"]', '["","b",null]', '["a","b c",null]', '["a","b",1]'])('that is none is refused as a whole: %j', (pack) => {
    expect(() => unpackDevices(new TextEncoder().encode(pack))).toThrow()
  })
})
