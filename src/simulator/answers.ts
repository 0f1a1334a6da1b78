import type { Action, Actions, DeviceFields, FamilyDeviceFields } from '../cloud/actions'
import { deviceIdOf } from '../domain/device'
import type { PublishResult, SimulatedCloud } from './cloud'
import type { SimulatedDevice } from './fleet'
import type { Random } from './random'
import { pageOf, textField, textsField, type RequestFields } from './request-fields'
import { statusFields } from './status-fields'
import { ApiError } from './wire'

export interface AnswerContext {
  readonly cloud: SimulatedCloud
  readonly random: Random
}

type Answers = {
  readonly [A in Action]: (fields: RequestFields, context: AnswerContext) => Actions[A]['answer']
}

const CREATED_AT_SECONDS = 1_752_480_000

/** Every action of cloud-api §3 and §4. Each throws an ApiError for what the cloud would refuse. */
export const ANSWERS: Answers = {
  AppDescribeFirmwareUpdateStatus(fields, { cloud, random }) {
    const truth = cloud.truth(boundDevice(fields, cloud).id)
    if (!truth) throw notBound()
    return statusFields(truth, cloud.sendsOddities ? random : null)
  },
  AppPublishFirmwareUpdateMessage(fields, { cloud }) {
    const refusal = PUBLISH_ERRORS[cloud.publish(boundDevice(fields, cloud).id)]
    if (refusal) throw new ApiError(...refusal)
    return {}
  },
  AppCheckFirmwareUpdate(fields, { cloud }) {
    const { id } = boundDevice(fields, cloud)
    const current = cloud.runningVersion(id)
    const truth = cloud.truth(id)
    if (!current || !truth || truth.status === null) {
      throw new ApiError('FailedOperation.DeviceInfoOutdated', '设备未上报版本信息')
    }
    return { CurrentVersion: current, DstVersion: truth.targetVersion ?? current }
  },
  AppGetFamilyList(fields, { cloud }) {
    const families = pageOf(fields, cloud.families)
    const times = { CreateTime: CREATED_AT_SECONDS, UpdateTime: CREATED_AT_SECONDS }
    const list = families.map(({ familyId, name }) => ({ FamilyId: familyId, Name: name, Role: 1, ...times }))
    return { ...cloud.account.totalOf(cloud.families.length), FamilyList: list }
  },
  AppGetFamilyDeviceList(fields, { cloud }) {
    const familyId = textField(fields, 'FamilyId')
    const roomId = textField(fields, 'RoomId', true)
    if (!cloud.families.some((family) => family.familyId === familyId) || !cloud.account.mayRead(familyId)) throw notBound()
    const devices = roomId === '' ? cloud.account.devicesOf(familyId) : []
    return { ...cloud.account.totalOf(devices.length), DeviceList: pageOf(fields, devices).map(listed) }
  },
  AppListUserShareDevices(fields, { cloud }) {
    const devices = cloud.account.devicesOf(null)
    return { ...cloud.account.totalOf(devices.length), ShareDevices: pageOf(fields, devices).map(listed) }
  },
  AppGetProducts(fields, { cloud }) {
    const wanted = new Set(textsField(fields, 'ProductIds'))
    const products = cloud.products.filter(({ productId }) => wanted.has(productId))
    return {
      Products: products.map(({ productId, name, description }) => ({ ProductId: productId, Name: name, Description: description })),
    }
  },
  AppGetDeviceStatuses(fields, { cloud }) {
    const bound = new Map(cloud.devices().map(({ id }) => [id as string, id]))
    const ids = textsField(fields, 'DeviceIds').flatMap((text) => bound.get(text) ?? [])
    return { DeviceStatuses: ids.map((id) => ({ DeviceId: id, Online: cloud.truth(id)?.status === 0 ? 0 : 1 })) }
  },
  AppGetUser: () => ({ Data: { UserID: '100012345678', NickName: '值班员' } }),
}

const PUBLISH_ERRORS: Readonly<Record<PublishResult, readonly [code: string, message: string] | null>> = {
  told: null,
  'not-bound': ['InvalidParameterValue.NoPermission', '没有设备权限'],
  'no-firmware': ['ResourceNotFound.DeviceHasNoFirmware', '设备无可升级固件'],
  offline: ['FailedOperation.DeviceOffline', '设备不在线'],
  refused: ['FailedOperation', '设备当前状态不允许升级'],
}

function boundDevice(fields: RequestFields, cloud: SimulatedCloud): SimulatedDevice {
  const names: DeviceFields = { ProductId: textField(fields, 'ProductId'), DeviceName: textField(fields, 'DeviceName') }
  const device = cloud.device(deviceIdOf(names.ProductId, names.DeviceName))
  if (!device || !cloud.account.has(device.id)) throw notBound()
  return device
}

function notBound(): ApiError {
  return new ApiError('InvalidParameterValue.NoPermission', '没有设备权限')
}

function listed({ id, productId, deviceName, alias, familyId }: SimulatedDevice): FamilyDeviceFields {
  return {
    ProductId: productId,
    DeviceName: deviceName,
    DeviceId: id,
    AliasName: alias,
    IconUrl: '',
    FamilyId: familyId ?? '',
    RoomId: '',
    DeviceType: 0,
    CreateTime: CREATED_AT_SECONDS,
    UpdateTime: CREATED_AT_SECONDS,
  }
}
