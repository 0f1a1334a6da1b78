import { describe, expect, it } from 'vitest'
import { freshDevices, listedDevices, originsOf } from '@/domain/account-choice'
import { createDevice } from '@/domain/device'
import type { ListedDevice } from '@/domain/directory'

const EAST = { kind: 'family', familyId: 'f1', name: '东厂' } as const
const OTHER_EAST = { kind: 'family', familyId: 'f2', name: '东厂' } as const
const SHARED = { kind: 'shared' } as const
const DEVICES: readonly ListedDevice[] = [
  { device: createDevice('P1', 'gw-1', '东门 网关'), origin: EAST },
  { device: createDevice('P1', 'gw-2'), origin: OTHER_EAST },
  { device: createDevice('P2', 'cam-1', '食堂'), origin: SHARED },
]
const nameOf = (productId: string) => (productId === 'P2' ? '云台摄像头' : null)
const namesOf = (devices: readonly ListedDevice[]) => devices.map(({ device }) => device.deviceName)

describe('the account’s devices as a checklist', () => {
  it.each<[search: string, found: string[]]>([
    ['', ['gw-1', 'gw-2', 'cam-1']],
    ['GW', ['gw-1', 'gw-2']],
    ['网关 东门', ['gw-1']],
    ['云台', ['cam-1']],
    ['东厂 gw-2', ['gw-2']],
    ['p2/cam', ['cam-1']],
    ['nothing', []],
  ])('has for "%s" %j', (search, found) => {
    expect(namesOf(listedDevices(DEVICES, { search, originKey: null }, nameOf))).toEqual(found)
  })

  it('tells families of one name apart', () => {
    const origins = originsOf(DEVICES)
    expect(origins.map(({ count }) => count)).toEqual([1, 1, 1])
    expect(namesOf(listedDevices(DEVICES, { search: '', originKey: origins[1]?.key ?? null }, nameOf))).toEqual(['gw-2'])
  })

  it('begins with all ticked that nobody watches', () => {
    const ended = { kind: 'ended', how: 'whole', at: 1, families: 2, devices: DEVICES, troubles: [], gone: 0, back: 0 } as const
    expect([...freshDevices(ended, (id) => id === 'P1/gw-1')]).toEqual(['P1/gw-2', 'P2/cam-1'])
    expect([...freshDevices({ kind: 'idle' }, () => false)]).toEqual([])
  })
})
