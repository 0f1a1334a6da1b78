import { describe, expect, it } from 'vitest'
import { unpackDevices } from '@/domain/device-pack'
import { readSource } from '@/intake/read-source'
import { readDevices, Reading } from '@/intake/reading'
import type { IntakeRequest } from '@/intake/protocol'
import { encode } from '../../support/encode'

function read(text: string, options: Partial<Parameters<typeof readDevices>[1]> = {}): Reading {
  const reading = readDevices(text, { isWatched: () => false, stripsInvisible: false, encoding: null, ...options })
  if (reading.kind !== 'read') throw new Error(reading.kind)
  return reading
}

const requestOf = (file: Blob, more: Partial<IntakeRequest> = {}): IntakeRequest => ({ source: { kind: 'file', file }, encoding: null, stripsInvisible: false, watched: '', ...more })

describe('a list that was read', () => {
  const text = '状态,设备名称,产品 ID,备注名\n在线,d1,P1,杭州\n离线,d1,P1,again\n在线,d\u200B2,P1,\n在线,,P1,\n'

  it('says what its header was taken for, how many lines there are of each kind, and how many aliases', () => {
    expect(read(text).preview).toEqual({
      encoding: null,
      header: { separator: ',', product: '产品 ID', device: '设备名称', alias: '备注名', unused: [], others: 1 },
      counts: { all: 4, skipped: 2, noted: 1 },
      devices: 2,
      withAlias: 1,
      invisible: 1,
    })
  })

  it('shows any page of any kind of lines', () => {
    const reading = read(text)
    expect(reading.lines('all', 0, 2).map(({ kind, line }) => [kind, line])).toEqual([['device', 2], ['problem', 3]])
    expect(reading.lines('all', 2, 9).map(({ kind, line }) => [kind, line])).toEqual([['device', 4], ['problem', 5]])
    expect(reading.lines('skipped', 1, 1)).toEqual([{ kind: 'problem', line: 5, text: '在线,,P1,', problem: { kind: 'missing-device-name' } }])
    expect(reading.lines('noted', 0, 9)).toMatchObject([{ line: 4, note: { kind: 'invisible', codes: ['U+200B'], isStripped: false } }])
  })

  it('hands over every device with its alias, and every line that is none', () => {
    const { pack, count, skipped } = read(text, { stripsInvisible: true }).take()
    expect(count).toBe(2)
    expect(unpackDevices(pack).map(({ id, alias }) => [id, alias])).toEqual([['P1/d1', '杭州'], ['P1/d2', null]])
    expect(skipped).toMatchObject({ count: 2, reports: [{ line: 3 }, { line: 5 }], text: '离线,d1,P1,again\n在线,,P1,' })
  })

  it('tells the first of many lines that are not taken one by one, and has all of them to copy', () => {
    const { skipped } = read(Array.from({ length: 5000 }, (_line, index) => `bad${index}`).join('\n')).take()
    expect([skipped.count, skipped.reports.length, skipped.text.split('\n').length]).toEqual([5000, 1000, 5000])
  })

  it('of more lines than may be is refused as a whole, with the exact number of its lines', () => {
    const rows = Array.from({ length: 1001 }, (_line, index) => `P1,d${index},"x\ny"`).join('\n')
    const options = { isWatched: () => false, stripsInvisible: false, encoding: null, mostRows: 1000 }
    expect(readDevices(`ProductId,DeviceName,Note\n${rows}`, options)).toEqual({ kind: 'too-many-rows', rows: 1001, mostRows: 1000 })
    expect(readDevices(`ProductId,DeviceName,Note\n${rows}`, { ...options, mostRows: 1001 }).kind).toBe('read')
  })
})

describe('a file', () => {
  it('is decoded as it looks, or as it was told', async () => {
    const file = new Blob([encode('产品ID;设备名称;别名\nP1;d1;杭州网关\n', 'gb18030')])
    expect(await readSource(requestOf(file))).toMatchObject({ preview: { encoding: { used: 'gb18030', isSure: true }, devices: 1, withAlias: 1 } })
    expect(await readSource(requestOf(file, { encoding: 'utf-16le' }))).toMatchObject({ preview: { encoding: { used: 'utf-16le' }, devices: 0 } })
  })

  it('in the wrong encoding gives no name that could not be decoded', async () => {
    const file = new Blob([encode('ProductId,DeviceName\nP1,杭州\nP1,d1\n', 'gb18030')])
    const reading = await readSource(requestOf(file, { encoding: 'utf-8' }))
    expect(reading.kind === 'read' && reading.lines('all', 0, 9)).toMatchObject([{ problem: { kind: 'undecoded', field: 'DeviceName' } }, { device: { id: 'P1/d1' } }])
  })

  it('knows the devices on the list', async () => {
    const reading = await readSource(requestOf(new Blob(['P1,d1\nP1,d2\n']), { watched: 'P1/d2\nP1/d3' }))
    expect(reading.kind === 'read' && reading.lines('skipped', 0, 9)).toMatchObject([{ line: 2, problem: { kind: 'already-watched' } }])
  })

  it('that is too large is refused before it is read', async () => {
    const file = { size: 200_000_000, arrayBuffer: () => Promise.reject(new Error('it was read')) } as unknown as Blob
    expect(await readSource(requestOf(file))).toEqual({ kind: 'too-large', bytes: 200_000_000, mostBytes: 67_108_864 })
  })

  it('that is a workbook, or cannot be read, is refused with the reason', async () => {
    expect(await readSource(requestOf(new Blob([new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])])))).toEqual({ kind: 'workbook' })
    const gone = { size: 5, arrayBuffer: () => Promise.reject(new Error('gone')) } as unknown as Blob
    expect(await readSource(requestOf(gone))).toEqual({ kind: 'unreadable' })
  })
})
