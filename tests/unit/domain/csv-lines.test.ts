import { describe, expect, it } from 'vitest'
import { parseDeviceLines } from '@/domain/device-lines'

const none = () => false
const read = (text: string) => {
  const { devices, reports } = parseDeviceLines(text, none)
  return { ids: devices.map(({ id }) => id), reports: reports.map(({ line, problem }) => [line, problem.kind]) }
}

describe('a pasted CSV file', () => {
  it.each([
    ['comma', 'Name,ProductId,x,DeviceName\nn,P1,1,d1\n'],
    ['semicolon', 'Name;product_id;x;Device_Name\r\n"n;n";"P1";1;"d1"\r\n'],
    ['tab', '\uFEFF"x"\t"PRODUCTID"\t"DeviceName"\ry\tP1\td1\r'],
  ])('is read by its header, separated by %s', (_name, text) => {
    expect(read(text)).toEqual({ ids: ['P1/d1'], reports: [] })
  })

  it('may have breaks and quotes in its cells, and its lines are counted as an editor does', () => {
    const text = 'ProductId,DeviceName,Note\nP1,d1,"a ""b""\nc"\nP1,,x\nP1,d1,again\nP1,d 2,x\n'
    expect(read(text)).toEqual({ ids: ['P1/d1'], reports: [[4, 'missing-device-name'], [5, 'repeated'], [6, 'bad-name']] })
  })

  it('loses one line to a quote that is not closed, told by its number, and none after it', () => {
    const text = 'ProductId,DeviceName,Note\nP1,d1,"open\nP1,d2,x\n"P1","d3","y"\nP1,d4,z\n'
    expect(read(text)).toEqual({ ids: ['P1/d2', 'P1/d3', 'P1/d4'], reports: [[2, 'broken-quotes']] })
  })

  it('with a quote open to its end loses that line only', () => {
    expect(read('ProductId,DeviceName,Note\nP1,d1,"open\nP1,d2,x\nP1,d3,x')).toEqual({ ids: ['P1/d2', 'P1/d3'], reports: [[2, 'broken-quotes']] })
  })

  it('with a quote open in a name loses that line only: no name has a line break', () => {
    const told = { ids: ['P1/d2', 'P1/d3'], reports: [[2, 'broken-quotes']] }
    expect(read('ProductId,DeviceName,Note\nP1,"d1,x\nP1,d2,x\nP1,d3,y"\n')).toEqual(told)
    expect(read('ProductId,DeviceName,Note\n"P1,d1,x\nP1,d2,x\nP1,d3,y"\n')).toEqual(told)
  })

  it.each([
    ['a separator of another kind', 'ProductId,DeviceName,"a;b;c;d;e"\nP1,d1,x\nP1,,x\n', 3],
    ['a line break', 'ProductId,DeviceName,"stage\r\nsince"\r\nP1,d1,x\r\nP1,,x\r\n', 4],
  ])('may have %s in a title', (_what, text, line) => {
    expect(read(text)).toEqual({ ids: ['P1/d1'], reports: [[line, 'missing-device-name']] })
  })

  it('whose header has an open quote is told so, and is read', () => {
    expect(read('ProductId,DeviceName,"open\nP1,d1,x\nP1,d2,x\n')).toEqual({ ids: ['P1/d1', 'P1/d2'], reports: [[1, 'broken-quotes']] })
  })

  it('may have blanks around its names, as plain lines may', () => {
    expect(read('ProductId, DeviceName ,Note\n P1, d1 ,x')).toEqual({ ids: ['P1/d1'], reports: [] })
    expect(read('ProductId,DeviceName,Note\n"P1", "d1",x').reports).toEqual([[2, 'bad-name']])
  })

  it('of two columns the other way round is read by their titles', () => {
    expect(read('DeviceName,ProductId\nd1,P1\n"d2","P1"\n')).toEqual({ ids: ['P1/d1', 'P1/d2'], reports: [] })
  })

  it('of two columns may be quoted, guarded, or plain in each line', () => {
    const text = '"ProductId";"DeviceName"\n"P1";"d1"\nP1;"d""2"\n"P1";"\'=3"\nP1;\'=4\nP1 d5\nP1;"d6\n'
    expect(read(text)).toEqual({ ids: ['P1/d1', 'P1/d"2', 'P1/=3', "P1/'=4", 'P1/d5', 'P1/"d6'], reports: [] })
  })

  it('of two columns is read as plain lines, as ever', () => {
    expect(read('ProductId,DeviceName\nP1 d1\nP1/d2')).toEqual({ ids: ['P1/d1', 'P1/d2'], reports: [] })
  })
})
