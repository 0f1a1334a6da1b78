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

  it('of two columns is read as plain lines, as ever', () => {
    expect(read('ProductId,DeviceName\nP1 d1\nP1/d2')).toEqual({ ids: ['P1/d1', 'P1/d2'], reports: [] })
  })
})
