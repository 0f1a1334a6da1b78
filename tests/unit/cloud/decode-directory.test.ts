import { describe, expect, it } from 'vitest'
import { decodeFamilies, decodeFamilyDevices, decodeProducts, decodeSharedDevices } from '@/cloud/decode-directory'

const DEVICE = { ProductId: 'P1', DeviceName: 'gw-1', DeviceId: 'P1/gw-1', AliasName: '东门 网关', IconUrl: '', FamilyId: 'f_1', RoomId: '', DeviceType: 0, CreateTime: 1, UpdateTime: 2 }

describe('a page of the account’s lists', () => {
  it('is read as documented, with fields that nobody knows', () => {
    expect(decodeFamilies({ Total: 2, FamilyList: [{ FamilyId: 'f_1', Name: '杭州', Role: 1, New: {} }, { FamilyId: 'f_2', Name: '' }] })).toEqual({
      total: 2,
      items: [{ familyId: 'f_1', name: '杭州' }, { familyId: 'f_2', name: '' }],
    })
    expect(decodeFamilyDevices({ Total: '1', DeviceList: [DEVICE] })).toEqual({ total: 1, items: [{ productId: 'P1', deviceName: 'gw-1', alias: '东门 网关' }] })
    expect(decodeSharedDevices({ Total: 1, ShareDevices: [DEVICE] })?.items).toHaveLength(1)
    expect(decodeProducts({ Products: [{ ProductId: 'P1', Name: '智能网关', Description: '' }] })).toEqual([{ productId: 'P1', name: '智能网关' }])
  })

  it.each([{}, { Total: null }, { Total: -1 }, { Total: 1.5 }, { Total: 'many' }, { Total: [1] }])('with the total %j says that there is none', (fields) => {
    expect(decodeFamilyDevices({ ...fields, DeviceList: [DEVICE] })).toMatchObject({ total: null, items: [{ deviceName: 'gw-1' }] })
  })

  it.each([{ DeviceList: null }, { Total: 0 }, { Total: 0, DeviceList: [] }])('%j is an empty one', (fields) => {
    expect(decodeFamilyDevices(fields)?.items).toEqual([])
  })

  it.each([{}, { Total: 3 }, { DeviceList: 'x' }, { DeviceList: { 0: DEVICE } }, { FamilyList: [] }])('%j is none', (fields) => {
    expect(decodeFamilyDevices(fields)).toBeNull()
  })
})

describe('an entry that does not say what it is', () => {
  const MALFORMED = [null, 5, 'P1/gw-1', [], {}, { ...DEVICE, ProductId: undefined }, { ...DEVICE, DeviceName: '' }, { ...DEVICE, DeviceName: 7 }, { ...DEVICE, ProductId: ['P1'] }]

  it('never becomes a device, and is counted', () => {
    const page = decodeFamilyDevices({ Total: 10, DeviceList: [...MALFORMED, DEVICE] })
    const invented = page?.items.filter((item) => item !== null && item.deviceName !== 'gw-1').length
    console.log(`malformed entries: ${MALFORMED.length}, devices invented ${invented}`)
    expect(page?.items.filter((item) => item === null)).toHaveLength(MALFORMED.length)
    expect(page?.items.at(-1)).toMatchObject({ deviceName: 'gw-1' })
    expect(invented).toBe(0)
  })

  it.each([undefined, null, '', '  ', 7, {}])('has no alias where AliasName is %j, and is there all the same', (alias) => {
    expect(decodeFamilyDevices({ DeviceList: [{ ...DEVICE, AliasName: alias }] })?.items).toEqual([{ productId: 'P1', deviceName: 'gw-1', alias: null }])
  })

  it('gives no product a name', () => {
    expect(decodeProducts({ Products: [{ ProductId: 'P1' }, { Name: 'x' }, null, { ProductId: 'P2', Name: ' ' }, { ProductId: 'P3', Name: 9 }] })).toEqual([])
  })
})
